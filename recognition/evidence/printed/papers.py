"""Papers to be printed and filled in by hand: the confirmation for a hamlet or employer, and the form of the title.

Their words are the portal's proposal, and say so at the foot; no official form was found. Always Vietnamese, as paper is.
"""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import segno
import typst
from django.conf import settings
from django.urls import reverse

from recognition.criteria.words import Criteria

HERE = Path(__file__).parent
FONTS = HERE.parent.parent / "certificates" / "fonts"
STANDARDS = ["a-2a", "ua-1"]  # for keeping (PDF/A) and for screen readers (PDF/UA)


def confirmation(criteria: Criteria, *, name: str = "", home: str = "", reference: str = "") -> bytes:
    """A sheet on which somebody confirms what a person did; blank, or with the person's name and place.

    It lists what such a confirmation can speak for, so that it can be ticked. `reference`: as on the counter's pages, becomes
    a code that staff scan.
    """
    kind = criteria.manual_kind("witness")
    rows = [
        {"code": one.code, "words": one.words()} for one in criteria.indicators if kind and one.code in kind.indicators
    ]
    return _made("confirmation.typ", {"name": name, "home": home, "title": criteria.title, "rows": rows}, reference)


def form(criteria: Criteria, *, group: str = "", name: str = "", home: str = "", reference: str = "") -> bytes:
    """The self-assessment to be filled in by hand, in large print; blank, or for one person with the code that staff scan."""
    groups = [
        {
            "code": one.code,
            "name": one.name,
            "rows": [
                {"code": row.code, "words": row.words(group), "most": f"{row.maximum.normalize():f}"}
                for row in criteria.indicators
                if row.group == one.code
            ],
        }
        for one in criteria.groups
    ]
    return _made("form.typ", {"name": name, "home": home, "title": criteria.title, "groups": groups}, reference)


def _made(source: str, data: Mapping[str, Any], reference: str) -> bytes:
    inputs = {"data": orjson.dumps({**data, "reference": reference}).decode("utf-8"), "qr": _qr(reference)}
    return typst.compile(
        str(HERE / source),
        root=str(HERE),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=STANDARDS,
        timestamp=0,  # the same paper has the same bytes
        sys_inputs=inputs,
    )


def _qr(reference: str) -> str:
    """The code that leads staff to the person's page at the counter; empty for a blank sheet."""
    if not reference:
        return ""
    out = io.BytesIO()
    address = settings.PUBLIC_URL + reverse("recognition:counter_form", args=[reference])
    segno.make(address, error="m", micro=False).save(out, kind="svg", xmldecl=False, border=2, scale=4, svgclass=None)
    return out.getvalue().decode("utf-8")
