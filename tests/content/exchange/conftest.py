"""A second centre with its own list of courses, staff and library."""

from dataclasses import dataclass

import pytest
from wagtail.models import Collection, Site

from content.models import CourseIndexPage
from content.public import CentreSpace, give_space
from portal.people.models import User
from portal.places.models import Centre
from tests.builders.pages import published
from tests.builders.people import make_commune, make_staff
from tests.content.conftest import School, school

__all__ = ["school"]


@dataclass
class Elsewhere:
    """The other centre."""

    index: CourseIndexPage
    staff: User
    collection: Collection


@pytest.fixture
def elsewhere(school: School, settings, tmp_path) -> Elsewhere:
    settings.MEDIA_ROOT = tmp_path
    unit = make_commune("Đồng Trăng", "Sen Trăng")
    home = Site.objects.get(is_default_site=True).root_page
    index = published(home.get_parent(), CourseIndexPage(title="Khóa nơi khác", slug="khoa-noi-khac"))
    space = give_space(Centre.objects.create(unit=unit, name="Trung tâm Đồng Trăng"), index)
    return Elsewhere(index, make_staff(unit), space.collection)


@pytest.fixture
def library(school: School) -> Collection:
    """Pictures and files of the school's centre."""
    return CentreSpace.objects.get(centre__unit=school.unit).collection
