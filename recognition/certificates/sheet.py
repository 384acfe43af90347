"""The certificate as PDF: one lying A4 sheet that a chairman signs. The same certificate gives the same bytes."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date
from io import BytesIO
from pathlib import Path

from PIL import Image

from recognition.certificates.designs import Design, design
from recognition.certificates.words import SheetWords, words_of
from recognition.models import Certificate
from recognition.papers.pdf import compile_pdf, compile_picture
from recognition.papers.qr import qr_svg

SOURCE = Path(__file__).parent / "sheet.typ"
COLOURS = 32  # of a small picture


def pdf(certificate: Certificate, words: SheetWords | None = None) -> bytes:
    """The sheet as PDF/A-2a and PDF/UA-1; its date is the day of issue. `words` spares the questions when they are at hand."""
    return pdf_of(words or words_of(certificate), design(certificate.design))


def pdf_of(words: SheetWords, look: Design) -> bytes:
    """The sheet with these words in this design."""
    return pdf_of_many([words], look)


def pdf_of_many(sheets: Sequence[SheetWords], look: Design) -> bytes:
    """Several sheets of one design, a page each; the date of the file is that of the first."""
    data, svgs = _sources(sheets, look)
    return compile_pdf(SOURCE, data, day=date(*sheets[0].issued), svgs=svgs)


def picture_of(words: SheetWords, look: Design) -> bytes:
    """The sheet as a small PNG of few colours (a phone fetches all designs at once), to choose one by."""
    data, svgs = _sources([words], look)
    made = BytesIO()
    with Image.open(BytesIO(compile_picture(SOURCE, data, svgs=svgs))) as whole:
        whole.convert("RGB").quantize(COLOURS).save(made, "PNG", optimize=True)
    return made.getvalue()


def _sources(sheets: Sequence[SheetWords], look: Design) -> tuple[dict, dict[str, str]]:
    data = {"sheets": [data_of(words) for words in sheets], "look": asdict(look)}
    return data, {f"qr{nth}": qr_svg(words.check_url) for nth, words in enumerate(sheets)}


def data_of(words: SheetWords) -> dict:
    """What the source of the sheet reads."""
    return {one.name: getattr(words, one.name) for one in fields(words)} | {"to": words.to}
