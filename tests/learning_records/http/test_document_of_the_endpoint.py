"""`docs/xapi.md` gives the numbers that the code has."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from learning_records.access import credentials
from learning_records.documents import store
from learning_records.http import request
from learning_records.query import filters, paging
from learning_records.spec import strict_json, validation

TEXT = " ".join((Path(settings.BASE_DIR) / "docs" / "xapi.md").read_text(encoding="utf-8").split())
MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        (r"(\d+) MB for the statements of one request", settings.DATA_UPLOAD_MAX_MEMORY_SIZE / MEGABYTE),
        (r"client_max_body_size (\d+)m;", settings.DATA_UPLOAD_MAX_MEMORY_SIZE / MEGABYTE),
        (r"(\d+) MB for a request with attachments", settings.XAPI_LARGEST_REQUEST / MEGABYTE),
        (r"(\d+) statements on a page", filters.MAXIMUM),
        (r"(\d+) parameters of an address", request._MOST_PARAMETERS),
        (r"([\d,]+) bytes for an identifier", validation._LONGEST),
        (r"(\d+) levels of JSON", strict_json._DEEPEST),
        (r"(\d+) characters for the Content-Type", store._LONGEST_TYPE),
        (r"It holds for (\d+) days", paging.AGE / 86400),
        (r"- (\d+) requests a minute to one worker", settings.XAPI_REQUESTS_A_MINUTE),
        (r"more than (\d+) requests a minute to one worker", settings.XAPI_REQUESTS_A_MINUTE),
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
