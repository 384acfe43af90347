"""People at the turning points of recognition, made in the site's own database: `python -m tests.browser.citizen_cases`.

Prints, as JSON, who signs in with what (as `run.json` does), and addresses. One commune a story:

- year two: recognised in last year's campaign, which is closed; this year's takes registrations and cases;
- asked: the officer asked for more, and the days for handing in are over;
- moved: handed in here, lives in a commune of the same province now;
- alone: nothing is begun;
- signing: two people are proposed, and their signer is there.
"""

import json
import os
from datetime import date, timedelta


def main() -> None:
    """Makes them and says who they are."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    import django

    django.setup()
    from portal.people.models import Role

    province = Role.objects.filter(kind="officer").order_by("pk").first().unit.parent
    print(
        json.dumps(
            {**_year_two(province), **_asked(province), **_moved(province), **_alone(province), **_signing(province)}
        )
    )


def _village(name: str, province, **days):
    """A commune whose people have roles from its first day on."""
    from portal.people.models import Role
    from recognition.models import Campaign
    from tests.builders.cases import Village

    made = Village(name, province)
    Role.objects.filter(unit=made.unit).update(valid_from=made.unit.valid_from)
    Campaign.objects.filter(pk=made.campaign.pk).update(**days)
    made.campaign.refresh_from_db()
    return made


def _signs_in(user) -> dict[str, str]:
    from portal.people.sign_in import sign_in_name
    from tests.builders.people import PASSWORD

    return {"username": sign_in_name(user), "password": PASSWORD}


def _year_two(province) -> dict:
    from django.utils import timezone

    from portal.demo import clock, papers
    from portal.people.public import everyone
    from recognition.assessment import marking
    from recognition.cases import closing, submission
    from recognition.decisions import signing
    from recognition.evidence.uploads import hand_in
    from tests.builders.cases import CODES, WHY, make_campaign
    from tests.builders.people import make_admin, make_learner

    today = timezone.localdate()
    year = today.year - 1
    days = (date(year, 8, 1), date(year, 11, 30), date(year, 12, 31))
    last = dict(zip(("submission_from", "submission_to", "assessment_to"), days, strict=True), year=year)
    village = _village("Đồng Sen", province, **last)
    with everyone(WHY):
        with clock.at(clock.moment(date(year, 9, 1))):
            learner = make_learner(village.unit, "Nguyễn Thị Hoa")
            paper = {"kind_id": "library-card", "indicators": ["A1"], "title": "Thẻ thư viện xã"}
            photo = papers.photo("Thẻ thư viện", "Thư viện xã Đồng Sen.")
            hand_in(learner, **paper, on=date(year, 8, 20), file=photo, by=learner.user)
            case = submission.draft_for(learner, learner.user)
            submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
            case = submission.submit(case, learner.user)
        with clock.at(clock.moment(date(year, 12, 18))):
            marking.confirm(case, village.officer, marks=dict.fromkeys(CODES, (8, "Đã xem giấy tờ gốc")))
            signing.sign(
                type(case).objects.filter(pk=case.pk), village.body, "07/QĐ-UBND", date(year, 12, 18), village.signer
            )
        with clock.at(clock.moment(date(year, 12, 31))):
            closing.close(village.campaign, "Hết đợt.", by=make_admin(village.unit))
    make_campaign(
        village.unit,
        evidence_from=date(today.year, 1, 1),
        registration_from=today - timedelta(days=3),
        registration_to=today + timedelta(days=10),
    )
    return {"year_two": _signs_in(learner.user)}


def _asked(province) -> dict:
    from django.utils import timezone

    from portal.people.public import everyone
    from recognition.assessment import marking
    from tests.builders.cases import WHY

    today = timezone.localdate()
    village = _village("Đồng Bưởi", province)
    case = village.submitted("Trần Thị Lúa")
    words = "Giấy xác nhận của trưởng thôn bị mờ. Bác chụp lại giúp, nhớ để cả con dấu vào ảnh."
    with everyone(WHY):
        marking.ask_for_more(case, words, village.officer)
    type(village.campaign).objects.filter(pk=village.campaign.pk).update(submission_to=today - timedelta(days=1))
    return {"asked": _signs_in(case.learner.user), "asked_officer": _signs_in(village.officer)}


def _alone(province) -> dict:
    from tests.builders.people import make_learner

    village = _village("Đồng Quýt", province)
    return {"alone": _signs_in(make_learner(village.unit, "Đào Thị Mận").user)}


def _signing(province) -> dict:
    village = _village("Đồng Chanh", province)
    for name in ("Bùi Thị Khế", "Đinh Văn Na"):
        village.confirmed(name)
    return {"signing": _signs_in(village.signer)}


def _moved(province) -> dict:
    from django.utils import timezone

    from portal.people.models import Residence
    from portal.people.public import everyone, move
    from tests.builders.cases import WHY

    here, there = _village("Đồng Mít", province), _village("Đồng Trăng", province)
    case = here.submitted("Lê Thị Cói")
    with everyone(WHY):
        Residence.objects.filter(learner=case.learner).update(valid_from=timezone.localdate() - timedelta(days=9))
        move(case.learner, there.unit, by=case.learner.user)
    return {
        "moved": _signs_in(case.learner.user),
        "old_officer": _signs_in(here.officer),
        "new_officer": _signs_in(there.officer),
        "moved_case": {"path": f"/can-bo/ho-so/{case.pk}/"},
    }


if __name__ == "__main__":
    main()
