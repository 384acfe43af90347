"""News and notices."""

from django.core.validators import MinLengthValidator
from django.db import models
from django.forms import CheckboxSelectMultiple, Textarea
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path
from wagtail.fields import StreamField
from wagtail.models import Page

from content.blocks import PICTURES, LessonBody
from content.blocks.drawn import DrawnPictures
from content.classes.models import CentreClass
from content.news import feeds, listing
from content.news.article import beside
from content.news.days import NoSuchDay, NoYear, period_of, typed_period
from content.news.forms import NewsForm, NoticeForm
from content.news.substance import said_in
from content.news.topics import NewsTopic
from content.pages.lists import paged
from content.pages.served import Served
from content.visibility import reader_of
from content.writing.panel import NewsWarningsPanel


class NewsIndexPage(RoutablePageMixin, Served):
    """A list of news: newest first, by topic, by month and day, its notices, its feed."""

    parent_page_types = ["pages.HomePage", "content.CentrePage", "wagtailcore.Page"]
    subpage_types = ["content.NewsPage", "content.NoticePage"]
    template = "content/news_index.html"

    class Meta:
        verbose_name = _("list of news")

    def rows(self, request: HttpRequest) -> models.QuerySet:
        """The news of this list that the visitor may read: of all centres, in the list of the whole site."""
        return (
            reader_of(request)
            .filter(listing.in_list(self, listing.whose_day_came(NewsPage.objects.all())))
            .select_related("image")
        )

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """What every page of the list shows beside the news."""
        return super().get_context(request, *args, **kwargs) | {
            "topics": NewsTopic.objects.all(),
            "notices": listing.notices_of(self, reader_of(request))[0],
            "months": listing.months(self.rows(request)),
            "feed": f"{self.url}rss/",
            "today": timezone.localdate(),
        }

    def _listed(self, request: HttpRequest, rows: models.QuerySet, **more) -> HttpResponse:
        shown = paged(request, rows.defer("body"), "news", listing.ON_A_PAGE)
        return self.render(request, context_overrides=shown | more)

    @path("")
    def newest(self, request: HttpRequest) -> HttpResponse:
        """All, newest first, what is pinned before."""
        return self._listed(request, listing.in_order(self.rows(request)))

    @path("chu-de/<slug:slug>/")
    def about(self, request: HttpRequest, slug: str) -> HttpResponse:
        """What is about a topic."""
        topic = get_object_or_404(NewsTopic, slug=slug)
        rows = self.rows(request).filter(topics=topic).order_by("-date", "-pk")
        return self._listed(request, rows, topic=topic, feed=f"{self.url}chu-de/{slug}/rss/")

    @re_path(r"^(\d{4})/(\d{1,2})/$")
    @re_path(r"^(\d{4})/(\d{1,2})/(\d{1,2})/$")
    def of_period(self, request: HttpRequest, year: str, month: str, day: str | None = None) -> HttpResponse:
        """A month or a day; one that no calendar has is not found, and the page says so."""
        try:
            period = period_of(year, month, day)
        except NoSuchDay:
            answer = self._listed(request, NewsPage.objects.none(), no_such_day=True)
            answer.status_code = 404
            return answer
        rows = self.rows(request)
        before, after = listing.nearest(rows, period)
        found = listing.within(rows, period).order_by("-date", "-pk")
        return self._listed(request, found, period=period, before=before, after=after)

    @path("theo-ngay/")
    def chosen_day(self, request: HttpRequest) -> HttpResponse:
        """Where the field for a day leads; what is no day stays in it, with what is wrong and an example."""
        typed = request.GET.get("ngay", "").strip()[:40]
        example = {"day": timezone.localdate().strftime("%d/%m/%Y")}
        try:
            return redirect(self.url + typed_period(typed).path)
        except NoYear:
            problem = gettext("The year is missing. Write all of it, for example %(day)s.") % example
        except NoSuchDay:
            told = gettext("No calendar has this day. Write day, month and year, for example %(day)s.")
            problem = (
                told if typed else gettext("The day is missing. Write day, month and year, for example %(day)s.")
            ) % example
        answer = self._listed(request, listing.in_order(self.rows(request)), typed=typed, problem=problem)
        answer.status_code = 422
        return answer

    @path("thong-bao/")
    def notices(self, request: HttpRequest) -> HttpResponse:
        """The notices that hold, and those whose day is over."""
        running, past = listing.notices_of(self, reader_of(request), listing.ALL_NOTICES)
        shown = paged(request, past.defer("body"), "past", listing.ON_A_PAGE) | {"notices": running}
        return self.render(request, template="content/notices.html", context_overrides=shown)

    @path("rss/")
    @path("chu-de/<slug:slug>/rss/")
    def feed(self, request: HttpRequest, slug: str = "") -> HttpResponse:
        """The newest as RSS 2.0, all or about a topic."""
        topic = get_object_or_404(NewsTopic, slug=slug) if slug else None
        rows = self.rows(request).filter(topics=topic) if topic else self.rows(request)
        return feeds.answered(request, self, rows.order_by("-date", "-pk"), topic)


class _Told(Served):
    """What news and notices have in common."""

    date = models.DateField(_("day of publication"), default=timezone.localdate)
    spread = models.BooleanField(
        _("also in the lists of all centres"),
        default=False,
        help_text=_("For what every commune should know. Only what stands in the list of the whole site is spread."),
    )
    body = StreamField(LessonBody(), verbose_name=_("text"), blank=True)

    parent_page_types = ["content.NewsIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        abstract = True


class NewsPage(_Told):
    """One piece of news.

    `said` is a mark of the words as they were published last, `updated_at` when they last said something else than before.
    """

    base_form_class = NewsForm

    intro = models.CharField(
        _("lead"), max_length=400, blank=True, help_text=_("One or two sentences: who does what, where and when.")
    )
    byline = models.CharField(
        _("byline"), max_length=100, blank=True, help_text=_("Who wrote it, as it is to stand below. Not an account.")
    )
    place = models.CharField(_("place"), max_length=100, blank=True, help_text=_("Where it happened, if it did."))
    topics = ParentalManyToManyField(NewsTopic, blank=True, verbose_name=_("topics"), related_name="+")
    drawn = models.CharField(_("drawn picture"), max_length=30, choices=PICTURES, blank=True)
    image = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("photo"),
    )
    image_alt = models.CharField(
        _("what the picture shows"), max_length=200, blank=True, help_text=_("Read aloud to those who cannot see it.")
    )
    caption = models.CharField(_("line below the picture"), max_length=200, blank=True)
    credit = models.CharField(_("credit of the picture"), max_length=150, blank=True, help_text=_("Who took it."))
    source = models.CharField(
        _("source"),
        max_length=200,
        blank=True,
        help_text=_("If it is taken over: from whom. Take over only what may be."),
    )
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    related_course = models.ForeignKey(
        "content.CoursePage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("course for who wants to learn more"),
    )
    related_class = models.ForeignKey(
        CentreClass,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("class for who wants to learn more"),
    )
    pinned_until = models.DateField(
        _("stands first until"), null=True, blank=True, help_text=_("Nothing: it takes its place by its day.")
    )
    said = models.CharField(max_length=64, blank=True, editable=False)
    updated_at = models.DateTimeField(null=True, editable=False)
    exclude_fields_in_copy = ["said", "updated_at"]

    content_panels = [
        *Page.content_panels,
        FieldPanel("intro", widget=Textarea(attrs={"rows": 3})),
        NewsWarningsPanel(),
        MultiFieldPanel([FieldPanel(name) for name in ("date", "place", "byline")], heading=_("When, where, by whom")),
        MultiFieldPanel(
            [
                FieldPanel("drawn", widget=DrawnPictures),
                *(FieldPanel(name) for name in ("image", "image_alt", "caption", "credit")),
            ],
            heading=_("Main picture"),
        ),
        FieldPanel("body"),
        FieldPanel("topics", widget=CheckboxSelectMultiple),
        MultiFieldPanel(
            [PageChooserPanel("related_course"), FieldPanel("related_class")],
            heading=_("Want to learn more?"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [FieldPanel("source"), FieldPanel("source_url")],
            heading=_("Taken over from elsewhere"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [FieldPanel("pinned_until"), FieldPanel("spread")], heading=_("Where it stands"), classname="collapsed"
        ),
    ]
    template = "content/news.html"

    class Meta:
        verbose_name = _("piece of news")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """The article with what stands beside it."""
        return super().get_context(request, *args, **kwargs) | beside(self, request)

    def save(self, *args, **kwargs):
        """What was published before, and when it last said something else, comes from the row, never from a version."""
        if kwargs.get("update_fields") is None:
            stored = NewsPage.objects.filter(pk=self.pk).values("said", "updated_at").first() if self.pk else None
            before = stored["said"] if stored else ""
            self.said, self.updated_at = before, stored["updated_at"] if stored else None
            if self.live:
                self.said = said_in(self.title, self.intro, body=self.body.get_prep_value())
                if before and before != self.said:
                    self.updated_at = timezone.now()
        return super().save(*args, **kwargs)


class NoticePage(_Told):
    """Something short that holds until a day: on the first page and the centre's page until then, in the archive after it."""

    base_form_class = NoticeForm

    intro = models.CharField(
        pgettext_lazy("news", "notice"),
        max_length=400,
        validators=[MinLengthValidator(3)],
        help_text=_("Two sentences at most: what, where, from when to when."),
    )
    ends_on = models.DateField(_("last day"), help_text=_("After it the notice is only in the archive."))
    important = models.BooleanField(_("important: stands before the others"), default=False)

    content_panels = [
        *Page.content_panels,
        FieldPanel("intro", widget=Textarea(attrs={"rows": 3})),
        *(FieldPanel(name) for name in ("date", "ends_on", "important", "spread", "body")),
    ]
    template = "content/notice.html"

    class Meta:
        verbose_name = pgettext_lazy("news", "notice")

    @property
    def is_over(self) -> bool:
        return self.ends_on < timezone.localdate()
