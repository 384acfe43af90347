"""The page of all titles: whose each is, on which texts it rests, and what no text says. For everybody."""

from dataclasses import dataclass

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET

from recognition.criteria.words import Criteria
from recognition.models import CriteriaSet
from recognition.sets.publishing import criteria_of, shipped
from recognition.sets.wording import unknown_texts
from recognition.titles.registry import TITLES, Title
from recognition.titles.sources import Sourced


@dataclass(frozen=True)
class Fact:
    """A value as the page shows it, and how sure it is (empty: read in a text)."""

    label: str
    value: str
    doubt: str
    note: str = ""


@dataclass(frozen=True)
class Row:
    """One title. `unknown`: what keeps it from being scored with."""

    key: str
    name: str
    notice: str
    facts: tuple[Fact, ...]
    unknown: tuple[str, ...]


@require_GET
def titles_page(request: HttpRequest) -> HttpResponse:
    """All titles of the registry, each with the newest set that is published, or the one that comes with the portal."""
    keys = [one.set_key for one in TITLES]
    newest = CriteriaSet.objects.filter(key__in=keys).order_by(
        F("valid_from").asc(nulls_first=True), "published_at", "pk"
    )
    published = {row.key: row for row in newest}
    rows = [
        _row(one, criteria_of(published[one.set_key]) if one.set_key in published else shipped(one.set_key))
        for one in TITLES
    ]
    return render(request, "recognition/sets/titles.html", {"rows": rows})


def _row(title: Title, criteria: Criteria) -> Row:
    facts = [Fact(_("For"), _whose(title.subject), "")]
    facts += [_fact(_("Rests on"), one) for one in criteria.documents]
    if criteria.conflict:
        facts.append(_fact(_("Texts that differ"), criteria.conflict))
    if criteria.successor:
        facts.append(_fact(_("What followed"), criteria.successor))
    facts.append(_fact(_("Who proposes"), title.proposes))
    facts.append(_fact(_("Who decides"), title.decides))
    facts.append(_lasts(title.lasts))
    return Row(title.key, criteria.title, criteria.notice, tuple(facts), tuple(unknown_texts(criteria)))


def _fact(label: str, fact: Sourced) -> Fact:
    if fact.value is None:
        return Fact(label, _("not known"), "", fact.note)
    return Fact(label, str(fact.value), doubt_in_words(fact.confidence), fact.note)


def _lasts(fact: Sourced) -> Fact:
    years = fact.value if isinstance(fact.value, int) else None
    told = _("without end") if years is None else ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
    return Fact(_("Lasts"), told, doubt_in_words(fact.confidence), fact.note)


def doubt_in_words(confidence: str) -> str:
    """How sure something is; empty for what was read in a text."""
    return {
        "uncertain": _("not certain"),
        "recalled-from-general-knowledge": _("not checked against a text"),
        "proposed": _("proposed by this portal"),
    }.get(confidence, "")


def _whose(subject: str) -> str:
    return {
        "person": pgettext("whose title", "a person"),
        "household": pgettext("whose title", "a household"),
        "clan": pgettext("whose title", "a clan"),
        "residential_group": pgettext("whose title", "a village or residential group"),
        "organisation": pgettext("whose title", "an agency, school or enterprise"),
        "commune": pgettext("whose title", "a commune"),
    }[subject]
