"""A school, and a campaign in which something can be handed in."""

import pytest

from portal.people.public import everyone
from tests.builders.cases import make_campaign
from tests.builders.recognition import citizen_set
from tests.content.conftest import School, make_school


@pytest.fixture
def school(db) -> School:
    with everyone("a test looks at everything"):
        citizen_set()
        school = make_school()
        make_campaign(school.unit)
        yield school
