"""Courses and their parts."""

from django.db import models
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from content.blocks.drawn import DrawnPictures
from content.exchange.origins import origin_shown
from content.pages.lists import listed_in, paged
from content.pages.served import Served
from content.pages.shared import Learning, PageManager
from content.progress import alignments_of, course_state
from content.sittings.visitor import learner_of
from content.visibility import reader_of
from portal.kept.parts import unchanged
from portal.people.public import Learner

ABOUT = MultiFieldPanel(
    [FieldPanel(name) for name in ("level", "language", "licence", "source", "tags")],
    heading=_("About"),
    classname="collapsed",
)
PICTURE = MultiFieldPanel(
    [FieldPanel("drawn", widget=DrawnPictures), FieldPanel("image"), FieldPanel("image_alt")],
    heading=_("Picture"),
    classname="collapsed",
)


class CourseTag(TaggedItemBase):
    content_object = ParentalKey("content.CoursePage", related_name="tagged_items", on_delete=models.CASCADE)


class CourseIndexPage(Served):
    """All courses."""

    intro = models.CharField(_("one sentence on what it is about"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["pages.HomePage", "content.CentrePage", "wagtailcore.Page"]
    subpage_types = ["content.CoursePage"]
    template = "content/course_index.html"
    objects = PageManager()

    class Meta:
        verbose_name = _("list of courses")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """The courses that the visitor may read in the editors' order, a page at a time; at the top those of all centres."""
        courses = (
            reader_of(request)
            .filter(CoursePage.objects.filter(listed_in(self)))
            .select_related("image")
            .order_by("path")
        )
        return super().get_context(request, *args, **kwargs) | paged(request, courses, "courses")


class CoursePage(Learning):
    """A course: lessons, or modules with lessons."""

    outcomes = RichTextField(_("after the course one can"), blank=True, features=["ul", "bold"])
    tags = ClusterTaggableManager(through=CourseTag, blank=True, verbose_name=_("tags"))
    offered = models.BooleanField(
        _("other centres may take a copy"),
        default=True,
        help_text=_("Where the licence lets them: the copy names this centre, and learners' data stay here."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        PICTURE,
        FieldPanel("outcomes"),
        ABOUT,
        FieldPanel("offered"),
    ]
    parent_page_types = ["content.CourseIndexPage"]
    admin_default_ordering = "ord"  # lessons in teaching order
    subpage_types = ["content.ModulePage", "content.LessonPage"]
    template = "content/course.html"

    class Meta:
        verbose_name = _("course")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """The course with the state of its lessons for whoever is signed in."""
        context, reader = super().get_context(request, *args, **kwargs), reader_of(request)

        def shown(learner: Learner | None = None) -> dict:
            state = course_state(self, learner, reader)
            counts_for = alignments_of(lesson.page for lesson in state.lessons)
            return {"course": state, "counts_for": counts_for, "origin": origin_shown(self, reader)}

        if reader.stranger:
            return context | unchanged(f"course-{self.pk}", shown)
        learner = learner_of(request)
        return context | shown(learner) | {"learner": learner}


class ModulePage(Learning):
    """A part of a longer course."""

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["content.CoursePage"]
    admin_default_ordering = "ord"
    subpage_types = ["content.LessonPage"]

    class Meta:
        verbose_name = _("module")

    def serve(self, request: HttpRequest, *args, **kwargs):
        """A module has no page of its own: it leads to its course, which asks by itself who may read it."""
        return redirect(self.get_parent().url)
