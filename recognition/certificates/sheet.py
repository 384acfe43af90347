"""The certificate as PDF: one lying A4 sheet that a chairman signs. The same certificate gives the same bytes."""

from dataclasses import asdict, fields
from datetime import date
from pathlib import Path

from recognition.certificates.designs import Design, design
from recognition.certificates.words import SheetWords, words_of
from recognition.models import Certificate
from recognition.papers.pdf import compile_pdf
from recognition.papers.qr import qr_svg

SOURCE = Path(__file__).parent / "sheet.typ"


def pdf(certificate: Certificate, words: SheetWords | None = None) -> bytes:
    """The sheet as PDF/A-2a and PDF/UA-1; its date is the day of issue. `words` spares the questions when they are at hand."""
    return pdf_of(words or words_of(certificate), design(certificate.design))


def pdf_of(words: SheetWords, look: Design) -> bytes:
    """The sheet with these words in this design."""
    return compile_pdf(
        SOURCE,
        {"sheets": [data_of(words)], "look": asdict(look)},
        day=date(*words.issued),
        svgs={"qr": qr_svg(words.check_url)},
    )


def data_of(words: SheetWords) -> dict:
    """What the source of the sheet reads."""
    return {one.name: getattr(words, one.name) for one in fields(words)} | {"to": words.to}
