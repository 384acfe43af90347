"""What the tests of keys share: every test begins with full buckets and nothing remembered of keys."""

from collections.abc import Iterator

import pytest

from learning_records.access import credentials, rate_limits


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    rate_limits.forget()
    credentials.forget()
    yield
    rate_limits.forget()
    credentials.forget()
