"""The home page: it joins what one learns and what it is worth, so it lives above both rooms."""

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from content.public import (
    CourseState,
    Reader,
    Served,
    courses_url,
    learners_and_first_courses,
    reader_of,
    unread_of,
    week_of_learning,
)
from portal.kept.parts import unchanged
from portal.pages.case_summary import standing_of
from portal.people.public import Learner, current_learner, identity, recording_of
from recognition.public import title_of, title_state


@register_setting(icon="mail")
class SiteContact(BaseGenericSetting):
    """Who runs the site and answers for what it keeps: data, for no line of code knows it. One row."""

    name = models.CharField(_("who runs the site"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)

    panels = [
        HelpPanel(content=_("Shown to everybody: who answers for the site, and where people write about their data.")),
        *(FieldPanel(name) for name in ("name", "address", "phone", "email")),
    ]

    class Meta:
        verbose_name = _("contact of the site")

    @property
    def reachable(self) -> bool:
        """Whether people can turn to somebody: a name, and a telephone or an address to write to."""
        return bool(self.name and (self.phone or self.email))


class HomePage(Served):
    """The first page of the site."""

    intro = models.CharField(_("one sentence on what this is"), max_length=300, blank=True)

    content_panels = [*Served.content_panels, FieldPanel("intro")]
    parent_page_types = ["wagtailcore.Page"]
    max_count = 1
    template = "pages/home.html"

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """Courses for everybody; for a learner also the lesson to go on with and the flower."""
        context = super().get_context(request, *args, **kwargs)
        reader = reader_of(request)
        if reader.stranger:
            return context | unchanged(
                "home", lambda: _for_everybody(reader, learners_and_first_courses(None, reader)[1])
            )
        learner = current_learner(request.user)
        mine, courses = learners_and_first_courses(learner, reader, first=3)
        own = _at_home(learner, mine, courses) if learner else {}
        if own:
            request._to_answer = own["s"].to_answer  # type: ignore[attr-defined]
        return context | _for_everybody(reader, courses) | own


def _for_everybody(reader: Reader, courses: list[CourseState]) -> dict:
    return {"courses": courses, "courses_url": courses_url(reader)}


def _at_home(learner: Learner, mine: list[CourseState], courses: list[CourseState]) -> dict:
    """What a learner sees first: the course begun last and not finished, else one not begun; and the flower."""
    begun = next((course for course in mine if course.next_lesson), None)
    fresh = next((course for course in courses if course.registration is None and course.total), None)
    person, state = identity(learner), title_state(learner)
    case = state.case
    decided = case is not None and case.state in ("recognised", "revoked")
    standing = standing_of(state, title_of(learner, case.title_key, case.year) if decided else None)
    return {
        "person": person,
        "you": person.address_form if person else "",
        "called": person.called if person else "",
        "recording": recording_of(learner),
        "begun": begun,
        "week": week_of_learning(mine),
        "fresh": fresh,
        "state": state,
        "gold": standing.gold,
        "s": standing,
        "t": state,
        "confirmed_values": state.values("confirmed"),
        "from_centre": unread_of(learner),
    }
