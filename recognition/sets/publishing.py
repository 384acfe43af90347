"""Criteria sets in force: publishing a file as a version that never changes, and reading it back."""

import hashlib
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

import orjson
import yaml
from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, When
from django.utils import timezone

from learning_records import public as records
from portal.audit.public import append
from recognition.criteria.golden import read_cases, run
from recognition.criteria.match import Matcher, Terms
from recognition.criteria.parse import CriteriaProblem, parse, parse_file
from recognition.criteria.words import Criteria
from recognition.models import Campaign, CriteriaSet, Projection
from recognition.titles.registry import TITLES, only_title_of

FOLDER = Path(__file__).parent.parent / "criteria" / "sets"
CITIZEN = only_title_of("person").set_key


class NoCriteriaSet(Exception):
    """No version of the title is published: `manage.py load_criteria` publishes the shipped ones."""


def terms() -> Terms:
    """The identifiers of this installation, for matching."""
    return Terms(settings.IRI_BASE, records.VERBS, records.ACTIVITY_TYPES)


def digest(text: str) -> str:
    """SHA-256 of what the file says; comments and layout do not matter."""
    return hashlib.sha256(digested(text)).hexdigest()


@lru_cache(maxsize=8)  # three tenths of a second of a processor, for a text that is published and stays as it is
def digested(text: str) -> bytes:
    """The bytes that the digest is made of: what the file says as JSON, keys in order, nothing between them."""
    return orjson.dumps(yaml.safe_load(text), option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)


def publish(text: str, file: str, *, cases: str | None = None, by=None) -> CriteriaSet:
    """Publishes a criteria file under its key and version, and gives it a cursor at zero: its first reading begins.

    `cases`: its golden cases, which must hold. Publishing the same content again returns the row that is there. Campaigns that
    have begun keep the version that they began with.
    Raises CriteriaProblem: the file is wrong, a golden case fails, or this version is published with other content.
    """
    criteria, said = _examined(text, file, cases, settings.IRI_BASE)
    with transaction.atomic():
        known = CriteriaSet.objects.filter(key=criteria.key, version=criteria.version).exists()
        kept = [] if known else _keep_begun(criteria.key)
        row, made = CriteriaSet.objects.get_or_create(
            key=criteria.key,
            version=criteria.version,
            defaults={
                "digest": said,
                "title": criteria.title,
                "text": text,
                "published_by": by,
                "judged": bool(criteria.rules),  # without a rule no statement could ever speak for it
                "valid_from": criteria.valid_from,
                "valid_to": criteria.valid_to,
            },
        )
        if row.digest != said:
            raise CriteriaProblem(
                file,
                f"version {criteria.version}",
                "is published with other content and never changes; give the new content a new version",
            )
        until = records.horizon() if criteria.rules else 0
        Projection.objects.get_or_create(criteria_set=row, defaults={"rebuilding_to": until or None})
        if made:
            details = {"digest": said} | ({"campaigns_kept": kept} if kept else {})
            append("criteria.published", f"criteria:{row.key}:{row.version}", by=by, details=details)
    return row


def _keep_begun(key: str) -> list[int]:
    """Gives campaigns of this set's titles that have begun the version they go by now: people hand in under one version only.

    Returns their numbers. One that begins later goes by what is in force then.
    """
    begun = Campaign.objects.filter(
        title_key__in=titles_of(key), criteria_set=None, closed_at=None, submission_from__lte=timezone.localdate()
    )
    numbers = []
    for pk, first in begun.select_for_update().order_by("pk").values_list("pk", "submission_from"):
        try:
            version = in_force_since(key, first)
        except NoCriteriaSet:
            continue
        Campaign.objects.filter(pk=pk).update(criteria_set=version)
        numbers.append(pk)
    return numbers


def in_force_since(key: str, first: date) -> CriteriaSet:
    """The version by which people have handed in since a first day, whatever became valid since; before it, today's.

    Raises NoCriteriaSet.
    """
    try:
        return current(key, min(timezone.localdate(), first))
    except NoCriteriaSet:
        return current(key)


def titles_of(key: str) -> list[str]:
    """The titles that are judged by the set of this key."""
    return [one.key for one in TITLES if one.set_key == key] or [key]


@lru_cache(maxsize=8)  # half a second for a shipped file, which the page “Bắt đầu” and the demo publish again and again
def _examined(text: str, file: str, cases: str | None, _iri_base: str) -> tuple[Criteria, str]:
    """The set of a text whose golden cases hold, with its digest. Raises CriteriaProblem, every time anew."""
    criteria = parse(text, file)
    if cases is not None:
        _hold(criteria, cases, file)
    return criteria, digest(text)


def _hold(criteria: Criteria, cases: str, file: str) -> None:
    here = terms()
    for case in read_cases(cases, f"cases of {file}", criteria, here):
        wrong = run(criteria, here, case)
        if wrong:
            raise CriteriaProblem(file, f"golden case “{case.name}”", "; ".join(wrong))


def publish_shipped(*keys: str, by=None) -> list[CriteriaSet]:
    """Publishes the files that come with the portal (all, or those of the keys named). Safe to run again."""
    rows = []
    for path in sorted(FOLDER.glob("*.yaml")):
        if path.name.endswith(".cases.yaml") or (keys and not path.name.startswith(tuple(f"{key}-" for key in keys))):
            continue
        cases = path.with_suffix(".cases.yaml").read_text(encoding="utf-8")
        rows.append(publish(path.read_text(encoding="utf-8"), path.name, cases=cases, by=by))
    return rows


def publish_titles(by=None) -> list[str]:
    """Publishes the set of every title in the registry that comes with the portal; returns those that were not yet, as
    “key version”. Safe to run again.
    """
    known = set(CriteriaSet.objects.values_list("key", "version"))
    keys = sorted({one.set_key for one in TITLES})
    return [str(row) for row in publish_shipped(*keys, by=by) if (row.key, row.version) not in known]


@cache
def shipped(key: str) -> Criteria:
    """The newest set of this key that comes with the portal, published or not. Raises NoCriteriaSet."""
    paths = [path for path in FOLDER.glob(f"{key}-*.yaml") if not path.name.endswith(".cases.yaml")]
    if not paths:
        raise NoCriteriaSet(f"No set of {key} comes with the portal.")
    return parse_file(max(paths))


def current(key: str | None = None, on: date | None = None) -> CriteriaSet:
    """The version in force on a day (today in Vietnam): of those valid then, the one whose validity began last.

    `key`: the title's set; without it the one of the title that persons have. A version that is still in its first reading
    of the statements is passed over while an older one can answer: its points would be too low, and everybody's case with it.
    So is one that cannot be scored with, because no source gives all its values (`criteria_of(row).unknown`).
    Raises NoCriteriaSet.
    """
    key, day = key or CITIZEN, on or timezone.localdate()
    valid = Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
    first_reading = Q(projection__generation=1, projection__rebuilding_to__isnull=False)
    rows = CriteriaSet.objects.filter(*valid, key=key).annotate(
        first_reading=Case(When(first_reading, then=1), default=0)
    )
    rows = rows.order_by("first_reading", F("valid_from").desc(nulls_last=True), "-published_at", "-pk")
    row = rows.first()
    if row is not None and criteria_of(row).unknown:
        row = next((one for one in rows if not criteria_of(one).unknown), row)
    if row is None:
        raise NoCriteriaSet(f"No version of {key} is in force on {day}. Run: manage.py load_criteria")
    return row


def criteria_of(row: CriteriaSet) -> Criteria:
    """The parsed content of a published set."""
    return _parsed(row.digest, row.text, f"{row.key} {row.version}")


def matcher_of(row: CriteriaSet) -> Matcher:
    """The set's rules, ready to read statements."""
    return Matcher(criteria_of(row), terms())


def authorities_of(row: CriteriaSet) -> frozenset[str]:
    """Whose statements earn points with this set; the word `portal` stands for the portal's own key."""
    return authorities_of_criteria(criteria_of(row))


def authorities_of_criteria(criteria: Criteria) -> frozenset[str]:
    """The same of a set that need not be published."""
    return frozenset(records.portal_authority() if name == "portal" else name for name in criteria.authorities)


@lru_cache(maxsize=32)
def _parsed(said: str, text: str, name: str) -> Criteria:
    return parse(text, name)
