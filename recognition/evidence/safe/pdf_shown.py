"""What was filled into a PDF or drawn on it becomes part of its pages, so that it stays when forms and notes go."""

import re
import time
from io import BytesIO

import pikepdf
import pypdfium2
from pypdfium2 import raw

from recognition.evidence.safe.likeness import likeness
from recognition.evidence.safe.page_child import picture_of
from recognition.evidence.safe.refusal import NotTaken

MOST_NOTES = 1500  # of all pages together
_PAGES_LOOKED_AT = 4
_DRAWS = 3.0  # seconds of processor time of this process; a page of a scan takes about a fifth of one
_LOOKED_AT = 300  # points along the longer side
_NOTHING_TO_SEE = {"/Link", "/Popup"}
_LINES = {"/Line": "/L", "/PolyLine": "/Vertices", "/Polygon": "/Vertices"}
_SHOWS_TEXT = re.compile(rb"(\)|>|\])\s*(Tj|TJ|'|\")")
_HIDDEN = 2  # ISO 32000-1, table 165


def ready_to_draw(pdf: pikepdf.Pdf) -> bool:
    """Whether anything stands on the pages that has to be drawn into them; what has no looks is prepared to get some.

    Raises NotTaken: "notes" (more than MOST_NOTES), "form" (what would vanish: letters that no font here has, or a form that
    only its own program draws), "folder" (other files are what it is about).
    """
    form = pdf.Root.get("/AcroForm")
    if "/Collection" in pdf.Root:
        raise NotTaken("folder")
    # ISO 32000-1, 12.7.8: its pages only say that another program is needed.
    if pdf.Root.get("/NeedsRendering") is True:
        raise NotTaken("form")
    stale = isinstance(form, pikepdf.Dictionary) and form.get("/NeedAppearances") is True
    rows = [one for page in pdf.pages for one in page.obj.get("/Annots", []) if isinstance(one, pikepdf.Dictionary)]
    if len(rows) > MOST_NOTES:
        raise NotTaken("notes", most=MOST_NOTES)
    shown = [one for one in rows if str(one.get("/Subtype")) not in _NOTHING_TO_SEE]
    undrawn = False
    for one in shown:
        undrawn |= _prepare(pdf, one, stale)
    if isinstance(form, pikepdf.Dictionary):
        form.NeedAppearances = undrawn
    return bool(shown)


def drawn_flat(data: bytes) -> bytes:
    """The PDF with everything that stands on its pages drawn into them."""
    pdf = pypdfium2.PdfDocument(data)
    pdf.init_forms()
    for page in pdf:
        # To draw a page makes the looks of what has none; only what has looks can be flattened.
        page.render(scale=min(1.0, 60 / max(page.get_size())), may_draw_forms=True, draw_annots=True)
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        page.close()
    written = BytesIO()
    pdf.save(written)
    return written.getvalue()


def looks(data: bytes) -> list[str]:
    """The likenesses of the first pages of a safe PDF. All pages are drawn as an officer sees them, as far as time reaches.

    A page that takes too much time or memory ends this process. Raises PdfiumError for one that is no page.
    """
    pdf, found = pypdfium2.PdfDocument(data), []
    for number, page in enumerate(pdf):
        if time.process_time() < _DRAWS:
            picture_of(page)
        if number < _PAGES_LOOKED_AT:
            small = page.render(scale=min(2.0, _LOOKED_AT / max(page.get_size())), grayscale=True)
            found.append(likeness(small.to_pil()))
        page.close()
    return found


def _prepare(pdf: pikepdf.Pdf, one: pikepdf.Dictionary, stale: bool) -> bool:
    """Whether the looks of a field have to be made; lines get theirs here, for PDFium draws none."""
    if int(one.get("/F", 0)) & _HIDDEN:
        return False
    kind, drawn = str(one.get("/Subtype")), _drawn(one)
    if kind == "/Widget" and isinstance(drawn, pikepdf.Dictionary) and "/AS" not in one:
        # Looks for each state, and none named: readers go by the field's value, what draws it flat does not.
        state = _of_field(one, "/V").get("/V")
        one.AS = state if isinstance(state, pikepdf.Name) and str(state) in drawn else pikepdf.Name.Off
    text = _text(one) if kind in ("/Widget", "/FreeText") else ""
    if kind == "/Widget" and stale and text and drawn is not None and not (_unwritable(text) and _says(drawn)):
        drawn = None  # the program that filled it in says that the old looks are not the right ones
        del one["/AP"]
    if drawn is not None:
        if kind == "/Widget":
            one.Subtype = pikepdf.Name.Stamp  # so that PDFium takes the looks as they are
        return False
    if _unwritable(text):
        raise NotTaken("form")
    if kind in _LINES:
        _draw_line(pdf, one, _LINES[kind], closed=kind == "/Polygon")
    return kind == "/Widget"


def _drawn(one: pikepdf.Dictionary) -> pikepdf.Object | None:
    normal = one.get("/AP", {}).get("/N") if isinstance(one.get("/AP", {}), pikepdf.Dictionary) else None
    return normal if isinstance(normal, pikepdf.Dictionary | pikepdf.Stream) else None


def _text(one: pikepdf.Dictionary) -> str:
    """What a text field or a text on the page says; of other fields nothing is written."""
    if str(one.get("/Subtype")) == "/FreeText":
        return str(one.get("/Contents", ""))
    values = _of_field(one, "/FT", "/V")
    return str(values.get("/V", "")) if str(values.get("/FT")) in ("/Tx", "/Ch") else ""


def _of_field(one: pikepdf.Dictionary, *words: str) -> dict[str, pikepdf.Object]:
    """What is said under these words by the field itself or by those that it is a part of, the nearest first."""
    values: dict[str, pikepdf.Object] = {}
    field: pikepdf.Object | None = one
    for _ in range(20):
        if not isinstance(field, pikepdf.Dictionary):
            break
        for word in words:
            if word in field and word not in values:
                values[word] = field[word]
        field = field.get("/Parent")
    return values


def _unwritable(text: str) -> bool:
    """Whether letters are in it that the standard fonts of a PDF lack: they would be left out without a word."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return True
    return False


def _says(drawn: pikepdf.Object) -> bool:
    return isinstance(drawn, pikepdf.Stream) and bool(_SHOWS_TEXT.search(drawn.read_bytes()))


def _draw_line(pdf: pikepdf.Pdf, one: pikepdf.Dictionary, word: str, *, closed: bool) -> None:
    numbers = [float(number) for number in one.get(word, [])][:4000]
    points = list(zip(numbers[::2], numbers[1::2], strict=False))
    colour = [float(part) for part in one.get("/C", [])]
    width = float(one.get("/BS", {}).get("/W", 1)) if isinstance(one.get("/BS", {}), pikepdf.Dictionary) else 1.0
    if len(points) < 2:
        return
    drawing = [f"{width:.2f} w 1 J 1 j", f"{' '.join(f'{part:.3f}' for part in colour)} {_stroke(colour)}"]
    drawing += [f"{x:.2f} {y:.2f} {'l' if place else 'm'}" for place, (x, y) in enumerate(points)]
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    box = pikepdf.Array([min(xs) - width, min(ys) - width, max(xs) + width, max(ys) + width])
    look = pdf.make_stream("\n".join([*drawing, "s" if closed else "S"]).encode())
    look.Type, look.Subtype, look.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, box
    one.AP, one.Rect = pikepdf.Dictionary(N=look), box


def _stroke(colour: list[float]) -> str:
    return {1: "G", 3: "RG", 4: "K"}.get(len(colour), "0 G")
