"""Pages of a PDF: drawn in a process that can be killed, small enough for a telephone, kept by what the file holds."""

import os
import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from content.pdf import pages
from content.pdf.child import HEIGHT, MOST_BYTES, WIDTH
from content.pdf.pages import NotDrawn, forget_old, page_of, pages_of
from portal.limits import processes
from tests.builders.pdfs import noisy_pdf, pdf


def runs(monkeypatch) -> list[int]:
    """The pages for which a process is started from now on."""
    found, run = [], processes.run

    def noted(command, *args):
        found.append(int(command[-1]))
        return run(command, *args)

    monkeypatch.setattr(processes, "run", noted)
    return found


def test_a_page_is_as_wide_as_a_telephone_and_has_its_words(filed) -> None:
    document = filed(pdf("Xin chào trang một", "Trang hai có chữ đậm"))
    assert pages_of(document) == 2
    drawn = page_of(document, 2)
    assert drawn.text == "Trang hai có chữ đậm"
    picture = Image.open(BytesIO(drawn.picture.read_bytes()))
    assert (picture.format, picture.size) == ("WEBP", (drawn.width, drawn.height))
    assert WIDTH - 1 <= drawn.width <= WIDTH + 1
    assert picture.convert("L").getextrema()[0] < 100, "something dark is drawn on it"


def test_every_page_stays_below_100_kb(filed) -> None:
    drawn = page_of(filed(noisy_pdf()), 1)
    assert 20_000 < drawn.size <= MOST_BYTES < 100_000
    assert drawn.width > 300


def test_a_long_sheet_is_no_higher_than_bounded(filed) -> None:
    drawn = page_of(filed(pdf("#set page(width: 50pt, height: 4000pt)\nDài")), 1)
    assert HEIGHT - 1 <= drawn.height <= HEIGHT + 1
    assert drawn.width < 40


def test_what_was_drawn_is_kept_and_shared_by_equal_files(filed, monkeypatch) -> None:
    data, started = pdf("Một"), runs(monkeypatch)
    first, second = filed(data), filed(data, "khac.pdf")
    assert (pages_of(first), page_of(first, 1).size) == (pages_of(second), page_of(second, 1).size)
    assert started == [0, 1]
    page_of(first, 1).picture.unlink()
    assert page_of(first, 1).size, "a picture that was lost is drawn again"
    assert started == [0, 1, 1]


@pytest.mark.parametrize("data", [b"%PDF-1.4 rac", b"", b"MZ", pdf("Một")[:400]], ids=["junk", "empty", "other", "cut"])
def test_what_is_no_pdf_is_only_taken_home(filed, data) -> None:
    assert pages_of(filed(data)) == 0


def test_other_files_start_nothing(filed, monkeypatch) -> None:
    started = runs(monkeypatch)
    assert pages_of(filed(b"PK\x03\x04", "bang.xlsx")) == 0
    monkeypatch.setattr(pages, "LARGEST", 10)
    assert pages_of(filed(pdf("Một"))) == 0, "too large to be read here"
    assert started == []


def test_a_failure_is_not_tried_for_each_visitor(filed, monkeypatch) -> None:
    document, started = filed(b"%PDF-1.4 rac"), runs(monkeypatch)
    for _visitor in range(3):
        assert pages_of(document) == 0
    assert started == [0]
    kept = next(Path(pages.default_storage.path(pages.FOLDER)).glob("*/*/0.json"))
    os.utime(kept, (time.time() - 700, time.time() - 700))
    assert pages_of(document) == 0
    assert started == [0, 0], "after ten minutes once more"


def test_too_many_pages_are_not_leafed_through(filed, monkeypatch) -> None:
    monkeypatch.setattr(pages, "MOST_PAGES", 1)
    assert pages_of(filed(pdf("Một", "Hai"))) == 0


def test_too_many_at_once_are_told_so_and_nothing_is_kept_of_it(filed, monkeypatch) -> None:
    document = filed(pdf("Một"))
    monkeypatch.setattr(pages, "_WAITS", 0.0)
    one, other = (processes.place("pdf", pages.AT_ONCE, 0.0) for _place in range(pages.AT_ONCE))
    with one, other, pytest.raises(NotDrawn, match="full"):
        page_of(document, 1)
    assert page_of(document, 1).text == "Một"


def test_a_process_that_takes_too_long_is_killed(filed, monkeypatch) -> None:
    monkeypatch.setattr(pages, "MOST_WALL_SECONDS", 0.05)
    begun = time.monotonic()
    with pytest.raises(NotDrawn, match="broken"):
        page_of(filed(pdf("Một")), 1)
    assert time.monotonic() - begun < 5


def test_pages_of_files_that_are_gone_are_removed(filed) -> None:
    kept, gone = filed(pdf("Một")), filed(pdf("Hai"), "hai.pdf")
    page_of(gone, 1)
    page_of(kept, 1)
    gone.delete()
    assert forget_old() == 1
    folders = list(Path(pages.default_storage.path(pages.FOLDER)).glob("*/*"))
    assert [one.name.partition("-")[0] for one in folders] == [kept.file_hash]
