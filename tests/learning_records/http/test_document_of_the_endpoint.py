"""`docs/xapi.md` gives the numbers that the code has."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from learning_records.access import credentials
from learning_records.http import request
from learning_records.query import languages, paging
from learning_records.spec import limits

TEXT = " ".join((Path(settings.BASE_DIR) / "docs" / "xapi.md").read_text(encoding="utf-8").split())
MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        (r"the first part of a multipart body \| (\d+) MB", settings.DATA_UPLOAD_MAX_MEMORY_SIZE / MEGABYTE),
        (r"client_max_body_size (\d+)m;", settings.DATA_UPLOAD_MAX_MEMORY_SIZE / MEGABYTE),
        (r"a request with attachments \| (\d+) MB", settings.XAPI_LARGEST_REQUEST / MEGABYTE),
        (r"500 MB, ([\d,]+) parts", limits.PARTS),
        (r"(\d+) kB of headers a part", limits.PART_HEADERS / 1024),
        (r"of headers a part, in (\d+) lines", limits.PART_LINES),
        (r"alternate syntax \| (\d+) MB", limits.FORM / MEGABYTE),
        (r"100 levels; ([\d,]+) members and items", limits.VALUES),
        (r"a list \| ([\d,]+) statements", limits.BATCH),
        (r"without its attachments \| 1 MB \(([\d,]+) bytes\)", limits.STATEMENT),
        (r"JSON \| (\d+) levels", limits.DEPTH),
        (r"in every place of a statement \| ([\d,]+) bytes", limits.IDENTIFIER),
        (r"the Content-Type of a document \| (\d+) characters", limits.CONTENT_TYPE),
        (r"before and after \| 1 MB \(([\d,]+) bytes\)", limits.MERGED),
        (r"of one agent's profile \| ([\d,]+) \|", limits.DOCUMENTS),
        (r"`Accept-Language` \| (\d+) ranges", languages._MOST),
        (r"100 ranges of (\d+) parts", languages._PARTS),
        (r"fields of a form \| (\d+)", limits.PARAMETERS),
        (r"a signature \| (\d+) MB", limits.SIGNATURE / MEGABYTE),
        (r"a page \| (\d+) statements and 8 MB", limits.PAGE),
        (r"a page \| 100 statements and (\d+) MB", limits.PAGE_BYTES / MEGABYTE),
        (r"looking for a page \| ([\d,]+) rows of the rarest filter", limits.PAGE_ROWS),
        (r"rows of the rarest filter, ([\d,]+) references", limits.PAGE_REFERENCES),
        (r"over which a filter finds a statement \| (\d+);", limits.REFERENCES),
        (r"who may `define` \| (\d+) kB", limits.DEFINITION / 1024),
        (r"It holds for (\d+) days", paging.AGE / 86400),
        (r"to all processes together \| ([\d,]+) in a minute", settings.XAPI_REQUESTS_A_MINUTE),
        (r"more than ([\d,]+) requests in a minute", settings.XAPI_REQUESTS_A_MINUTE),
        (r"to one process \| (\d+) in a minute", settings.XAPI_FAILURES_A_MINUTE),
        (r"works for (\w+) more seconds at most", credentials._MOMENT),
    ],
)
def test_a_number_is_the_codes(sentence: str, number: float) -> None:
    (found,) = re.findall(sentence, TEXT)
    assert float({"two": "2"}.get(found, found).replace(",", "")) == number


def test_every_scope_is_explained() -> None:
    table = TEXT.partition("## Scopes")[2].partition("## Who did it")[0]
    assert set(re.findall(r"\| `([a-z/]+)` \|", table)) == set(credentials.ALL_SCOPES)


def test_every_header_of_ours_is_named() -> None:
    for name in (request.THROUGH, "X-Missing-Attachments", "Retry-After", "Allow", "Accept-Language"):
        assert f"`{name}`" in TEXT
