"""Two acts of review at the same moment, in real transactions."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from wagtail.models import PageLogEntry

from content.approval import rule
from content.models import LessonPage
from portal.people.public import everyone
from tests.builders.lessons import lesson_page
from tests.builders.people import make_staff
from tests.builders.worlds import laid_in
from tests.content.conftest import School, make_school

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def waiting() -> Iterator[tuple[School, LessonPage]]:
    """A lesson that counts and waits, with a third member of staff."""
    with everyone("a test looks at everything"):
        school = laid_in(make_school)
        school.staff.append(make_staff(school.unit))
        page = lesson_page("Chờ", alignments=[school.alignment], live=False)
        school.course.add_child(instance=page)
        page.save_revision(user=school.staff[0])
        page.get_workflow().start(page, school.staff[0])
        yield school, page


def together(*acts: Callable[[], object]) -> list[object]:
    """What each act gave, or the refusal it met; all begin at the same moment."""
    line = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            line.wait(timeout=30)
            return act()
        except rule.Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_approvals_at_once_are_one(waiting: tuple[School, LessonPage]) -> None:
    school, page = waiting
    state = page.current_workflow_task_state

    def approve(user) -> Callable[[], object]:
        return lambda: state.task.specific.on_action(state, user, "approve")

    found = together(approve(school.staff[1]), approve(school.staff[2]), approve(school.staff[1]))
    assert sum(isinstance(one, rule.TakenAlready) for one in found) == 2
    assert LessonPage.objects.get(pk=page.pk).live
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.workflow.approve").count() == 1
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish").count() == 1


def test_writing_on_while_it_is_approved(waiting: tuple[School, LessonPage]) -> None:
    """Whoever comes first: what is public is what was approved, and the change waits."""
    school, page = waiting
    state, handed_in = page.current_workflow_task_state, page.latest_revision

    def write() -> None:
        mine = LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object()
        mine.title = "Viết thêm"
        mine.save_revision(user=school.staff[0])

    _written, approved = together(write, lambda: state.task.specific.on_action(state, school.staff[1], "approve"))
    page = LessonPage.objects.get(pk=page.pk)
    assert page.latest_revision.content["title"] == "Viết thêm"
    assert page.title == "Chờ"
    assert page.live is not isinstance(approved, rule.Refused)
    assert page.live_revision in (None, handed_in)
    assert page.has_unpublished_changes
