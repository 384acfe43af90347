"""Who changed a lesson, version by version: a trace of its own, which outlives revisions that are tidied away."""

import json
import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, Revision

from content.identities import PageActivity

# What a revision's content says of the tree, the publication and the talk beside the text: no change of the lesson.
_BESIDE = {
    "pk",
    "path",
    "depth",
    "numchild",
    "url_path",
    "content_type",
    "owner",
    "draft_title",
    "live",
    "has_unpublished_changes",
    "first_published_at",
    "last_published_at",
    "latest_revision",
    "latest_revision_created_at",
    "live_revision",
    "locked",
    "locked_at",
    "locked_by",
    "expired",
    "alias_of",
    "translation_key",
    "locale",
    "wagtail_admin_comments",
}
_PARAGRAPH_MARK = re.compile(r' data-block-key="[^"]*"')


class Contribution(models.Model):
    """Somebody changed the page in this version. The number stays when the revision itself is purged."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.BigIntegerField()
    wagtail_reference_index_ignore = True  # no use of the page that an editor could look after

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "version", "user"], name="once_a_version")]


def same_content(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two contents of revisions show a reader the same, whatever was said or arranged beside them."""
    return _bare(_shown(one)) == _bare(_shown(other))


def _shown(content: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in content.items() if key not in _BESIDE}
    return json.loads(json.dumps(kept, cls=DjangoJSONEncoder))


def _bare(value: Any) -> Any:
    """The value without what only an editor's page writes: numbers of blocks, marks of paragraphs, fields left empty."""
    if isinstance(value, dict):
        if value.keys() == {"type", "value", "id"}:
            value = {"type": value["type"], "value": value["value"]}
        return {key: bare for key, one in value.items() if (bare := _bare(one)) not in (None, "", False, [])}
    if isinstance(value, list):
        return [_bare(one) for one in value]
    if isinstance(value, str):
        if value.startswith("["):
            with suppress(ValueError):  # the blocks of a lesson travel as text
                return _bare(json.loads(value))
        return _PARAGRAPH_MARK.sub("", value)
    return value


def note_change(
    page: Page, revision: Revision, user: Any, *, before: dict[str, Any] | None, others: Iterable[int] = ()
) -> None:
    """Keeps who stands behind a version that was just written.

    `before` is the content that was the newest until now (None: there was none): saving without a change makes nobody
    an author. `others` are accounts whose words this version brings back. Without `user` the one at work is taken.
    """
    if before is not None and same_content(before, revision.content):
        return
    writer = user or getattr(get_active_log_context(), "user", None)
    behind = {writer.pk} if writer and writer.pk else set()
    behind |= set(others)
    if not Contribution.objects.filter(page_id=page.pk).exists():  # a copy: it begins with the versions of its source
        earlier = Revision.objects.for_instance(page).filter(pk__lt=revision.pk).exclude(user=None)
        behind |= set(earlier.values_list("user_id", flat=True))
        behind |= _authors_of_origin(page)
    keep(page.pk, revision.pk, behind)


def _authors_of_origin(page: Page) -> set[int]:
    """Whoever wrote the page that this one was an alias of until now: its first version shows their words."""
    origin = PageActivity.objects.filter(page_id=page.pk, origin__isnull=False).values("origin")
    source = PageActivity.objects.filter(uuid__in=origin).values("page")
    return set(Contribution.objects.filter(page__in=source).values_list("user_id", flat=True))


def keep(page: int, version: int, users: Iterable[int]) -> None:
    """Writes the accounts down as authors of the version; safe to repeat."""
    rows = [Contribution(page_id=page, version=version, user_id=user) for user in sorted(set(users))]
    Contribution.objects.bulk_create(rows, ignore_conflicts=True)


def follow(alias: Page) -> None:
    """An alias shows what others wrote: their names go with their words, version by version; safe to repeat."""
    written = Contribution.objects.filter(page=alias.alias_of_id).values_list("version", "user")
    rows = [Contribution(page_id=alias.pk, version=version, user_id=user) for version, user in written]
    Contribution.objects.bulk_create(rows, ignore_conflicts=True)


def carry_over(pairs: Iterable[tuple[int, Page]]) -> None:
    """Copies (source's id, copy): whoever wrote the source wrote the copy, in whose first version they all stand."""
    made = [(source, copy) for source, copy in pairs if copy.latest_revision_id]
    behind: dict[int, set[int]] = {}
    written = Contribution.objects.filter(page__in={source for source, _copy in made})
    for page, user in written.values_list("page_id", "user_id"):
        behind.setdefault(page, set()).add(user)
    for source, copy in made:
        keep(copy.pk, copy.latest_revision_id, behind.get(source, ()))
