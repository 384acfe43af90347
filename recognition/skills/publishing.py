"""Requirement sets in force: publishing a file as a version that never changes, and reading it back."""

from collections.abc import Collection
from datetime import date, datetime, time
from functools import lru_cache

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, When
from django.utils import timezone

from learning_records import public as records
from portal.audit.public import append
from recognition.models import RequirementSet as Row
from recognition.models import SkillProjection
from recognition.sets.publishing import digest, terms
from recognition.skills import golden
from recognition.skills.matching import SkillMatcher
from recognition.skills.parse import CriteriaProblem, parse, shipped_files
from recognition.skills.words import RequirementSet

DEFAULT = "default"  # the subject group of a set that is for everybody


def publish(text: str, file: str, *, cases: str | None = None, by=None) -> Row:
    """Publishes a requirement set under its key and version, and gives it a cursor at zero: its first reading begins.

    `cases`: its golden cases, which must hold. Publishing the same content again returns the row that is there.
    Raises CriteriaProblem: the file is wrong, a golden case fails, or this version is published with other content.
    """
    requirements, said = _examined(text, file, cases, settings.IRI_BASE)
    with transaction.atomic():
        row, made = Row.objects.get_or_create(
            key=requirements.key,
            version=requirements.version,
            defaults={
                "digest": said,
                "title": requirements.title,
                "framework": requirements.framework,
                "subject_group": requirements.subject_group,
                "text": text,
                "published_by": by,
                "judged": bool(requirements.rules),  # without a rule no statement could ever speak for it
                "valid_from": requirements.valid_from,
                "valid_to": requirements.valid_to,
            },
        )
        if row.digest != said:
            raise CriteriaProblem(
                file,
                f"version {requirements.version}",
                "is published with other content and never changes; give the new content a new version",
            )
        until = records.horizon() if requirements.rules else 0
        SkillProjection.objects.get_or_create(requirement_set=row, defaults={"rebuilding_to": until or None})
        if made:
            append("requirements.published", f"requirements:{row.key}:{row.version}", by=by, details={"digest": said})
    return row


@lru_cache(maxsize=8)
def _examined(text: str, file: str, cases: str | None, _iri_base: str) -> tuple[RequirementSet, str]:
    """The set of a text whose golden cases hold, with its digest. Raises CriteriaProblem, every time anew."""
    requirements = parse(text, file)
    if cases is not None:
        here = terms()
        for case in golden.read_cases(cases, f"cases of {file}", requirements, here):
            if wrong := golden.run(requirements, here, case):
                raise CriteriaProblem(file, f"golden case “{case.name}”", "; ".join(wrong))
    return requirements, digest(text)


def publish_shipped(by=None) -> list[str]:
    """Publishes the sets that come with the portal; returns those that were not yet, as “key version”. Safe to run again."""
    known = set(Row.objects.values_list("key", "version"))
    rows = [
        publish(
            path.read_text(encoding="utf-8"),
            path.name,
            cases=path.with_suffix(".cases.yaml").read_text(encoding="utf-8"),
            by=by,
        )
        for path in shipped_files()
    ]
    return [str(row) for row in rows if (row.key, row.version) not in known]


def in_force(framework: str | None = None, group: str = DEFAULT, on: date | None = None) -> list[Row]:
    """The sets in force on a day (today in Vietnam), one a framework: that of the subject group, else the one for everybody.

    The newest in validity; one still in its first reading is passed over while another one can answer. By title of framework.
    """
    day = on or timezone.localdate()
    valid = Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
    first_reading = Q(projection__generation=1, projection__rebuilding_to__isnull=False)
    rows = Row.objects.filter(*valid, subject_group__in=(group or DEFAULT, DEFAULT))
    if framework is not None:
        rows = rows.filter(framework=framework)
    rows = (
        rows.select_related("projection")
        .annotate(
            unread=Case(When(first_reading, then=1), default=0),
            general=Case(When(subject_group=DEFAULT, then=1), default=0),
        )
        .order_by("unread", "general", F("valid_from").desc(nulls_last=True), "-published_at", "-pk")
    )
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row.framework, row)
    return list(found.values())


def latest(key: str, on: date, known: datetime) -> Row | None:
    """The version of a set that was in force on a day, as published by a moment; None for none.

    Of those valid then the one whose validity began last. One that was published on the day itself is still being read: it
    counts from the next day on, unless it is the first. So a day that is past is never judged by what was published later.
    """
    morning = timezone.make_aware(datetime.combine(on, time.min))
    valid = Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on)
    rows = Row.objects.filter(*valid, key=key, published_at__lt=known)
    fresh = Case(When(published_at__gte=morning, then=1), default=0)
    return rows.order_by(fresh, F("valid_from").desc(nulls_last=True), "-published_at", "-pk").first()


def requirements_of(row: Row) -> RequirementSet:
    """The parsed content of a published set."""
    return _parsed(row.digest, row.text, f"{row.key} {row.version}")


def matcher_of(row: Row) -> SkillMatcher:
    """The set's rules, ready to read statements."""
    return _matcher(row.digest, row.text, f"{row.key} {row.version}", settings.IRI_BASE)


def authorities_of(rows: Collection[Row]) -> frozenset[str]:
    """Whose statements speak for one of these sets; the word `portal` stands for the portal's own key."""
    names = {name for row in rows for name in requirements_of(row).authorities}
    return frozenset(records.portal_authority() if name == "portal" else name for name in names)


@lru_cache(maxsize=32)
def _parsed(said: str, text: str, name: str) -> RequirementSet:
    return parse(text, name)


@lru_cache(maxsize=32)
def _matcher(said: str, text: str, name: str, _iri_base: str) -> SkillMatcher:
    return SkillMatcher(_parsed(said, text, name), terms())
