"""A commune in its province, the site's pages, and the eye that sees everybody."""

from collections.abc import Iterator

import pytest

from portal.people.public import everyone
from portal.places.models import Unit, UnitVersion
from tests.builders.pages import site_with_courses
from tests.builders.people import make_commune, make_province


@pytest.fixture
def province(db) -> Unit:
    return make_province()


@pytest.fixture
def commune(province) -> Unit:
    return make_commune(province=province)


@pytest.fixture
def code(commune) -> str:
    return UnitVersion.objects.get(unit=commune).code


@pytest.fixture
def pages(db) -> None:
    """The site's pages, whose head and foot stand on every other page too."""
    site_with_courses()


@pytest.fixture
def all_seen() -> Iterator[None]:
    with everyone("tests look at everything"):
        yield
