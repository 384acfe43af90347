"""How a workbook prints: the same for all that the portal gives."""

from typing import Any

from openpyxl.worksheet.properties import PageSetupProperties


def print_lying(sheet: Any, head: int) -> None:
    """A sheet prints on lying A4 pages as wide as all its columns, the head (a row, from 1) on each, pages numbered."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = f"{head}:{head}"
    sheet.oddFooter.center.text = "&P / &N"
