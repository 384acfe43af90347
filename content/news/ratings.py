"""“Bài này có ích không?”: what readers say of an article. Kept without anybody: no account, no address, no cookie of its own.

Who answers has the browser's session from then on, which remembers the answer, so that it can be changed. So that two presses
count once, a row carries a keyed digest of the page and of the secret of the form; it differs for every page, leads back to
nobody, and goes after thirty days. Nothing of it becomes a statement.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.db.models import Count
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.kept.parts import unchanged

SHOWN_FROM = 5  # answers of a kind: fewer say more about somebody than about the article
CHANGEABLE = timedelta(days=30)
_IN_SESSION, _MOST = "news_answers", 50


class Answer(models.TextChoices):
    """What one may say; no stars and no rank."""

    YES = "yes", _("It helped me")
    PARTLY = "partly", _("It helped a little")
    NO = "no", _("It did not help me")


class NewsAnswer(models.Model):
    """One answer about one page."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=6, choices=Answer.choices)
    day = models.DateField()
    mark = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        app_label = "content"
        indexes = [models.Index(fields=["page", "answer"], name="answers_of_a_page")]


@dataclass(frozen=True)
class Counted:
    """How many gave an answer; `shown` is what everybody sees, None while they are few."""

    answer: Answer
    number: int

    @property
    def shown(self) -> int | None:
        return self.number if self.number >= SHOWN_FROM else None


def given_by(request: HttpRequest, page: Page) -> Answer | None:
    """What this visitor said of the page before; asks no session where the browser has none."""
    session = getattr(request, "session", None)
    known = session.get(_IN_SESSION, {}).get(str(page.pk)) if session is not None and not session.is_empty() else None
    return Answer(known["answer"]) if known and known["answer"] in Answer else None


def give(request: HttpRequest, page: Page, answer: Answer) -> bool:
    """Notes the answer; another one of the same visitor takes its place. False when that one can no longer be told apart."""
    kept: dict[str, Mapping[str, str]] = request.session.get(_IN_SESSION, {})
    known = kept.get(str(page.pk))
    mark = known["mark"] if known else _mark(request, page)
    if known and not NewsAnswer.objects.filter(mark=mark).update(answer=answer):
        return False
    if not known:
        made = {"page_id": page.pk, "answer": answer, "day": timezone.localdate()}
        NewsAnswer.objects.update_or_create(mark=mark, defaults={"answer": answer}, create_defaults=made)
    kept[str(page.pk)] = {"answer": answer.value, "mark": mark}
    request.session[_IN_SESSION] = dict(list(kept.items())[-_MOST:])
    return True


def _mark(request: HttpRequest, page: Page) -> str:
    """Of the form's secret, which every press of it sends: so the second press is known before there is a session."""
    secret = request.META.get("CSRF_COOKIE") or ""
    return salted_hmac("content.news.ratings", f"{page.pk}\n{secret}", algorithm="sha256").hexdigest()


def counts(page: Page) -> list[Counted]:
    """All answers with their numbers, for staff."""
    rows = NewsAnswer.objects.filter(page=page.pk).values("answer").annotate(number=Count("pk"))
    found = dict(rows.values_list("answer", "number"))
    return [Counted(answer, found.get(answer.value, 0)) for answer in Answer]


def counts_kept(page: Page, stranger: bool) -> list[Counted]:
    """The same for a page that everybody reads."""
    return unchanged(f"answers-{page.pk}", lambda: counts(page)) if stranger else counts(page)


def forget_marks() -> int:
    """An answer that is thirty days old is a number like the others; returns how many became so."""
    old = timezone.localdate() - CHANGEABLE
    return NewsAnswer.objects.filter(mark__isnull=False, day__lt=old).update(mark=None)
