"""What the demo's neighbours do over two years, through the same functions as everybody: so many that lists and charts live."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils import timezone

from content.models import CoursePage, LessonPage
from content.public import open_lesson
from portal.demo import clock, papers
from portal.demo.learning import learn
from portal.demo.neighbours import Neighbour, neighbours, told, worth
from portal.demo.people import commune, official, stories
from portal.people.public import Learner, Person, account_of, register_at_counter
from portal.places.public import ResidentialGroup
from recognition import public as recognition

_FIRST_COURSE = "an-toan-tai-khoan"
_WEEKS = 10  # this year's cases were handed in over so many weeks


def _everybody() -> list[Neighbour]:
    return neighbours(settings.DEMO_PEOPLE, timezone.localdate().year, len(stories()["residential_groups"]))


def _group(one: Neighbour) -> ResidentialGroup:
    return ResidentialGroup.objects.get(unit=commune(), name=stories()["residential_groups"][one.group])


def _learner(one: Neighbour) -> Learner:
    return Learner.objects.get(user=account_of(one.account))


def build_people() -> None:
    """Whoever has a phone was given an account at the counter, last summer or this spring."""
    this = timezone.localdate().year
    for one in _everybody():
        if one.account:
            with clock.at(clock.moment(date(this - 1, 8, 3 + one.number % 25), one.number)):
                _register(one)


def _register(one: Neighbour) -> Learner:
    person = Person(
        full_name=one.full_name,
        unit=commune(),
        birth_year=one.birth_year,
        address_form=one.address_form,
        subject_group=one.subject_group,
        group=_group(one),
    )
    return register_at_counter(official("staff_2"), person, username=one.account, consents=True)


def build_learning() -> None:
    """Some have learnt the first lessons."""
    course = CoursePage.objects.filter(slug=_FIRST_COURSE).first()
    lessons = list(LessonPage.objects.descendant_of(course).live().order_by("path")) if course else []
    for one in _everybody():
        if one.lessons:
            learner = _learner(one)
            for lesson in lessons[: one.lessons]:
                learn(learner, lesson)
            if one.lessons < len(lessons):
                open_lesson(learner, lessons[one.lessons])


def build_last_year() -> None:
    """The campaign of last year, from the first paper to its decision, and its end."""
    year, chief = timezone.localdate().year - 1, official("administrator")
    began = [one for one in _everybody() if one.last_year]
    if not began:
        return
    with clock.at(clock.moment(date(year, 8, 1))):
        days = (date(year, 8, 1), date(year, 11, 30), date(year, 12, 31))
        campaign = recognition.open_campaign(commune(), year, *days, by=chief)
    recognised = []
    for one in began:
        day = date(year, 10, 1) + timedelta(days=one.number % 50)
        good = one.last_year == "recognised"
        case = _hand_in(one, _learner(one), day, "good" if good else "short", by=None)
        if good:
            with clock.at(clock.moment(day + timedelta(days=9), one.number)):
                recognised.append(recognition.confirm(case, official("officer")))
    with clock.at(clock.moment(date(year, 12, 18), 60)):
        _sign(recognised, "57/QĐ-UBND", date(year, 12, 18))
    with clock.at(clock.moment(date(year, 12, 31), 60)):
        recognition.close_campaign(campaign, told()["words"]["closed"], by=chief)


def build_this_year() -> None:
    """The cases of this year, in every state that a case can have."""
    words, everybody = told()["words"], _everybody()
    today = timezone.localdate()
    first = max(date(today.year, 1, 1), today - timedelta(weeks=_WEEKS))
    days = max(1, (today - first).days)
    to_sign, same = [], None
    for one in everybody:
        if not one.this_year:
            if not one.account:
                _register(one)
            continue
        day = first + timedelta(days=one.number * 7 % days)
        helper = official("staff_2") if one.twist == "helped" else None
        with clock.at(clock.moment(day)):
            learner = _learner(one) if one.account else _register(one)
        if one.this_year == "draft":
            _begin(one, learner, day)
            continue
        photo = same if one.twist == "same_file" else None
        case = _hand_in(one, learner, day, one.package, by=helper, photo=photo)
        if one.twist == "same_file" and same is None:
            same = _drawn(one, "witness", told()["papers"]["witness"], day)[1]
        judged = _judged(one, case, day, words)
        if one.this_year == "recognised":
            to_sign.append(judged)
    if to_sign:
        _sign(to_sign, "02/QĐ-UBND", today)


def _begin(one: Neighbour, learner: Learner, day: date) -> None:
    """A case that was begun: some papers, some points."""
    with clock.at(clock.moment(day, one.number)):
        _papers(one, learner, "begun", day, learner.user or official("staff_2"), None)
        by = learner.user or official("staff_2")
        case = recognition.draft_for(learner, by)
        recognition.set_all_self_points(case, {"A1": 4, "A3": 3 + one.number % 4, "C2": 5}, by)


def _hand_in(one: Neighbour, learner: Learner, day: date, package: str, *, by: Any, photo: Any = None) -> Any:
    """Papers, points for oneself, and the case handed in on a day, by the person or (`by`) by who helps."""
    with clock.at(clock.moment(day, one.number)):
        hand = by or learner.user
        _papers(one, learner, package, day, hand, photo)
        case = recognition.draft_for(learner, hand)
        return recognition.submit(recognition.set_all_self_points(case, _own_points(one, package), hand), hand)


def _own_points(one: Neighbour, package: str) -> dict[str, int]:
    criteria, words = recognition.criteria_of(recognition.current()), told()
    kinds = {paper["kind"]: criteria.manual_kind(paper["kind"]) for paper in words["papers"].values()}
    known = worth(words["packages"][package], kinds, words)
    points = {each.code: known.get(each.code, 0) for each in criteria.indicators}
    if one.twist == "higher":
        points["B1"] = 10
    return points


def _papers(one: Neighbour, learner: Learner, package: str, day: date, by: Any, witness: Any) -> None:
    """The papers of a package, dated in the weeks before the day. `witness`: somebody else's photo, handed in again."""
    words = told()
    for place, name in enumerate(words["packages"][package]):
        paper = words["papers"][name]
        title, drawn = _drawn(one, name, paper, day)
        recognition.hand_in(
            learner,
            kind_id=paper["kind"],
            indicators=paper["for"],
            title=title,
            on=day - timedelta(days=3 + place * 5 + one.number % 4),
            file=witness if witness is not None and name == "witness" else drawn,
            by=by,
        )


def _drawn(one: Neighbour, name: str, paper: Any, day: date) -> tuple[str, Any]:
    draw = Random(f"{one.number} {name} {day.year}")  # noqa: S311 - a drawing, no secret
    title = draw.choice(paper["titles"])
    return title, papers.sheet(title, f"{one.full_name}, {day.year}", draw)


def _judged(one: Neighbour, case: Any, day: date, words: Any) -> Any:
    """What the officer, or the person, did with the case some days later."""
    officer, later = official("officer"), day + timedelta(days=4 + one.number % 5)
    with clock.at(clock.moment(later, one.number)):
        if one.this_year in ("recognised", "confirmed"):
            return recognition.confirm(case, officer)
        if one.this_year == "returned":
            return recognition.ask_for_more(case, words["returned"][one.number % len(words["returned"])], officer)
        if one.this_year == "not_enough":
            return recognition.not_enough(case, words["not_enough"][one.number % len(words["not_enough"])], officer)
        if one.this_year == "withdrawn":
            return recognition.withdraw_case(case, case.learner.user)
    return case


def _sign(cases: Iterable[Any], number: str, day: date) -> None:
    body = apps.get_model("recognition", "IssuingBody").objects.get(unit=commune())
    recognition.sign(list(cases), body, number, day, official("signer"))
