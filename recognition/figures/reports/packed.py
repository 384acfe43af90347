"""Office files whose bytes depend on nothing but what is in them: parts in order, one date, no name of a machine."""

import re
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_SAVED = re.compile(rb"(<dcterms:(?:modified|created)[^>]*>)[^<]*(</)")


def packed(data: bytes, moment: datetime) -> bytes:
    """The same parts of a ZIP file, each dated alike, so that the same content gives the same bytes."""
    when = max(moment.timetuple()[:6], (1980, 1, 1, 0, 0, 0))
    made = BytesIO()
    with ZipFile(BytesIO(data)) as given, ZipFile(made, "w", ZIP_DEFLATED) as out:
        for name in sorted(given.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            part = ZipInfo(name, date_time=when)
            part.compress_type, part.external_attr = ZIP_DEFLATED, 0o600 << 16
            text = given.read(name)
            if name == "docProps/core.xml":  # both libraries write the moment of saving
                text = _SAVED.sub(rb"\g<1>" + f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode() + rb"\g<2>", text)
            out.writestr(part, text)
    return made.getvalue()
