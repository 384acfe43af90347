"""Fixtures of the tests of cases."""

import pytest

from portal.people.public import everyone
from tests.builders.cases import WHY, Village
from tests.builders.worlds import laid_in


@pytest.fixture
def village(db) -> Village:
    return laid_in(Village)


@pytest.fixture
def all_seeing(db):
    with everyone(WHY):
        yield
