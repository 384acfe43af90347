"""Every dictionary of a PDF that can be reached, and the words in it under which something could act or hide."""

import pikepdf

from recognition.evidence.safe.refusal import NotTaken

MOST_PARTS = 400_000  # entries of dictionaries and arrays; a scan has hundreds, a long drawn map a hundred thousand

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
    "/OPI",
}
# In a stream: the file that holds its bytes instead, and a program for the printer.
_OF_STREAMS = {"/F", "/FDecodeParms", "/PS", "/Subtype2"}
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


def dressed_in(holder: pikepdf.Object) -> set[str]:
    """The dangerous words that a dictionary or stream has."""
    words = DANGEROUS | _OF_STREAMS if isinstance(holder, pikepdf.Stream) else DANGEROUS
    return words & set(holder.keys())


def dictionaries(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    """Every dictionary and stream that can be reached, but tables, whose keys are free names.

    What is pointed at as a table and as something else too is no table. Raises NotTaken ("parts") for more than MOST_PARTS.
    """
    found: list[pikepdf.Object] = []
    seen: set[tuple[tuple[int, int], bool]] = set()
    waiting: list[tuple[pikepdf.Object, bool]] = [(pdf.trailer, False)]
    parts = 0
    while waiting:
        one, table = waiting.pop()
        if one.is_indirect:
            if (one.objgen, table) in seen:
                continue
            seen.add((one.objgen, table))
        if isinstance(one, pikepdf.Array):
            inner = [(None, thing) for thing in one]
        else:
            inner = [*(one.stream_dict if isinstance(one, pikepdf.Stream) else one).items()]
            if not table:
                found.append(one)
        parts += len(inner) + 1
        if parts > MOST_PARTS:
            raise NotTaken("parts", most=MOST_PARTS)
        waiting += [
            (thing, not table and word in _TABLES and isinstance(thing, pikepdf.Dictionary))
            for word, thing in inner
            if isinstance(thing, _HOLDERS)
        ]
    return found
