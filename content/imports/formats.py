"""A file from outside as questions, whatever format it is in: told by what it is, not by its name."""

import io
import zipfile

from content.imports import excel, gift, moodle_xml, qti
from content.imports.neutral import LARGEST, NoFile, Read
from content.imports.xml import local, parsed


def read(data: bytes) -> list[Read]:
    """Each question of the file, taken or refused. Raises NoFile."""
    if len(data) > LARGEST:
        raise NoFile("large")
    if data[:4] == b"PK\x03\x04":
        return excel.read(data) if _is_workbook(data) else qti.read(data)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return moodle_xml.read(data) if local(parsed(data)) == "quiz" else qti.read(data)
    return gift.read(data)


def _is_workbook(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return "xl/workbook.xml" in packed.namelist()
    except zipfile.BadZipFile:
        raise NoFile("not zip") from None
