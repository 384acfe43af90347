"""What the proofs share."""

import pytest

from learning_records.public import make_credential
from tests.learning_records.proof.calling import Caller


@pytest.fixture(autouse=True)
def no_limit(settings) -> None:
    """How often a key may ask is another test's matter."""
    settings.XAPI_REQUESTS_A_MINUTE = settings.XAPI_FAILURES_A_MINUTE = 0


@pytest.fixture
def key() -> tuple[str, str]:
    """Key and secret that may do everything."""
    row, secret = make_credential("Proof", ["all"])
    return row.key, secret


@pytest.fixture
def call(key) -> Caller:
    """Sends requests with this key."""
    return Caller(*key)
