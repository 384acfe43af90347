"""PDFs as people hand them in, and as nobody should: made here, object by object."""

import zlib
from collections.abc import Callable
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.recognition.evidence.safe.photos import halves, lined, many_scans, with_place, with_thumbnails, written


def pdf(change: Callable[[pikepdf.Pdf], None] | None = None, **save) -> bytes:
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 200))
    if change:
        change(document)
    out = BytesIO()
    document.save(out, **save)
    return out.getvalue()


def with_text(document: pikepdf.Pdf, said: bytes = b"Giay chung nhan") -> None:
    page = document.pages[0].obj
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(F1=font))
    page.Contents = document.make_stream(b"BT /F1 24 Tf 10 100 Td (" + said + b") Tj ET")


def plain() -> bytes:
    return pdf(with_text)


def noted(form: Dictionary | None = None, **words) -> bytes:
    """A blank page with one annotation, 10 points from the edge."""

    def change(document: pikepdf.Pdf) -> None:
        one = {"Type": Name.Annot, "Rect": Array([10, 10, 190, 100]), "F": 4, **words}
        if callable(one.get("AP")):
            one["AP"] = one["AP"](document)
        row = document.make_indirect(Dictionary(**one))
        document.pages[0].obj.Annots = Array([row])
        if form is not None:
            form.Fields = Array([row])
            document.Root.AcroForm = form

    return pdf(change)


def _form() -> Dictionary:
    font = Dictionary(Helv=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    return Dictionary(NeedAppearances=True, DA="/Helv 24 Tf 0 g", DR=Dictionary(Font=font))


def field(said: str, **words) -> bytes:
    """A filled-in field whose looks the reader has to make."""
    return noted(_form(), Subtype=Name.Widget, FT=Name.Tx, T="a", V=String(said), DA="/Helv 24 Tf 0 g", **words)


def ticked() -> bytes:
    return noted(_form(), Subtype=Name.Widget, FT=Name.Btn, T="a", V=Name.Yes, AS=Name.Yes, MK=Dictionary(CA="4"))


def stamp(document: pikepdf.Pdf, drawing: bytes = b"1 0 0 rg 0 0 180 90 re f") -> Dictionary:
    look = document.make_stream(drawing)
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 180, 90])
    return Dictionary(N=look)


def _said(document: pikepdf.Pdf) -> Dictionary:
    return stamp(document, b"BT /Helv 24 Tf 5 30 Td (Nguy) Tj ET 0 0 1 rg 0 0 90 90 re f")


def _states(document: pikepdf.Pdf) -> Dictionary:
    return Dictionary(N=Dictionary(Yes=stamp(document).N, Off=stamp(document, b"").N))


def chosen(kind: Name, **words) -> bytes:
    """A box to tick that says how it looks in each state."""
    return noted(_form(), Subtype=Name.Widget, FT=kind, T="a", V=Name.Yes, AP=_states, **words)


def one_of_several() -> bytes:
    """The value stands at the question, the looks at its answers."""

    def change(document: pikepdf.Pdf) -> None:
        question = document.make_indirect(Dictionary(FT=Name.Btn, Ff=1 << 15, T="r", V=Name.Yes))
        words = {"Type": Name.Annot, "Subtype": Name.Widget, "Rect": Array([10, 10, 190, 100]), "F": 4}
        question.Kids = Array([document.make_indirect(Dictionary(Parent=question, AP=_states(document), **words))])
        document.pages[0].obj.Annots = question.Kids
        document.Root.AcroForm = Dictionary(Fields=Array([question]))

    return pdf(change)


_QUAD = Array([10, 100, 150, 100, 10, 20, 150, 20])
_RED = Array([1, 0, 0])
_THICK = Dictionary(W=4)
# What somebody drew or filled in, without saying how it looks. All of it is to be seen afterwards.
SHOWN: dict[str, Callable[[], bytes]] = {
    "pen": lambda: noted(Subtype=Name.Ink, C=_RED, BS=_THICK, InkList=Array([Array([20, 20, 90, 80, 150, 30])])),
    "square": lambda: noted(Subtype=Name.Square, C=_RED, BS=_THICK),
    "circle": lambda: noted(Subtype=Name.Circle, C=_RED, BS=_THICK),
    "line": lambda: noted(Subtype=Name.Line, C=_RED, BS=_THICK, L=Array([10, 10, 150, 90])),
    "broken line": lambda: noted(Subtype=Name.PolyLine, C=_RED, BS=_THICK, Vertices=Array([10, 10, 150, 90, 150, 20])),
    "polygon": lambda: noted(Subtype=Name.Polygon, C=_RED, BS=_THICK, Vertices=Array([10, 10, 150, 90, 150, 20])),
    "marker": lambda: noted(
        Subtype=Name.Highlight, C=Array([1, 1, 0]), QuadPoints=Array([10, 100, 150, 100, 10, 20, 150, 20])
    ),
    "text on the page": lambda: noted(Subtype=Name.FreeText, DA="/Helv 24 Tf 1 0 0 rg", Contents=String("Hoa")),
    "stamp": lambda: noted(Subtype=Name.Stamp, AP=stamp),
    "filled in": lambda: field("Hoa"),
    "filled in anew over old looks": lambda: field("Hoa", AP=lambda document: stamp(document, b"")),
    "filled in in Vietnamese, with looks": lambda: field("Nguyễn", AP=_said),
    "ticked": ticked,
    "ticked, with looks": lambda: chosen(Name.Btn, AS=Name.Yes),
    "ticked, with looks, its state said once": lambda: chosen(Name.Btn),
    "one of several, its state said by them all": one_of_several,
    "underlined": lambda: noted(Subtype=Name.Underline, C=_RED, QuadPoints=_QUAD),
    "struck out": lambda: noted(Subtype=Name.StrikeOut, C=_RED, QuadPoints=_QUAD),
    "chosen from a list": lambda: noted(
        _form(),
        Subtype=Name.Widget,
        FT=Name.Ch,
        Ff=1 << 17,
        T="a",
        V=String("Hoa"),
        Opt=Array([String("Hoa")]),
        DA="/Helv 24 Tf 0 g",
    ),
}


def bare_file(body: bytes) -> bytes:
    """A PDF without a table of its objects, as other programs mend it: what does not fit is looked for."""
    return b"%PDF-1.7\n" + body + b"\ntrailer\n<</Root 1 0 R/Size 9>>\n%%EOF\n"


_PAGE = b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"


def with_resources(resources: bytes) -> bytes:
    page = b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Resources " + resources + b">>\nendobj"
    return bare_file(_PAGE + page)


def many_dictionaries(number: int = 1_000_000) -> bytes:
    """Direct dictionaries, packed: a few kilobytes become a million objects in memory."""
    return _object_stream(b"<</X[" + b"<<>>" * number + b"]>>")


def blank(head: bytes, megabytes: int) -> bytes:
    """The bytes and so many megabytes of blanks behind them, packed: a megabyte is packed once and then repeated."""
    squeeze, megabyte = zlib.compressobj(9, wbits=-15), b" " * 2**20
    begin = squeeze.compress(head) + squeeze.flush(zlib.Z_FULL_FLUSH)
    block = squeeze.compress(megabyte) + squeeze.flush(zlib.Z_FULL_FLUSH)
    check = zlib.adler32(head)
    for _ in range(megabytes):
        check = zlib.adler32(megabyte, check)
    return b"\x78\xda" + begin + block * megabytes + squeeze.flush() + check.to_bytes(4, "big")


def _object_stream(body: bytes, blanks: int = 0) -> bytes:
    """A file whose page's resources lie in a stream of objects, with many blanks behind them."""
    inside = blank(b"4 0 " + body, blanks)
    page = b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Resources 4 0 R>>\nendobj\n"
    head = b"%PDF-1.7\n"
    parts = [_PAGE.split(b"2 0 obj")[0], b"2 0 obj" + _PAGE.split(b"2 0 obj")[1], page]
    parts.append(
        b"5 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n" % len(inside)
        + inside
        + b"\nendstream\nendobj\n"
    )
    at, offsets = len(head), []
    for part in parts:
        offsets.append(at)
        at += len(part)
    rows = [(0, 0, 255), *[(1, offset, 0) for offset in offsets[:3]], (2, 5, 0), (1, offsets[3], 0), (1, at, 0)]
    table = b"".join(bytes([kind]) + place.to_bytes(4, "big") + bytes([last]) for kind, place, last in rows)
    index = b"6 0 obj\n<</Type/XRef/W[1 4 1]/Size 7/Root 1 0 R/Length %d>>\nstream\n" % len(table)
    return head + b"".join(parts) + index + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % at


def many_notes(number: int = 10_000) -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        look = document.make_indirect(stamp(document).N)
        document.pages[0].obj.Annots = Array(
            [
                Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([0, 0, 9, 9]), AP=Dictionary(N=look))
                for _ in range(number)
            ]
        )

    return pdf(change)


def with_picture(coded: bytes, filters=Name.DCTDecode, **words) -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        image = document.make_stream(coded)
        image.Type, image.Subtype, image.Filter = Name.XObject, Name.Image, filters
        image.Width, image.Height, image.ColorSpace, image.BitsPerComponent = 60, 40, Name.DeviceRGB, 8
        for word, value in words.items():
            image[f"/{word}"] = value
        page = document.pages[0].obj
        page.Resources = Dictionary(XObject=Dictionary(Im=image))
        page.Contents = document.make_stream(b"150 0 0 100 20 20 cm /Im Do")

    return pdf(change)


def large_lossless(side: int = 10_000) -> bytes:
    """A picture of one grey, packed without loss: a few kilobytes become a hundred megabytes."""
    squeeze, row = zlib.compressobj(1), b"\x80" * side
    body = b"".join(squeeze.compress(row) for _ in range(side)) + squeeze.flush()
    words = {"Width": side, "Height": side, "ColorSpace": Name.DeviceGray}
    return with_picture(body, Name.FlateDecode, **words)


def telling_jpeg_2000() -> bytes:
    coded = written(halves(), "JPEG2000")
    told = b"GPS 21.028,105.854"
    return coded[:12] + (len(told) + 24).to_bytes(4, "big") + b"uuid" + b"U" * 16 + told + coded[12:]


def long_contents() -> bytes:
    body = blank(b"", 600)

    def change(document: pikepdf.Pdf) -> None:
        stream = document.make_stream(body)
        stream.Filter = Name.FlateDecode
        document.pages[0].obj.Contents = stream

    return pdf(change)


def photo_amid_lines() -> bytes:
    """A photo whose bytes stand in the page's drawing, and a line behind them."""
    head = b"q 150 0 0 100 20 20 cm BI /W 60 /H 40 /CS /RGB /BPC 8 /F /DCT ID "

    def change(document: pikepdf.Pdf) -> None:
        document.pages[0].obj.Contents = document.make_stream(head + with_place() + b" EI Q 0 5 m 200 5 l S")

    return pdf(change)


def drawn_in_drawings(last: int) -> bytes:
    """On the last page a drawing of ten drawings of ten drawings …: two kilobytes, a hundred million lines."""

    def change(document: pikepdf.Pdf) -> None:
        with_text(document)
        for _ in range(last - 1):
            document.add_blank_page(page_size=(200, 200))
        inner = document.make_indirect(stamp(document, b"0 0 m 99 99 l S").N)
        for _ in range(8):
            outer = stamp(document, b"/X Do " * 10).N
            outer.Resources = Dictionary(XObject=Dictionary(X=inner))
            inner = document.make_indirect(outer)
        page = document.pages[-1].obj
        page.Resources, page.Contents = Dictionary(XObject=Dictionary(X=inner)), document.make_stream(b"/X Do")

    return pdf(change)


def own_program() -> bytes:
    """A form of XML: what was filled in stands beside the page, which only says that another program is needed."""

    def change(document: pikepdf.Pdf) -> None:
        with_text(document, b"Please wait ...")
        filled = document.make_stream(b"<xdp><datasets><ten>Hoa</ten></datasets></xdp>")
        document.Root.AcroForm = Dictionary(Fields=Array([]), XFA=filled)
        document.Root.NeedsRendering = True

    return pdf(change)


def folder() -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        with_text(document, b"Open in another program")
        document.attachments["giay.pdf"] = plain()
        document.Root.Collection = Dictionary(Type=Name.Collection, View=Name.T)

    return pdf(change)


def shared_with_fonts() -> bytes:
    """Programs' dictionaries that are also pointed at as a table of fonts: one met as a table first, one last."""

    def change(document: pikepdf.Pdf) -> None:
        with_text(document)
        first, last = (
            document.make_indirect(
                Dictionary(JS="app.alert('x')", S=Name.JavaScript, URI="http://xau.example", N=number)
            )
            for number in (1, 2)
        )
        states = Dictionary(G=Dictionary(Before=first, Font=first), H=Dictionary(Font=last, Odd=last))
        document.pages[0].obj.Resources.ExtGState = states

    return pdf(change)


def signed() -> bytes:
    value = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=b"\0" * 64, ByteRange=Array([0, 1, 2, 3]))
    return noted(Dictionary(SigFlags=3), Subtype=Name.Widget, FT=Name.Sig, T="ky", V=value, AP=stamp)


def everything_bad() -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        with_text(document)
        script = Dictionary(S=Name.JavaScript, JS="app.alert('x')")
        root, page = document.Root, document.pages[0]
        root.OpenAction = document.make_indirect(script)
        root.AA = Dictionary(WC=script)
        root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script])))
        root.Metadata = document.make_stream(b"<x:xmpmeta>Hoa</x:xmpmeta>")
        document.docinfo["/Author"] = "Hoa"
        page.obj.AA = Dictionary(O=script)
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
        link.A = Dictionary(S=Name.URI, URI="http://xau.example")
        page.obj.Annots = Array([document.make_indirect(link)])

    return pdf(change)


def cut(data: bytes, word: bytes) -> bytes:
    return data[: data.rindex(word)]


def endless_pages() -> bytes:
    return bare_file(_PAGE.replace(b"[3 0 R]/Count 1", b"[2 0 R]/Count 9"))


def pages(number: int) -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        for _ in range(number - 1):
            document.add_blank_page()

    return pdf(change)


_LOCK = pikepdf.Encryption
_OUTSIDE = Dictionary(Type=Name.Filespec, F="/etc/passwd")
READ: dict[str, Callable[[], bytes]] = {
    "plain": plain,
    "newline before": lambda: b"\r\n" + plain(),
    "byte order mark before": lambda: b"\xef\xbb\xbf" + plain(),
    "a letter's header before": lambda: b"Content-Type: application/pdf\r\nX: " + b"y" * 500 + b"\r\n\r\n" + plain(),
    "an archive behind": lambda: plain() + b"PK\x05\x06" + b"\0" * 18,
    "locked by its owner only": lambda: pdf(with_text, encryption=_LOCK(owner="chu", user="")),
    "everything bad": everything_bad,
    "a program that is also a table": shared_with_fonts,
    "cut before its table": lambda: cut(plain(), b"xref"),
    "place in its photo": lambda: with_picture(with_place()),
    "place in a packed photo": lambda: with_picture(
        zlib.compress(with_place()), Array([Name.FlateDecode, Name.DCTDecode])
    ),
    "place in a jpeg 2000": lambda: with_picture(telling_jpeg_2000(), Name.JPXDecode),
    "photo that lies outside": lambda: with_picture(written(lined((60, 40))), F=_OUTSIDE),
    "photo with a program for the printer": lambda: with_picture(
        written(lined((60, 40))), OPI=Dictionary(X=Dictionary(F="/etc/passwd")), PS=String("showpage")
    ),
    "a lossless picture of 10,000 a side": large_lossless,
    "thumbnails in its photo": lambda: with_picture(with_thumbnails()),
    "place in a photo amid the lines": photo_amid_lines,
    "signed": signed,
}
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a page of 600 MB of blanks": (long_contents, "memory"),
    "drawn a hundred million times": (lambda: drawn_in_drawings(1), "memory|too long"),
    "drawn a hundred million times on its last page": (lambda: drawn_in_drawings(6), "memory|too long"),
    "a form that only its own program draws": (own_program, "would not be seen"),
    "a cover for other files": (folder, "hand in each paper"),
    "nothing of a pdf": (lambda: b"%PDF-1.7\nnothing of a PDF", "damaged"),
    "cut in the middle": (lambda: (data := plain())[: len(data) // 3], "damaged"),
    "cut in a table of 1.5": (
        lambda: cut(pdf(with_text, object_stream_mode=pikepdf.ObjectStreamMode.generate), b"startxref")[:-60],
        "damaged",
    ),
    "no catalogue": (lambda: bare_file(b"2 0 obj\n<<>>\nendobj"), "damaged"),
    "pages that hold themselves": (endless_pages, "damaged"),
    "61 pages": (lambda: pages(61), "61 pages"),
    "a million dictionaries": (many_dictionaries, "Take a photo|take a photo"),
    "half a million dictionaries": (lambda: many_dictionaries(500_000), "Take a photo|take a photo"),
    "an array of a million numbers": (lambda: with_resources(b"<</X[" + b"1 " * 1_000_000 + b"]>>"), "parts"),
    "dictionaries 100,000 deep": (lambda: with_resources(b"<</X " * 100_000 + b"1" + b">>" * 100_000), "damaged"),
    "arrays 100,000 deep": (lambda: with_resources(b"<</X " + b"[" * 100_000 + b"]" * 100_000 + b">>"), "damaged"),
    "objects behind 700 MB of blanks": (lambda: _object_stream(b"<<>>", 700), "memory"),
    "10,000 notes": (many_notes, "notes and fields"),
    "locked": (lambda: pdf(with_text, encryption=_LOCK(owner="chu", user="bi-mat")), "locked with a password"),
    "400 scans in its photo": (lambda: with_picture(many_scans()), "drawn over"),
    "filled in in Vietnamese, without looks": (lambda: field("Nguyễn Thị Hoa"), "would not be seen"),
    "text in Vietnamese, without looks": (
        lambda: noted(Subtype=Name.FreeText, DA="/Helv 24 Tf 1 0 0 rg", Contents=String("Nguyễn Thị Hoa")),
        "would not be seen",
    ),
}
