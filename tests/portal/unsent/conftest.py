"""A school, and a campaign in which something can be handed in."""

import pytest

from portal.people.public import everyone
from tests.builders.cases import make_campaign
from tests.builders.recognition import citizen_set
from tests.builders.worlds import laid_in
from tests.content.conftest import School, make_school


def _school_in_a_campaign() -> School:
    citizen_set()
    school = make_school()
    make_campaign(school.unit)
    return school


@pytest.fixture
def school(db) -> School:
    with everyone("a test looks at everything"):
        yield laid_in(_school_in_a_campaign)
