"""May this visitor read this page? One answer for every way to a page, a block, a title, a file or a search hit.

A page can be read when it and everything above it is published and not expired, of news and notices also its day has come,
and the visitor passes the restriction of every page above (signed in, in a group, password given); an alias, when its source
can be read too. What nobody may read at all and what this visitor may not read are kept apart: the first does not exist for a
visitor, for the second Wagtail asks to sign in or for the password.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from portal.kept.parts import unchanged

_STEP = Page.steplen


@dataclass(frozen=True)
class Reader:
    """What stands closed to one visitor at one moment, as paths in the tree: a page below a closed one is closed too."""

    hidden: frozenset[str] = frozenset()  # unpublished, expired or of a day to come, with pages below
    refused: frozenset[str] = frozenset()  # restricted, and the visitor does not pass
    restricted: dict[str, list[PageViewRestriction]] = field(default_factory=dict)  # every restriction there is
    lists: tuple[tuple[str, str], ...] = ()  # path and url_path of the live lists of courses, in tree order
    news_lists: tuple[tuple[str, str], ...] = ()  # the same of the live lists of news
    stranger: bool = False  # nobody known, without any session: what is shown may be kept for the next one

    def published(self, page: Page) -> bool:
        """Whether the page, and everything above it, is published and not expired."""
        expired = page.expire_at is not None and page.expire_at <= timezone.now()
        return page.live and not expired and not _within(page.path, self.hidden)

    def may_read(self, page: Page) -> bool:
        """Whether the visitor may read the page: its text, its title, that it exists."""
        return self.published(page) and not _within(page.path, self.refused)

    def readable(self, pages: Iterable[Page]) -> list[Page]:
        """Those of the pages that the visitor may read, in their order."""
        return [page for page in pages if self.may_read(page)]

    def filter(self, pages: QuerySet) -> QuerySet:
        """The same inside the database, for lists that are cut into pages."""
        return pages.filter(self.where())

    def where(self, page: str = "") -> Q:
        """The same as a condition on the page that rows of another table point to: `page` is the way there, as page__."""
        open_now = Q(**{f"{page}live": True}) & ~Q(**{f"{page}expire_at__lte": timezone.now()})
        closed = [Q(**{f"{page}path__startswith": path}) for path in sorted(self.hidden | self.refused)]
        return open_now & ~reduce(or_, closed) if closed else open_now

    def restrictions_on(self, page: Page) -> list[PageViewRestriction]:
        """The restrictions of the page and of everything above it."""
        return [one for path in _above(page.path) for one in self.restricted.get(path, ())]


def _above(path: str) -> Iterable[str]:
    return (path[:end] for end in range(_STEP, len(path) + 1, _STEP))


def _within(path: str, closed: frozenset[str]) -> bool:
    return bool(closed) and any(one in closed for one in _above(path))


def insider() -> Reader:
    """Somebody who passes every restriction: for acts where no visitor is known, of people who were let in before."""
    return replace(reader_of(None), refused=frozenset())


def reader_of(request: HttpRequest | None) -> Reader:
    """The visitor behind a request, looked up once a request (one query; None: a stranger, at every call)."""
    if request is None:
        return _look(None)
    known = getattr(request, "_reader", None)
    if known is None:
        known = unchanged("reader", _stranger) if _is_stranger(request) else _look(request)
        request._reader = known  # type: ignore[attr-defined]
    return known


def _is_stranger(request: HttpRequest) -> bool:
    session = getattr(request, "session", None)
    return not request.user.is_authenticated and (session is None or session.is_empty())


def _stranger() -> Reader:
    """Passes no restriction, so it is the same for all of them; who is in time for an expired page is so for half a minute."""
    return replace(_look(None), stranger=True)


def _look(request: HttpRequest | None) -> Reader:
    kind = ContentType.objects.get_by_natural_key("content", "courseindexpage")
    news = ContentType.objects.get_by_natural_key("content", "newsindexpage")
    now, today = timezone.now(), timezone.localdate()
    rows = (
        Page.objects.filter(
            Q(live=False, numchild__gt=0)
            | Q(expire_at__lte=now)
            | Q(newspage__date__gt=today)
            | Q(noticepage__date__gt=today)
            | Q(view_restrictions__isnull=False)
            | Q(content_type__in=(kind, news), live=True)
        )
        .order_by("path", "view_restrictions__pk")
        .values_list(
            "pk", "path", "url_path", "live", "expire_at", "content_type_id",
            "view_restrictions__pk", "view_restrictions__restriction_type", "newspage__date", "noticepage__date",
        )
    )  # fmt: skip
    hidden: set[str] = set()
    lists: dict[int, dict[str, str]] = {kind.pk: {}, news.pk: {}}
    restricted: dict[str, list[PageViewRestriction]] = {}
    for pk, path, url_path, live, expires, content_type, restriction, how, *days in rows:
        if not live or (expires and expires <= now) or any(day and day > today for day in days):
            hidden.add(path)
        elif content_type in lists:
            lists[content_type][path] = url_path
        if restriction:
            one = PageViewRestriction(pk=restriction, restriction_type=how, page_id=pk)
            restricted.setdefault(path, []).append(one)
    _at_aliases(restricted, hidden)
    passed = _passed(request, [one for found in restricted.values() for one in found])
    refused = {path for path, found in restricted.items() if any(one.pk not in passed for one in found)}
    courses, told = (tuple(lists[one.pk].items()) for one in (kind, news))
    return Reader(frozenset(hidden), frozenset(refused), restricted, courses, told)


def _at_aliases(restricted: dict[str, list[PageViewRestriction]], hidden: set[str]) -> None:
    """An alias is as closed as its source is, by the source itself or by what stands above it; so is one of that alias.

    A question for each step from alias to alias, none while nothing is closed.
    """
    fresh, gone = dict(restricted), set(hidden)
    while fresh or gone:
        below = reduce(or_, (Q(alias_of__path__startswith=path) for path in sorted({*fresh, *gone})))
        found: dict[str, list[PageViewRestriction]] = {}
        hidden_here = set()
        for alias, source in Page.objects.filter(below).values_list("path", "alias_of__path"):
            known = {one.pk for one in restricted.get(alias, ())}
            more = {one.pk: one for path in _above(source) for one in fresh.get(path, ()) if one.pk not in known}
            if more:
                found[alias] = list(more.values())
            if alias not in hidden and any(path in gone for path in _above(source)):
                hidden_here.add(alias)
        for alias, more_here in found.items():
            restricted[alias] = [*restricted.get(alias, ()), *more_here]
        hidden |= hidden_here
        fresh, gone = found, hidden_here


def _passed(request: HttpRequest | None, restrictions: list[PageViewRestriction]) -> set[int]:
    """The restrictions (ids) that the visitor passes; the groups of all of them are asked for at once."""
    if request is None or not restrictions:
        return set()
    passed = set()
    grouped = [one.pk for one in restrictions if one.restriction_type == PageViewRestriction.GROUPS]
    if grouped and request.user.is_superuser:
        passed |= set(grouped)
    elif grouped and request.user.is_authenticated:
        mine = PageViewRestriction.objects.filter(pk__in=grouped, groups__user=request.user)
        passed |= set(mine.values_list("pk", flat=True))
    others = [one for one in restrictions if one.restriction_type != PageViewRestriction.GROUPS]
    return passed | {one.pk for one in others if one.accept_request(request)}
