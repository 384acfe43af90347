"""The inspector's way from a number to a record, by clicks alone; and who looked at which paper."""

import re
from datetime import date

import orjson
import pytest
from django.test import Client
from django.utils import timezone

from learning_records.public import find, portal_credential, record
from portal.audit.models import Entry
from portal.people.public import acting_as, everyone
from recognition.assessment import marking
from recognition.cases import submission
from recognition.decisions import signing
from recognition.evidence.uploads import hand_in
from recognition.models import Case, CriteriaSet, DecisionLine, Evidence, SubmittedItem
from tests.builders.cases import CODES, EIGHTS, WHY, Village
from tests.builders.people import make_learner, make_province, make_user, signed_in
from tests.builders.recognition import statement
from tests.scopes.world import photo

NAME = "Khổng Văn Kín"


@pytest.fixture
def village(db, settings, tmp_path) -> Village:
    settings.MEDIA_ROOT = tmp_path
    return Village()


def _case(village: Village) -> Case:
    """A case with one record and one photo, handed in."""
    learner, rows = make_learner(village.unit, NAME), CriteriaSet.objects.get()
    with everyone(WHY):
        said = statement(learner.pk)
        record([said], portal_credential())
        Evidence.objects.create(
            learner=learner, kind="automatic", title_key="cong_dan_hoc_tap", criteria_set=rows, rule_id="lessons",
            indicators=["A1"], happened_at=timezone.now(), statement_id=said["id"], act="completed lesson",
            title="Một bài",
        )  # fmt: skip
    with acting_as(learner.user):
        hand_in(
            learner, kind_id="reading-log", indicators=["A1"], title="Sổ đọc", on=date(2026, 3, 1), file=photo(),
            by=learner.user,
        )  # fmt: skip
        case = submission.draft_for(learner, learner.user)
        submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
        return submission.submit(case, learner.user)


@pytest.fixture
def line(village: Village) -> DecisionLine:
    case = _case(village)
    with everyone(WHY):
        confirmed = marking.confirm(case, village.officer, marks=EIGHTS)
        decision = signing.sign([confirmed], village.body, "77", timezone.localdate(), village.signer)
        return decision.lines.get()


def _status(browser: Client, address: str) -> int:
    """The status of an answer that is read to its end, so that a file is closed."""
    answer = browser.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)  # closes the file too
    return answer.status_code


def _links(browser: Client, address: str) -> list[str]:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return re.findall(r'href="([^"#]+)"', answer.content.decode())


def _click(browser: Client, address: str, part: str) -> str:
    """The first link of a page that leads to such an address; relative ones are made whole."""
    found = next(one for one in _links(browser, address) if part in one)
    return address.split("?")[0] + found if found.startswith("?") else found


def test_from_a_number_to_the_record_as_it_is_stored(village: Village, line: DecisionLine) -> None:
    browser = signed_in(make_user("inspector", unit=village.unit))
    code = village.unit.versions.get().code
    people = _click(browser, f"/so-lieu/{code}/", "/giu-danh-hieu/")
    one = _click(browser, people, "/thanh-tra/dong/")
    text = browser.get(one).content.decode()
    assert all(said in text for said in ("77", NAME, line.set_digest))
    assert "Công dân học tập 2022.1" in text
    case = _click(browser, one, "/thanh-tra/ho-so/")
    shown = browser.get(case).content.decode()
    for page in (text, shown):
        assert not re.search(r">[^<]*cong_dan_hoc_tap", page), "no keys are read"
    assert all(said in shown for said in ("Đã xem giấy tờ gốc", "Một bài", "Sổ đọc"))
    there = _click(browser, case, "/ban-ghi/")
    assert "Một bài" in browser.get(there).content.decode()
    raw = browser.get(_click(browser, there, "?nguyen-van"))
    with everyone(WHY):
        kept = find(SubmittedItem.objects.get(statement_id__isnull=False).statement_id)
    assert raw.content == kept.text.encode()
    assert orjson.loads(raw.content)["id"] == str(kept.statement_id)
    rules = _click(browser, one, "/bo-tieu-chi/")
    assert line.set_digest in browser.get(rules).content.decode()


def test_who_looked_at_a_paper_stands_in_the_log_once_a_day(village: Village, line: DecisionLine) -> None:
    inspector = make_user("inspector", unit=village.unit)
    browser = signed_in(inspector)
    paper = _click(browser, f"/thanh-tra/ho-so/{line.case_id}/", "/giay/")
    for _time in range(3):
        assert _status(browser, paper) == 200
    seen = Entry.objects.filter(act="paper.viewed")
    with everyone(WHY):
        item = SubmittedItem.objects.get(upload__isnull=False)
    assert [(one.subject, one.actor) for one in seen.all()] == [(f"item:{item.pk}", inspector.public_id)]
    assert _status(signed_in(village.signer), paper) == 200
    assert seen.count() == 2
    log = browser.get(f"/quan-ly/nhat-ky/?loai=item&so={item.pk}").content.decode()
    assert log.count("xem một giấy tờ") >= 2


def test_the_desk_and_the_counter_leave_their_trace_too(village: Village) -> None:
    case = _case(village)
    with everyone(WHY):
        item = SubmittedItem.objects.get(upload__isnull=False)
    seen = Entry.objects.filter(act="paper.viewed")
    assert _status(signed_in(village.officer), f"/can-bo/ho-so/{case.pk}/giay/{item.pk}/") == 200
    assert list(seen.values_list("subject", flat=True)) == [f"item:{item.pk}"]
    own = f"/cua-toi/minh-chung/{item.evidence_id}/tep/"
    assert _status(signed_in(case.learner.user), own) == 200
    assert seen.count() == 1  # one's own paper
    assert _status(signed_in(village.staff), own) == 200
    assert seen.filter(subject=f"evidence:{item.evidence_id}", actor=village.staff.public_id).count() == 1


def test_others_stay_outside(village: Village, line: DecisionLine) -> None:
    away = Village("Bến Sen", make_province("Sen Trắng"))
    addresses = [f"/thanh-tra/dong/{line.pk}/", f"/thanh-tra/ho-so/{line.case_id}/"]
    addresses += [one for one in _links(signed_in(village.signer), addresses[1]) if one.startswith("/thanh-tra/ho-so/")]
    assert len(addresses) > 3
    for address in addresses:
        assert _status(signed_in(make_user("inspector", unit=away.unit)), address) == 404
        assert _status(signed_in(village.staff), address) == 403


def test_a_draft_is_nobodys_to_inspect(village: Village) -> None:
    learner = make_learner(village.unit, NAME)
    with everyone(WHY):
        case = submission.draft_for(learner, learner.user)
    assert _status(signed_in(make_user("inspector", unit=village.unit)), f"/thanh-tra/ho-so/{case.pk}/") == 404


def test_an_inspector_changes_nothing(village: Village, line: DecisionLine) -> None:
    browser = signed_in(make_user("inspector", unit=village.unit))
    for address in ("/ky/", "/can-bo/", "/quay/", "/quan-ly/dot-xet/", "/quan-ly/vai-tro/"):
        assert _status(browser, address) in (403, 404), address
    assert browser.post(f"/thanh-tra/ho-so/{line.case_id}/").status_code == 405
