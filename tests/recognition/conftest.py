"""Fixtures of the tests of cases."""

import pytest

from portal.people.public import everyone
from tests.builders.cases import WHY, Village


@pytest.fixture
def village(db) -> Village:
    return Village()


@pytest.fixture
def all_seeing(db):
    with everyone(WHY):
        yield
