"""What the tests of keys share: every test begins with full buckets and nothing remembered of keys."""

from collections.abc import Iterator

import pytest

from learning_records import credentials
from learning_records.keys import rate


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    rate.forget()
    credentials.forget()
    yield
    rate.forget()
    credentials.forget()
