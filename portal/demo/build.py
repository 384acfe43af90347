"""Adds people and content to a prepared site once, stage by stage. A stage and its mark stand or fall together, so a killed
builder goes on.

The marks are entries of the audit log (`demo.stage`). Where there is a home page that no demo built, nothing is done.
"""

from collections.abc import Callable

from django.db import transaction

from portal.audit.public import Entry, append
from portal.demo import classes, groups, people, site, story, texts, village
from portal.pages.models import HomePage
from portal.people.public import User, everyone
from portal.preparing.site import MADE
from portal.preparing.steps import lay_foundations
from recognition import public as recognition
from search import public as search

_ACT = "demo.stage"

# Learning and judging are stages of their own: a record can be judged only after its transaction has ended.
STAGES: tuple[tuple[str, Callable[[], object]], ...] = (
    ("criteria", recognition.publish_shipped),  # the sample set of the OULAD too, which no installation needs
    ("skills", recognition.skills.publish_shipped),
    ("places", lambda: people.build_places(texts.centre())),
    ("officials", people.build_officials),
    ("second_factors", people.build_second_factors),
    ("citizens", people.build_citizens),
    ("site", site.build_site),
    ("campaign", story.build_campaign),
    ("learning", story.build_learning),
    ("papers", story.build_papers),
    ("cases", story.build_cases),
    ("neighbours", village.build_people),
    ("neighbours_learning", village.build_learning),
    ("last_year", village.build_last_year),
    ("this_year", village.build_this_year),
    ("groups", groups.build_groups),
    ("classes", classes.build_classes),
)


def build_if_empty() -> dict[str, dict[str, str]]:
    """Builds what is missing of the demo; returns role -> {"username", "password"}, some with "totp_secret".

    Safe to run at every start: the second run changes nothing. An installation with a site of its own is left alone,
    and the answer is empty.
    """
    done = set(Entry.objects.filter(act=_ACT).values_list("subject", flat=True))
    if not done and _has_a_site_of_its_own():
        return {}
    missing = [(name, build) for name, build in STAGES if f"demo:{name}" not in done]
    if missing:
        lay_foundations()
    for name, build in missing:
        _stage(name, build)
    return people.sign_ins()


def _has_a_site_of_its_own() -> bool:
    """A home page that people made, or accounts: then somebody works here, and the demo stays out."""
    prepared = Entry.objects.filter(act=MADE).exists()
    return User.objects.exists() or (not prepared and HomePage.objects.exists())


def _stage(name: str, build: Callable[[], object]) -> None:
    with everyone(people.WHY), transaction.atomic():
        build()
        append(_ACT, f"demo:{name}")
    if name == "site":
        search.catch_up()
    if name in ("learning", "neighbours_learning"):
        recognition.catch_up()
