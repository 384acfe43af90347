"""P1 by a rule of the province: chosen on a screen, tried before, published once; and equal to plain SQL written apart."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from recognition.figures import p1
from recognition.figures.kernel import Asked
from recognition.figures.measures import known_of
from recognition.figures.p1 import all_of, judge, rule_of, said_by
from recognition.figures.rule_views import publish
from recognition.models import PlaceRule, RequirementSet, SkillEvidence, SkillJudgement
from recognition.refusals import Incomplete, NotYours
from recognition.skills.place_rules.words import ALL, ANY, Level, Points, Said
from recognition.skills.place_rules.words import PlaceRule as Rule
from recognition.skills.publishing import publish_shipped as publish_requirements
from recognition.titles.sources import Sourced
from tests.builders.cases import Village
from tests.builders.lives import PERSON, clock_at, recognise
from tests.builders.people import make_admin, make_learner, signed_in

TODAY = timezone.localdate()
# P1 of a place by the rule “judgement yes, or course yes”, of whom nothing was said unknown: nothing of the portal's code in it.
PLAIN = """
SELECT count(*) FILTER (WHERE yes), count(*) FILTER (WHERE NOT yes AND no), count(*) FILTER (WHERE NOT yes AND NOT no)
FROM (SELECT l.learner_id,
        EXISTS (SELECT 1 FROM recognition_skilljudgement j WHERE j.learner_id = l.learner_id AND j.yes
                AND j.kind IN ('judgement', 'course')) AS yes,
        (SELECT count(DISTINCT kind) FROM recognition_skilljudgement j WHERE j.learner_id = l.learner_id AND NOT j.yes
                AND j.kind IN ('judgement', 'course')) = 2 AS no
      FROM recognition_decisionline l WHERE l.unit_id = %s) AS person
"""


def rule(*conditions, join: str = ANY, version: str = "2026.1", since: date = TODAY, trained: bool = False) -> Rule:
    document = Sourced("Kế hoạch 5/KH-UBND", "proposed")
    return Rule("p1-thu", version, "p1", "Kỹ năng số", "proposed", "", document, since, join, conditions, trained)


def say(village: Village, learner, kind: str, yes: bool = True) -> None:
    SkillJudgement.objects.create(learner=learner, kind=kind, yes=yes, day=timezone.localdate(), by=village.officer)


@pytest.mark.usefixtures("all_seeing")
class TestJudging:
    def test_against_plain_sql_and_by_hand(self, village: Village) -> None:
        publish_requirements()
        people = [make_learner(village.unit) for _ in range(6)]
        for place, one in enumerate(people):
            entered = "alone" if place % 2 else "helped"
            recognise(one, village.body, village.signer, village.officer, day=TODAY, entered=entered)
        say(village, people[0], "judgement")
        say(village, people[1], "course")
        say(village, people[2], "judgement", yes=False)
        say(village, people[3], "judgement", yes=False)
        say(village, people[3], "course", yes=False)
        asked = Asked(PERSON, TODAY, village.unit)
        found = all_of(judge(rule(Said("judgement"), Said("course")), asked).values())
        with connection.cursor() as cursor:
            cursor.execute(PLAIN, [village.unit.pk])
            assert cursor.fetchone() == (found.yes, found.no, found.unknown) == (2, 1, 3)
        p1, p2 = found.rates("2026.1", "TN")
        assert (p1.percent, p1.coverage, p1.rule) == (Decimal("33.3"), Decimal("50.0"), "2026.1")
        assert (p2.numerator, p2.base) == (1, 2), "of those who count, who entered alone"
        assert all_of(judge(rule(Said("judgement"), Said("course"), join=ALL), asked).values()).yes == 0
        assert all_of(judge(rule(Said("judgement"), trained=True), asked).values()).yes == 0

    def test_a_past_day_is_judged_by_what_was_known_then(self, village: Village) -> None:
        publish_requirements()
        with clock_at(TODAY - timedelta(days=20)) as clock:
            learner = make_learner(village.unit)
            recognise(learner, village.body, village.signer, village.officer, day=clock.today)
        asked = Asked(PERSON, TODAY - timedelta(days=10), village.unit)
        before = judge(rule(Said("judgement")), asked)
        SkillJudgement.objects.create(
            learner=learner, kind="judgement", yes=True, day=TODAY - timedelta(days=15), by=village.officer
        )
        assert judge(rule(Said("judgement")), asked) == before
        assert all_of(judge(rule(Said("judgement")), Asked(PERSON, TODAY, village.unit)).values()).yes == 1

    def test_a_past_day_is_not_judged_by_requirements_published_later(self, village: Village) -> None:
        with clock_at(TODAY - timedelta(days=20)) as clock:
            publish_requirements()
            learner, first = make_learner(village.unit), RequirementSet.objects.get(framework="tt02_2025")
            recognise(learner, village.body, village.signer, village.officer, day=clock.today)
            about = {
                "learner": learner,
                "kind": "officer",
                "rule_id": "seen",
                "competence": "1.1",
                "by": village.officer,
            }
            SkillEvidence.objects.create(requirement_set=first, level=3, day=clock.today, recorded_at=clock(), **about)
        asked = [Asked(PERSON, TODAY - timedelta(days=days), village.unit) for days in (20, 10, 0)]
        by = rule(Level(first.key, None, ("1.1",)))
        before = [all_of(judge(by, one).values()).yes for one in asked]
        assert before == [1, 1, 1]
        first.pk, first.version, first.digest = None, "later", "0" * 64
        first.save()
        assert [all_of(judge(by, one).values()).yes for one in asked] == before, "today it is still being read"
        tomorrow = Asked(PERSON, TODAY + timedelta(days=1), village.unit)
        assert all_of(judge(by, tomorrow).values()).unknown == 1, "from the next day on it is the one that is asked"

    def test_points_are_those_of_the_decision(self, village: Village) -> None:
        publish_requirements()
        recognise(make_learner(village.unit), village.body, village.signer, village.officer, day=TODAY)
        found = all_of(judge(rule(Points(PERSON, "B1", Decimal(5))), Asked(PERSON, TODAY, village.unit)).values())
        assert (found.yes, found.unknown) == (0, 1), "the line has no points of B1: not known, not no"
        rate = found.rates("v", "")[0]
        assert (rate.percent, rate.why_none) == (None, "nobody_known"), "no data is not zero per cent"


@pytest.mark.usefixtures("all_seeing")
class TestPublishing:
    def test_published_once_by_the_province_and_dated(self, village: Village) -> None:
        province, admin = village.unit.parent, make_admin(village.unit.parent)
        row = publish(province, rule(Said("judgement")), "KH 5", admin)
        assert rule_of(village.unit, TODAY) == row
        assert rule_of(village.unit, TODAY - timedelta(days=1)) is None
        assert said_by(row).conditions == (Said("judgement"),)
        for wrong, field in (({"since": TODAY - timedelta(days=1), "version": "2"}, "valid_from"), ({}, "version")):
            with pytest.raises(Incomplete) as refused:
                publish(province, rule(Said("course"), **wrong), "KH 5", admin)
            assert refused.value.field == field
        with pytest.raises(NotYours):
            publish(province, rule(Said("course"), version="3"), "KH 5", make_admin(village.unit))
        with pytest.raises(DatabaseError), transaction.atomic():
            PlaceRule.objects.update(text="")

    def test_the_screen_tries_before_it_publishes(self, village: Village, monkeypatch) -> None:
        publish_requirements()
        learner = make_learner(village.unit)
        recognise(learner, village.body, village.signer, village.officer, day=TODAY)
        say(village, learner, "judgement")
        province = village.unit.parent
        admin = signed_in(make_admin(province))
        here = reverse("recognition:place_rule", args=[province.versions.get().code])
        assert (
            admin.post(here, {"join": "any", "version": "1", "document": "x", "valid_from": "1/1/2026"}).status_code
            == 422
        )
        ticked = {
            "judgement": "on", "join": "any", "version": "2026.1",
            "valid_from": TODAY.strftime("%d/%m/%Y"), "document": "KH 5/KH-UBND",
        }  # fmt: skip
        tried = admin.post(
            here, ticked | {"act": "try", "version": "", "document": ""}
        )  # neither is there before it is chosen
        assert tried.status_code == 200
        assert "1 trên 1, chưa rõ 0" in tried.text
        assert not PlaceRule.objects.exists()
        assert admin.post(here, ticked | {"act": "publish"}).status_code == 302
        assert "Phiên bản này đã công bố" in admin.post(here, ticked | {"act": "publish"}).text
        page = (
            signed_in(village.officer).get(reverse("recognition:place", args=[village.unit.versions.get().code])).text
        )
        assert "cách tính 2026.1 của tỉnh" in page
        code, by_hand = village.unit.versions.get().code, "/api/so-lieu/v1/places/{}/rates"
        said = signed_in(village.officer).get(by_hand.format(code)).json()["rates"][0]
        assert (said["numerator"], said["base"], said["percent"]) == (1, 1, "100.0"), (
            "the interface says what the page says"
        )
        public = Client().get(by_hand.format(code)).json()["rates"]
        assert [(one["numerator"], one["why"]) for one in public[:2]] == [(None, "not_published")] * 2
        place = reverse("recognition:place", args=[code])
        assert "chưa có cách tính" not in Client().get(place).text
        other = Village("Hồ Sen", province)  # there nobody was spoken of
        recognise(make_learner(other.unit), other.body, other.signer, other.officer, day=TODAY)
        there = other.unit.versions.get().code
        unknown = signed_in(other.officer).get(reverse("recognition:place", args=[there])).text
        assert ("chưa có dữ liệu về ai trong 1 người" in unknown, "xem số của từng xã" in unknown) == (True, False)
        assert signed_in(other.officer).get(by_hand.format(there)).json()["rates"][0]["why"] == "nobody_known"
        monkeypatch.setattr(p1, "MOST_JUDGED", 0)
        assert "xem số của từng xã" in signed_in(village.officer).get(place).text
        assert known_of(village.unit, TODAY.year, TODAY).has_rule
        assert signed_in(village.officer).get(here).status_code == 403
