"""XML from outside, read within bounds: nothing is fetched, no entity of its own is followed, and lines are known."""

from html import escape

from lxml import etree

from content.imports.neutral import LARGEST, NoFile

MOST_ELEMENTS = 200_000  # of a document: two thousand questions have half of it


def parsed(data: bytes) -> etree._Element:
    """The root of a document. Raises NoFile: too large or of too many elements, a document type of its own, or not well formed
    (with the line)."""
    if len(data) > LARGEST:
        raise NoFile("large")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        raise NoFile("not xml", problem.lineno or 0) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise NoFile("doctype")
    if size(root) > MOST_ELEMENTS:
        raise NoFile("large")
    return root


def size(root: etree._Element) -> int:
    """How many elements a document has."""
    return sum(1 for _one in root.iter(etree.Element))


def local(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def inner(element: etree._Element | None) -> str:
    """What stands inside an element, as markup."""
    if element is None:
        return ""
    found = [escape(element.text or "", quote=False)]
    for child in element:
        found.append(etree.tostring(child, encoding="unicode"))
    return "".join(found)
