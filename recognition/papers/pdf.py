"""Papers as PDF, made by Typst: PDF/A-2a for keeping and PDF/UA-1 for screen readers. The same data gives the same bytes."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import typst
from django.conf import settings

ROOT = Path(__file__).parent.parent  # sources of all rooms; one may import recognition/papers/paper.typ
FONTS = Path(__file__).parent / "fonts"
STANDARDS = ["a-2a", "ua-1"]


def compile_pdf(
    source: Path, data: Mapping[str, Any], *, day: date | None = None, svgs: Mapping[str, str] | None = None
) -> bytes:
    """The PDF of a Typst source inside `recognition`.

    `data` goes in as JSON under `sys.inputs.data`, `svgs` as text under their own names: nothing is ever pasted into the source.
    `day` is the day of the paper (its noon is the file's date); without one the date is 1970. Raises typst.TypstError.
    """
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(settings.TIME_ZONE)) if day else None
    return typst.compile(
        str(source),
        root=str(ROOT),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=STANDARDS,
        timestamp=int(noon.timestamp()) if noon else 0,
        sys_inputs={"data": orjson.dumps(data).decode("utf-8"), **(svgs or {})},
    )


def compile_picture(
    source: Path, data: Mapping[str, Any], *, svgs: Mapping[str, str] | None = None, ppi: float = 60
) -> bytes:
    """The one page of a Typst source inside `recognition` as PNG, to be looked at on a screen. Raises typst.TypstError."""
    return typst.compile(
        str(source),
        root=str(ROOT),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="png",
        ppi=ppi,
        sys_inputs={"data": orjson.dumps(data).decode("utf-8"), **(svgs or {})},
    )
