"""A household under an invented set, and the person who represents it."""

import pytest
from django.utils import timezone

from portal.people.models import Learner
from tests.builders.cases import Village, make_campaign
from tests.builders.people import make_learner
from tests.builders.subjects import make_member, make_subject, publish_invented

HOUSEHOLD = "gia_dinh_hoc_tap"
FAMILY = "Hộ bà Nguyễn Thị Hoa"


@pytest.fixture
def hoa(village: Village) -> Learner:
    return make_learner(village.unit, "Nguyễn Thị Hoa")


@pytest.fixture
def household(village: Village, hoa: Learner) -> Learner:
    publish_invented(HOUSEHOLD)
    make_campaign(village.unit, title_key=HOUSEHOLD, registration_to=timezone.localdate())
    made = make_subject(village.staff, village.unit, name=FAMILY)
    make_member(village.staff, made, hoa, head=True)
    return made
