"""What the demo's persons do, through the same functions as everybody: learn, hand in papers, submit, judge, sign."""

from datetime import date, timedelta

from django.apps import apps
from django.utils import timezone

from content.models import CoursePage, LessonPage
from portal.demo import papers
from portal.demo.learning import learn
from portal.demo.people import citizens, commune, official, stories
from recognition import public as recognition


def build_campaign() -> None:
    """This year's campaign of the commune, and who decides there (the name says that it is an example)."""
    unit, year = commune(), timezone.localdate().year
    recognition.open_campaign(
        unit, year, date(year, 1, 1), date(year, 12, 31), date(year + 1, 1, 31), by=official("administrator")
    )
    body = stories()["body"]
    name = str(unit)
    apps.get_model("recognition", "IssuingBody").objects.create(
        unit=unit,
        kind=body["kind"],
        name=body["name"].format(unit=name[:1].lower() + name[1:]),
        short_code=body["short_code"],
        place_name=name.split(" ", 1)[1],
        signer_title=body["signer_title"],
        signer_name=body["signer_name"],
        valid_from=max(unit.valid_from, date(year - 1, 1, 1)),
    )


def build_learning() -> None:
    """The lessons each person has learnt so far, every question answered rightly, in order."""
    for row, learner in citizens():
        for slug, count in row["learns"].items():
            course = CoursePage.objects.get(slug=slug)
            for lesson in LessonPage.objects.descendant_of(course).live().order_by("path")[:count]:
                learn(learner, lesson)


def build_papers() -> None:
    """Manual evidence of each person: example photos, entered by the person or at the counter."""
    for row, learner in citizens():
        for paper in row["papers"]:
            by = official("staff") if paper.get("by") == "staff" else learner.user
            recognition.hand_in(
                learner,
                kind_id=paper["kind"],
                indicators=paper["for"],
                title=paper["title"],
                on=timezone.localdate() - timedelta(days=paper["ago"]),
                file=papers.photo(paper["title"], f"{paper['about']} {row['group']}."),
                by=by,
            )


def build_cases() -> None:
    """Self-assessments and cases as far as each story goes; a decision for the one who is recognised."""
    recognised = []
    for row, learner in citizens():
        by = learner.user or official("staff")
        case = recognition.draft_for(learner, by)
        case = recognition.set_all_self_points(case, row["self_points"], by)
        if row["case"] in ("submitted", "recognised"):
            case = recognition.submit(case, by)
        if row["case"] == "recognised":
            recognised.append(recognition.confirm(case, official("officer")))
    if recognised:
        body = apps.get_model("recognition", "IssuingBody").objects.get(unit=commune())
        recognition.sign(recognised, body, "01/QĐ-UBND", timezone.localdate(), official("signer"))
