"""A PDF somebody handed in -> one that only shows pages: no script, action, form, link, attachment or hidden data."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
from pypdfium2 import PdfiumError

from recognition.evidence.safe.pdf_inside import DANGEROUS, dictionaries, dressed_in
from recognition.evidence.safe.pdf_pictures import bare_pictures
from recognition.evidence.safe.pdf_shown import drawn_flat, looks, ready_to_draw
from recognition.evidence.safe.refusal import NotTaken
from recognition.evidence.safe.written import Facts, Safe

MOST_PAGES = 60
# What a page needs to be seen. Everything else at these two places goes.
_CATALOG = {"/Type", "/Pages", "/Lang", "/OCProperties", "/PageLabels"}
_PAGE = {
    "/Type",
    "/Parent",
    "/Resources",
    "/MediaBox",
    "/CropBox",
    "/BleedBox",
    "/TrimBox",
    "/ArtBox",
    "/Rotate",
    "/Contents",
    "/Group",
    "/UserUnit",
}
# Whatever qpdf and PDFium say of a broken file.
_BROKEN = (
    pikepdf.PdfError, PdfiumError, ValueError, TypeError, KeyError, AttributeError, RuntimeError, IndexError, OSError
)  # fmt: skip


def rewrite(data: bytes, _media_type: str) -> tuple[Safe, Callable[[], list[str]]]:
    """The PDF written anew, and the likenesses of its pages. Raises NotTaken.

    It is drawn before anything is told: what cannot be drawn here in bounds, no officer could look at.
    """
    try:
        safe = _rewritten(data)
        found = looks(safe.data)
    except pikepdf.PasswordError:
        raise NotTaken("locked") from None
    except _BROKEN as problem:
        raise NotTaken("damaged pdf") from problem
    return safe, lambda: found


def _rewritten(data: bytes) -> Safe:
    # Locked by its owner only, a PDF opens with the empty password; the copy has no lock, for it allows nothing to be changed.
    with pikepdf.open(BytesIO(data)) as pdf:
        pages = _measured(pdf)
        signed = "/Sig" in {str(one.get("/FT", "")) for one in dictionaries(pdf)}
        drawing = ready_to_draw(pdf)
        if drawing:
            data = _saved(pdf)
    if drawing:
        data = drawn_flat(data)
    with pikepdf.open(BytesIO(data)) as pdf:
        _measured(pdf)
        _bare(pdf)
        written = _saved(pdf)
    if what_is_left(written):
        raise NotTaken("damaged pdf")
    return Safe(written, Facts("application/pdf", "pdf", pages=pages, signed=signed))


def what_is_left(data: bytes) -> set[str]:
    """Dangerous words that a PDF still holds in any of its objects; empty for one of ours."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return {word for holder in dictionaries(pdf) for word in dressed_in(holder)}


def _saved(pdf: pikepdf.Pdf) -> bytes:
    written = BytesIO()
    pdf.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    # qpdf goes on without what it has no memory for, and the page would miss it.
    if any("bad_alloc" in warning for warning in pdf.get_warnings()):
        raise NotTaken("heavy")
    return written.getvalue()


def _measured(pdf: pikepdf.Pdf) -> int:
    pages = len(pdf.pages)
    if pages == 0:
        raise NotTaken("damaged pdf")
    if pages > MOST_PAGES:
        raise NotTaken("pages", pages=pages, most=MOST_PAGES)
    return pages


def _bare(pdf: pikepdf.Pdf) -> None:
    for name in set(pdf.Root.keys()) - _CATALOG:
        del pdf.Root[name]
    for page in pdf.pages:
        for name in set(page.obj.keys()) - _PAGE:
            del page.obj[name]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for holder in dictionaries(pdf):
        for name in dressed_in(holder):
            del holder[name]
        if isinstance(holder, pikepdf.Stream):
            bare_pictures(pdf, holder)


__all__ = ["DANGEROUS", "MOST_PAGES", "rewrite", "what_is_left"]
