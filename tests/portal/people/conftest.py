"""A commune, and the eye that sees everybody."""

from collections.abc import Iterator

import pytest

from portal.people.public import everyone
from portal.places.models import Unit
from tests.builders.people import make_commune


@pytest.fixture
def commune(db) -> Unit:
    return make_commune()


@pytest.fixture
def all_seen() -> Iterator[None]:
    with everyone("tests look at everything"):
        yield
