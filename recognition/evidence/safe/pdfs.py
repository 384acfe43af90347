"""A PDF somebody handed in -> one that only shows pages: no script, action, form, link, attachment or hidden data."""

from io import BytesIO

import pikepdf
from django.utils.translation import gettext as _

from recognition.refusals import Incomplete

MOST_PAGES = 60
MOST_OBJECTS = 200_000
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
# Where an action, a script, a form or a file could hide, wherever it stands.
DANGEROUS = {
    "/JS",
    "/JavaScript",
    "/OpenAction",
    "/AA",
    "/A",
    "/PA",
    "/XFA",
    "/AcroForm",
    "/EmbeddedFiles",
    "/EF",
    "/AF",
    "/RichMedia",
    "/RichMediaContent",
    "/Launch",
    "/URI",
    "/GoToE",
    "/SubmitForm",
    "/ImportData",
    "/Annots",
    "/Names",
    "/Ref",
    "/PieceInfo",
    "/Metadata",
    "/Collection",
    "/FFilter",
}

# Under these words stand tables from free names to things: a font may be called “/A”.
_TABLES = {
    "/Font",
    "/XObject",
    "/ExtGState",
    "/ColorSpace",
    "/Pattern",
    "/Shading",
    "/Properties",
    "/CharProcs",
    "/Colorants",
}
_HOLDERS = (pikepdf.Array, pikepdf.Dictionary, pikepdf.Stream)


def rewrite_pdf(data: bytes) -> tuple[bytes, int]:
    """The PDF written anew, with its number of pages. Raises Incomplete (field `file`)."""
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                raise _locked()
            pages = _measured(pdf)
            _bare(pdf)
            written = BytesIO()
            pdf.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except pikepdf.PasswordError:
        raise _locked() from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError) as problem:
        raise _damaged() from problem
    if what_is_left(written.getvalue()):
        raise _damaged()
    return written.getvalue(), pages


def what_is_left(data: bytes) -> set[str]:
    """Dangerous words that a PDF still holds in any of its objects; empty for one of ours."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return {word for holder in _dictionaries(pdf) for word in DANGEROUS & set(holder.keys())}


def _locked() -> Incomplete:
    return Incomplete(
        _("This PDF is locked with a password. Save it without one, or take a photo of the paper."), "file"
    )


def _damaged() -> Incomplete:
    return Incomplete(
        _("This PDF is damaged or unusual and was not accepted. Take a photo of the paper instead."), "file"
    )


def _measured(pdf: pikepdf.Pdf) -> int:
    if len(pdf.objects) > MOST_OBJECTS:
        raise _damaged()
    pages = len(pdf.pages)
    if pages == 0:
        raise _damaged()
    if pages > MOST_PAGES:
        raise Incomplete(
            _("This PDF has %(pages)s pages; at most %(most)s are accepted. Keep only the pages that show it.")
            % {"pages": pages, "most": MOST_PAGES},
            "file",
        )
    return pages


def _bare(pdf: pikepdf.Pdf) -> None:
    # What was filled into a form or stamped stays visible; then the form and the notes themselves go.
    pdf.flatten_annotations("screen")
    for name in set(pdf.Root.keys()) - _CATALOG:
        del pdf.Root[name]
    for page in pdf.pages:
        for name in set(page.obj.keys()) - _PAGE:
            del page.obj[name]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for holder in _dictionaries(pdf):
        for name in DANGEROUS & set(holder.keys()):
            del holder[name]


def _dictionaries(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    """Every dictionary (also of streams, also inside other objects) but tables, whose keys are free names."""
    found: list[pikepdf.Object] = []
    tables: set[tuple[int, int]] = set()  # those that stand on their own and are only pointed at
    waiting = [one for one in pdf.objects if isinstance(one, _HOLDERS)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting += [inner for inner in one if _direct(inner)]
            continue
        found.append(one)
        for word, inner in _items(one):
            if word not in _TABLES or not isinstance(inner, pikepdf.Dictionary):
                waiting += [inner] if _direct(inner) else []
            elif inner.is_indirect:
                tables.add(inner.objgen)
            else:
                waiting += [thing for _name, thing in _items(inner) if _direct(thing)]
    return [one for one in found if not (one.is_indirect and one.objgen in tables)]


def _items(one: pikepdf.Object) -> list[tuple[str, pikepdf.Object]]:
    return list((one.stream_dict if isinstance(one, pikepdf.Stream) else one).items())


def _direct(value: object) -> bool:
    return isinstance(value, pikepdf.Array | pikepdf.Dictionary) and not value.is_indirect
