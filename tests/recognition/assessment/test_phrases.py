"""Reply phrases: whose one may insert, who may change which, what is bounded, and that nothing typed is lost."""

import pytest
from django.urls import reverse

from portal.people.models import Role
from recognition.assessment.phrases import kept
from recognition.models import ReplyPhrase
from recognition.refusals import Incomplete, NotYours, Refused
from tests.builders.cases import Village
from tests.builders.people import make_user, signed_in

LIST = "recognition:phrases"


@pytest.fixture
def admin(village: Village):
    return make_user("administrator", unit=village.unit)


def test_own_before_the_unit_s_before_the_portal_s_and_the_same_words_once(village: Village, admin) -> None:
    given = kept.portal_phrases()[0]
    kept.add(admin, "paper", "Giấy của thôn chưa đóng dấu.", unit=village.unit)
    kept.add(village.officer, "paper", "Ảnh chụp bị lóa.")
    kept.add(village.officer, given.kind, given.text)
    kept.add(village.second_officer, "paper", "Của người khác.")
    kept.add(make_user("officer", "administrator", unit=Village("Hạ Long").unit), "paper", "Của xã khác.")
    found = kept.phrases_for(village.officer, village.unit)
    assert [(one.text, one.whose) for one in found[:3]] == [
        ("Ảnh chụp bị lóa.", "own"), (given.text, "own"), ("Giấy của thôn chưa đóng dấu.", "unit")]  # fmt: skip
    assert {one.whose for one in found[3:]} == {"portal"}
    assert len(found) == 2 + 1 + len(kept.portal_phrases()) - 1
    assert not {"Của người khác.", "Của xã khác."} & {one.text for one in found}


def test_phrases_of_the_province_are_offered_in_its_communes(village: Village) -> None:
    above = village.unit.parent
    kept.add(make_user("administrator", unit=above), "points", "Theo hướng dẫn của tỉnh.", unit=above)
    assert "Theo hướng dẫn của tỉnh." in [one.text for one in kept.phrases_for(village.officer, village.unit)]


def test_number_and_length_are_bounded_and_only_the_owner_changes(village: Village, admin, monkeypatch) -> None:
    with pytest.raises(Incomplete, match="501"):
        kept.add(village.officer, "paper", "a" * 501)
    with pytest.raises(Incomplete):
        kept.add(village.officer, "paper", "   ")
    with pytest.raises(Incomplete):
        kept.add(village.officer, "no-such-kind", "Câu")
    with pytest.raises(NotYours):
        kept.add(village.officer, "paper", "Câu", unit=village.unit)
    row = kept.add(admin, "paper", "Câu của xã", unit=village.unit)
    for act in (
        lambda: kept.change(row, village.officer, "paper", "Khác", seen=row.text),
        lambda: kept.remove(row, village.officer),
    ):
        with pytest.raises(NotYours):
            act()
    monkeypatch.setattr(kept, "MOST", 2)
    kept.add(village.officer, "paper", "Một")
    kept.add(village.officer, "paper", "Hai")
    with pytest.raises(Refused, match="2"):
        kept.add(village.officer, "paper", "Ba")
    assert kept.add(village.officer, "paper", "Hai").text == "Hai", "the same again is no further one"


def test_a_change_never_covers_another_one_silently(village: Village, admin) -> None:
    row = kept.add(admin, "paper", "Cũ", unit=village.unit)
    second = make_user("administrator", unit=village.unit)
    kept.change(row, second, "paper", "Của người thứ hai", seen="Cũ")
    with pytest.raises(Refused, match="Của người thứ hai"):
        kept.change(row, admin, "paper", "Của tôi", seen="Cũ")
    row.refresh_from_db()
    assert row.text == "Của người thứ hai"
    other = kept.add(admin, "paper", "Đã có", unit=village.unit)
    with pytest.raises(Refused):
        kept.change(other, admin, "paper", "Của người thứ hai", seen="Đã có")


def test_the_pages_keep_what_was_typed_and_put_back_what_was_taken_away(village: Village) -> None:
    client = signed_in(village.officer)
    refused = client.post(reverse(LIST), {"kind": "paper", "text": "b" * 600})
    assert refused.status_code == 422
    assert "b" * 600 in refused.text
    assert "600" in refused.text
    assert client.post(reverse(LIST), {"kind": "paper", "text": "Ảnh mờ quá."}).status_code == 302
    row = ReplyPhrase.objects.get(owner=village.officer)
    here = reverse("recognition:phrase", args=[row.pk])
    assert here in client.get(reverse(LIST)).text
    assert client.post(here, {"kind": "points", "text": "Ảnh mờ, xin chụp lại.", "seen": row.text}).status_code == 302
    gone = client.post(here, {"act": "remove"})
    assert "Ảnh mờ, xin chụp lại.</textarea>" in gone.text
    assert not ReplyPhrase.objects.exists()
    assert signed_in(village.second_officer).get(here).status_code == 404


def test_an_administrator_keeps_those_of_the_unit_and_an_officer_reads_them(village: Village, admin) -> None:
    client = signed_in(admin)
    client.post(reverse(LIST), {"kind": "paper", "text": "Câu chung của xã.", "for": village.unit.pk})
    row = ReplyPhrase.objects.get(unit=village.unit)
    here = reverse("recognition:phrase", args=[row.pk])
    officer = signed_in(village.officer)
    page = officer.get(reverse(LIST)).text
    assert "Câu chung của xã." in page
    assert here not in page
    assert officer.get(here).status_code == 404
    assert officer.post(reverse(LIST), {"kind": "paper", "text": "Giả", "for": village.unit.pk}).status_code == 422
    Role.objects.create(user=village.officer, kind="administrator", unit=village.unit, valid_from="2025-07-01")
    assert officer.get(here).status_code == 200


def test_the_list_of_the_portal_says_whose_it_is(village: Village) -> None:
    page = signed_in(village.officer).get(reverse(LIST)).text
    assert "Cổng đề nghị" in page
    assert all(one.text in page for one in kept.portal_phrases())
