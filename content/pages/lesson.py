"""A lesson: what is read, seen, heard and answered."""

from decimal import Decimal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PagePermissionTester, ReferenceIndex

from content import tried
from content.approval.contributions import follow, note_change
from content.approval.rule import approved, authors_of, needs_second_person
from content.bank.entries import note as note_in_the_bank
from content.blocks import LessonBody, PollBlock, QuestionBlock
from content.blocks.chosen import PhotoChooserBlock, chosen
from content.identities import Alignment
from content.lesson_view import Seen, View, context_of, seen, template_of, unrecorded, view_of
from content.pages.course import ABOUT, PICTURE
from content.pages.shared import Learning
from content.photos import make_sizes
from content.questions.drawing import DRAW, left_out
from content.questions.marking import Question
from content.visibility import reader_of
from content.writing.panel import WarningsPanel
from portal.people.public import Learner


class LessonTag(TaggedItemBase):
    content_object = ParentalKey("content.LessonPage", related_name="tagged_items", on_delete=models.CASCADE)


class LessonPermissions(PagePermissionTester):
    """A lesson that counts for an indicator is published by approving it, never by its own author's button."""

    def can_publish(self) -> bool:
        return super().can_publish() and not self.page.specific.is_mapped()


class LessonPage(Learning):
    """One sitting: a few minutes, a few questions."""

    minutes = models.PositiveSmallIntegerField(
        _("minutes it takes"), default=10, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    pass_mark = models.DecimalField(
        _("share of right answers to pass"),
        max_digits=3,
        decimal_places=2,
        default=Decimal("0.80"),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
    )
    attempts = models.PositiveSmallIntegerField(
        _("how often a question may be tried"),
        default=0,
        validators=[MaxValueValidator(20)],
        help_text=_("0: as often as one likes."),
    )
    body = StreamField(LessonBody(), verbose_name=_("lesson"), blank=True)
    alignments = ParentalManyToManyField(
        Alignment, blank=True, verbose_name=_("counts for"), related_query_name="lessonpage"
    )
    tags = ClusterTaggableManager(through=LessonTag, blank=True, verbose_name=_("tags"))

    content_panels = [
        TitleFieldPanel(
            "title",
            heading=_("Name of the lesson"),
            placeholder=_("Name of the lesson"),
            help_text=_("The name of the lesson, as everybody sees it."),
        ),
        FieldPanel("intro"),
        PICTURE,
        FieldPanel("minutes"),
        WarningsPanel(),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("alignments", widget=CheckboxSelectMultiple), FieldPanel("pass_mark"), FieldPanel("attempts")],
            heading=_("What it counts for"),
            help_text=_("Once something is ticked, a second person reads the lesson before it is published."),
        ),
        ABOUT,
    ]
    parent_page_types = ["content.CoursePage", "content.ModulePage"]
    subpage_types: list[str] = []
    template = "content/lesson.html"
    _seed: str | None = ""  # who is asked (`drawn_for`)
    preview_address = ""  # where its steps and answers lead while it is only previewed (`content.writing.preview`)

    class Meta:
        verbose_name = _("lesson")

    def is_mapped(self) -> bool:
        """Whether the lesson counts for an indicator or competence: as it is live, as it stands here, or in its draft."""
        if self._counts():
            return True
        draft = self.get_latest_revision()
        return bool(draft and draft.content.get("alignments"))

    def _counts(self) -> bool:
        return self.alignments.exists() or LessonPage.objects.filter(pk=self.pk, alignments__isnull=False).exists()

    def permissions_for_user(self, user) -> PagePermissionTester:
        return LessonPermissions(user, self)

    def save_revision(self, user=None, previous_revision=None, words_of=(), **kwargs):
        """A version with the trace of who stands behind it: also those whose words a going back brings back, and those whose
        words were taken from another lesson (`words_of`, ids of accounts)."""
        self._give_keys()
        with transaction.atomic():
            locked = Page.objects.select_for_update(of=["self"]).filter(pk=self.pk).first()
            newest = locked.latest_revision if locked else None
            before = newest.content if newest else None
            again = {*(authors_of(previous_revision) if previous_revision else ()), *words_of}
            revision = super().save_revision(user=user, previous_revision=previous_revision, **kwargs)
            note_change(self, revision, user, before=before, others=again)
        return revision

    def publish(self, revision, user=None, **options):
        """A mapped lesson goes live only after somebody other than its author approved this version.

        Raises PermissionDenied otherwise, whoever asks and however (settled: review).
        """
        if revision.content.get("alignments") or self._counts():
            if not approved(revision):
                raise PermissionDenied(needs_second_person())
            options["skip_permission_checks"] = True  # the approval is the permission
        return super().publish(revision, user=user, **options)

    def save(self, *args, **kwargs):
        """The last gate, behind every button: a mapped lesson never becomes live without its approval.

        A new page, a copy, or an alias made a page of its own stays a draft; a version nobody approved raises
        PermissionDenied and leaves live what was live.
        """
        fields = kwargs.get("update_fields")
        if fields is None or "body" in fields:
            self._give_keys()
        if self.live and not self.alias_of_id and self._becomes_public(fields) and self._counts():
            if self.pk and not self._alias_no_more(fields):
                if not approved(self.live_revision):
                    raise PermissionDenied(needs_second_person())
            else:
                self.live, self.has_unpublished_changes = False, True
                if fields is not None:
                    kwargs["update_fields"] = {*fields, "live", "live_revision", "has_unpublished_changes"}
        if not self.live:
            self.live_revision = None  # Wagtail notes one after a copy that should have stayed public
        saved = super().save(*args, **kwargs)
        if not self.alias_of_id and (fields is None or {"body", "live"} & set(fields)):
            note_in_the_bank(self)
        if self.live and (fields is None or {"body", "live"} & set(fields)):
            photos = sorted(chosen(self.body)[PhotoChooserBlock])
            if photos:
                make_sizes.enqueue(photos)  # after commit; whoever comes before it is done makes them by looking
        if self.alias_of_id:
            follow(self)  # here, not when it is made a page of its own: its source may be deleted before
        if self.live and self._counts():
            # Wagtail notes its files later, by the queue: until then they could be exchanged.
            ReferenceIndex.create_or_update_for_object(self)
        return saved

    def _becomes_public(self, fields) -> bool:
        """Whether this save brings something to the public that it does not see yet."""
        if not self.pk or self._alias_no_more(fields):
            return True
        if fields is not None and "live" not in fields:
            return False
        before = LessonPage.objects.filter(pk=self.pk, live=True).values_list("live_revision", flat=True)
        return list(before) != [self.live_revision_id]

    def _give_keys(self) -> None:
        """Answers, and lines of polls, that came without an id of their own (from a program) get one, which is written down with
        the lesson: blocks are written as they came until somebody looks at them."""
        for block in self.body:
            if isinstance(block.block, QuestionBlock):
                block.block.as_question(block.value)
            elif isinstance(block.block, PollBlock):
                block.block.as_poll(block.value)

    def drawn_for(self, learner: Learner | None) -> "LessonPage":
        """The same page, asking what this learner is asked; nobody: what a stranger is asked."""
        self._seed = str(learner.learner_id) if learner else ""
        return self

    def ask_all(self) -> None:
        """From now on this object asks every question, drawn or not: for who edits it."""
        self._seed = None

    def questions(self) -> dict[UUID, Question]:
        """The lesson's questions by block id, in order, as far as they are asked (`drawn_for`)."""
        asked = [child for child in self.body if isinstance(child.block, QuestionBlock) and child.id]
        if self._seed is not None and any(child.block_type == DRAW for child in self.body):
            counted = [(child.id or "", child.block_type, _count(child)) for child in self.body]
            out = left_out(counted, self._seed)
            asked = [child for child in asked if child.id not in out]
        return {UUID(child.id): child.block.as_question(child.value) for child in asked}

    def shown(self, request: HttpRequest, found: Seen | None = None, view: View | None = None) -> tuple[Seen, View]:
        """The lesson as this visitor finds it and what is shown of it, once a request.

        `found` and `view`: what an act wants to be shown, instead of what the address asks for.
        """
        known: tuple[Seen, View] | None = getattr(request, "_lesson_shown", None)
        if found is not None or known is None or known[0].lesson is not self:
            found = found or (unrecorded(self, request, {}) if self.preview_address else seen(self, request))
            known = found, view or view_of(found, request)
            request._lesson_shown = known  # type: ignore[attr-defined]
        return known

    def get_url(self, request=None, current_site=None) -> str | None:
        """Its address; while it is previewed, that of its preview."""
        return self.preview_address or super().get_url(request, current_site)

    url = property(get_url)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """What is typed now; a lesson that was saved can be walked through from here, as it was saved last."""
        if self.pk:
            self.ask_all()
            self.preview_address = reverse("content:preview", args=[self.pk])
        return super().serve_preview(request, mode_name)

    def get_template(self, request: HttpRequest, *args, **kwargs) -> str:
        """A step, the whole lesson or its end."""
        return template_of(self.shown(request)[1], request)

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """The lesson with the learner's place in it and last answers; nothing is recorded by looking.

        Which step was looked at last is remembered in the browser of who is known there.
        """
        found, view = self.shown(request)
        noted = view.step is not None and not self.preview_address
        if noted and not reader_of(request).stranger and hasattr(request, "session"):
            tried.reach(request.session, self, view.step.number)
        return super().get_context(request, *args, **kwargs) | context_of(found, view)


def _count(child) -> int | None:
    """How many a mark draws; 0 for a question, None for anything else."""
    return (
        child.value.get("count") or 0
        if child.block_type == DRAW
        else 0
        if isinstance(child.block, QuestionBlock)
        else None
    )
