"""A list of 300 rows as an office opens it: LibreOffice lays out the DOCX, and its pages are looked at.

Skipped where there is no `soffice`; with REQUIRE_SERVICES=1 it fails instead.
"""

import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from portal import env
from recognition.decisions.papers import annex
from recognition.decisions.printing import file_of
from recognition.papers.pdf import FONTS
from tests.recognition.papers.test_official_papers import facts

FACES = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir>
<alias binding="same"><family>Times New Roman</family><prefer><family>Liberation Serif</family></prefer></alias></fontconfig>"""


def _laid_out(made: bytes, folder: Path) -> list[str]:
    """The words of each page. The only faces are those of the paper's own widths, whatever the machine has."""
    soffice = shutil.which("soffice")
    if soffice is None:
        (pytest.fail if env.REQUIRE_SERVICES else pytest.skip)("there is no soffice (package libreoffice-writer-nogui)")
    (folder / "list.docx").write_bytes(made)
    (folder / "fonts.conf").write_text(FACES.format(fonts=FONTS, cache=folder / "cache"))
    own = {"FONTCONFIG_FILE": str(folder / "fonts.conf"), "HOME": str(folder), "PATH": "/usr/bin:/bin"}
    order = [soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run(
        [*order, "--outdir", folder, folder / "list.docx"], env=own, check=True, capture_output=True, timeout=120
    )
    read = pypdfium2.PdfDocument(folder / "list.pdf")
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in read]


def test_three_hundred_rows_break_between_rows_under_repeated_heads(tmp_path: Path) -> None:
    pages = _laid_out(file_of(annex(facts(300)), "docx"), tmp_path)
    assert 8 <= len(pages) <= 11, "about as many as in the PDF"
    assert pages[0].startswith("Phụ lục DANH SÁCH CÔNG NHẬN DANH HIỆU")
    for number, page in enumerate(pages, 1):
        assert page.count("Họ và tên") == 1, "the head stands on each page"
        assert number == 1 or page.startswith(f"{number} STT"), "pages are numbered from the second one on"
        assert page.count("Công Tằng Tôn Nữ Thị") == page.count("Huyền Trân Diễm"), "no row is split"
        assert page.count("1984") == page.count("82,5")
    assert sum(page.count("82,5") for page in pages) == 300
    assert pages[-1].endswith("Danh sách gồm 300 người./.")
    assert pages[-1].count("82,5") >= 2, "the closing line never stands alone"
