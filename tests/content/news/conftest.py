"""Two centres with their news."""

import pytest

from portal.people.public import everyone
from tests.builders.news import Press, make_press


@pytest.fixture
def press(db) -> Press:
    with everyone("a test looks at everything"):
        yield make_press()
