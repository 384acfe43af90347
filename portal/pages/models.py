"""The home page: it joins what one learns and what it is worth, so it lives above both rooms."""

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from content.public import CourseState, course_state, courses_url, enrolled_courses, featured_courses, latest_news
from portal.people.public import Learner, current_learner, has_consent, identity
from recognition.public import title_state


class HomePage(Page):
    """The first page of the site."""

    intro = models.CharField(_("one sentence on what this is"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["wagtailcore.Page"]
    max_count = 1
    template = "pages/home.html"

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """Courses and news for everybody; for a learner also the lesson to go on with and the flower."""
        context = super().get_context(request, *args, **kwargs)
        learner = current_learner(request.user)
        courses = [course_state(course, learner) for course in featured_courses(3)]
        context |= {"courses": courses, "courses_url": courses_url(), "news": latest_news(3)}
        return context | (_at_home(learner, courses) if learner else {})


def _at_home(learner: Learner, courses: list[CourseState]) -> dict:
    """What a learner sees first: the course begun last and not finished, else one not begun; and the flower."""
    mine = enrolled_courses(learner)
    begun = next((course for course in mine if course.next_lesson), None)
    fresh = next((course for course in courses if course.registration is None and course.total), None)
    person, state = identity(learner), title_state(learner)
    return {
        "person": person,
        "you": person.address_form if person else "",
        "called": person.called if person else "",
        "consented": has_consent(learner),
        "begun": begun,
        "fresh": fresh,
        "state": state,
        "gold": bool(state.case and state.case.state == "recognised"),
        "confirmed_values": state.values("confirmed"),
    }
