"""The screen of the log: sentences for every act of the code, filters, nobody beyond the own units, no name of a citizen."""

import ast
import re
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from portal.audit.public import append, head
from portal.pages.log.sentences import SENTENCES, said_of
from portal.people.public import everyone
from recognition.cases.lifecycle import TABLE
from recognition.figures.entering import KINDS
from recognition.models import Certificate, Transfer
from tests.builders.cases import WHY, Village
from tests.builders.people import make_admin, make_province, make_user, signed_in

LOG = "/quan-ly/nhat-ky/"
ROOMS = ("portal", "content", "learning_records", "recognition", "search")


def _acts(tree: ast.Module) -> set[str]:
    """The acts that a module writes as plain text, itself or through a function of its own that appends."""
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        said = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if name == "append" and len(node.args) > 1:
            said = said[:1]
        elif not name.startswith("_"):
            continue
        found |= {one for one in said if re.fullmatch(r"[a-z_]+\.[a-z_]+", one) and not one.endswith((".typ", ".html"))}
    return found


# Acts that the code puts together, and what may stand in them; one that stands here nowhere is named by the test below.
PUT_TOGETHER = {
    "case.{act}": list(TABLE),
    "transfer.{state}": [one for one in Transfer.State.values if one != Transfer.State.ASKED],
    "certificate.{state}": [Certificate.State.REVOKED, Certificate.State.ANNULLED],
    "draft.{act}": ["words_changed", "list_changed", "dropped"],
    "figures.{kind}_entered": list(KINDS),
    "figures.{kind}_taken_back": list(KINDS),
    "forwarding.{act}": ["made", "changed", "paused", "resumed", "tried", "begun_again"],
    "intake.{state}": ["reading", "waiting", "done", "broken"],
}


def test_every_act_that_is_put_together_has_its_sentences():
    patterns = set()
    for room in ROOMS:
        for path in Path(room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            if "append(" in text and "portal.audit" in text:
                calls = [one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.Call) and len(one.args) > 1]
                said = [one.args[0] for one in calls if getattr(one.func, "id", "") == "append"]
                patterns |= {ast.unparse(one)[2:-1] for one in said if isinstance(one, ast.JoinedStr)}
    assert patterns == set(PUT_TOGETHER)
    names = {re.sub(r"{.*}", word, pattern) for pattern, words in PUT_TOGETHER.items() for word in words}
    assert sorted(names - set(SENTENCES)) == []


def _noted_for_others(tree: ast.Module, text: str) -> set[str]:
    """The functions of a module that append an act which their callers name: their first argument is `act`."""
    if "append(act, " not in text:
        return set()
    functions = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]
    return {one.name for one in functions if one.args.args and one.args.args[0].arg == "act"}


def test_every_act_of_the_code_has_a_sentence():
    acts, texts, noting = set(), [], set()
    for room in ROOMS:
        for path in Path(room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            if "append(" in text and "portal.audit" in text:
                tree = ast.parse(text)
                acts |= _acts(tree)
                noting |= _noted_for_others(tree, text)
            texts.append(text)
    for text in texts:
        if any(f"{name}(" in text for name in noting):
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in noting:
                    acts |= {node.args[0].value} if isinstance(node.args[0], ast.Constant) else set()
    assert "second_factor.added" in acts
    assert len(acts) > 80
    assert sorted(acts - set(SENTENCES)) == []


@pytest.mark.parametrize("act", SENTENCES)
def test_every_sentence_is_vietnamese(act):
    with override("en"):
        english = said_of(act, {})
    with override("vi"):
        assert said_of(act, {}) != english


def test_details_without_personal_data_are_told():
    with override("vi"):
        assert said_of("decision.signed", {"number": "01/QĐ-UBND", "people": ["x"]}) == (
            "ghi nhận quyết định đã ký (số 01/QĐ-UBND)"
        )
        assert said_of("thing.unknown", {}) == "đã làm: thing.unknown"


@pytest.fixture
def places(db) -> tuple[Village, Village]:
    return Village(), Village("Bến Sen", make_province("Sen Trắng"))


def _get(user, query: str = ""):
    return signed_in(user).get(LOG + query)


def test_everybody_else_stays_outside(places):
    here, _there = places
    for user in (here.officer, here.signer, here.staff):
        assert _get(user).status_code == 403
    answer = signed_in(make_user()).post(LOG + "kiem-tra/")
    assert answer.status_code == 403


def test_an_inspector_reads_what_is_about_the_own_units(places):
    here, there = places
    case, other = here.submitted("Khổng Văn Kín"), there.submitted("Tống Thị Xa")
    inspector = make_user("inspector", unit=here.unit)
    text = _get(inspector).content.decode()
    assert f"/thanh-tra/ho-so/{case.pk}/" in text
    assert f"/thanh-tra/ho-so/{other.pk}/" not in text
    assert "Khổng Văn Kín" not in text
    assert "Một người dân" in text
    everything = _get(make_admin()).content.decode()
    assert f"/thanh-tra/ho-so/{other.pk}/" in everything


def test_filters_by_act_subject_person_and_day(places):
    here, _there = places
    case, second = here.confirmed("Khổng Văn Kín"), here.submitted("Tống Thị Xa")
    keeper = make_admin()
    with everyone(WHY):
        reference = case.learner.reference

    def shown(query: str) -> str:
        return _get(keeper, query).content.decode()

    assert f"/ho-so/{second.pk}/" not in shown("?viec=case.confirm")
    assert f"/ho-so/{case.pk}/" in shown("?viec=case.confirm")
    assert "xác nhận hồ sơ đủ điểm" in shown(f"?loai=case&so={case.pk}")
    assert f"/ho-so/{second.pk}/" not in shown(f"?loai=case&so={case.pk}")
    assert f"/ho-so/{case.pk}/" in shown(f"?nguoi={reference}")
    assert f"/ho-so/{second.pk}/" not in shown(f"?nguoi={reference}")
    assert "Không có mục nào phù hợp" in shown("?den=2020-01-01")
    assert f"/ho-so/{case.pk}/" in shown(f"?ai={here.officer.public_id}")


@pytest.mark.parametrize(
    "query", ["?so=17", "?loai=case", "?nguoi=khong-co", "?tu=2026-02-02&den=2026-01-01", "?ai=x", "?viec=x"]
)
def test_a_wrong_question_is_named(places, query):
    answer = _get(make_admin(), query)
    assert answer.status_code == 422


def test_more_entries_ask_no_more(places):
    here, _there = places
    inspector = make_user("inspector", unit=here.unit)
    browser = signed_in(inspector)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as told:
            assert browser.get(LOG).status_code == 200
        return len(told)

    here.submitted()
    asked()
    few = asked()
    with transaction.atomic():
        for number in range(40):
            append("campaign.changed", f"campaign:{here.campaign.pk}", by=here.officer, details={"year": number})
    assert asked() <= few + 2
    assert "truoc=" in browser.get(LOG).content.decode()


def test_the_chain_is_checked_by_a_press(places):
    keeper = make_admin()
    head()
    browser = signed_in(keeper)
    assert "chưa được kiểm tra đến hết" in browser.get(LOG).content.decode()
    told = browser.post(reverse("pages:log_check"), follow=True).content.decode()
    assert "không mục nào bị sửa hay xóa" in told
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER audit_entry_append_only ON audit_entry")
        cursor.execute("UPDATE audit_entry SET act = 'x' WHERE position = 1")
    told = browser.post(reverse("pages:log_check"), follow=True).content.decode()
    assert "bị đứt ở mục 1" in told
