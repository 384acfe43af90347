"""Another sheet of the same line: each field of the sheet can be corrected, the decision and its line stay as they were."""

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.audit.models import Entry
from portal.people.public import everyone
from recognition.certificates.about import about_of
from recognition.certificates.checking import check
from recognition.certificates.register import supersede_with
from recognition.certificates.words import words_of
from recognition.decisions import signing
from recognition.models import Certificate
from recognition.refusals import Incomplete, WrongState
from tests.builders.cases import WHY, Village
from tests.builders.people import signed_in

FIELDS = [
    ("name", "  Lê Thị   Đào Mai ", "Lê Thị Đào Mai"),
    ("call", "ông", "ông"),
    ("born", "1990", 1990),
    ("home", "thôn Thượng, xã Đồng Sen", "thôn Thượng, xã Đồng Sen"),
]


@pytest.fixture
def held(village: Village) -> Certificate:
    with everyone(WHY):
        decision = signing.sign(
            [village.confirmed("Lê Thị Đào")], village.body, "128", timezone.localdate(), village.signer
        )
        return decision.lines.get().certificates.get()


@pytest.mark.usefixtures("all_seeing")
@pytest.mark.parametrize(("field", "typed", "printed"), FIELDS)
def test_each_field_can_be_corrected(village: Village, held: Certificate, field: str, typed: str, printed) -> None:
    before = about_of(held)
    new = supersede_with(held, village.signer, "In sai", {field: typed})
    after = about_of(new)
    assert getattr(after, field) == printed
    assert {one: getattr(after, one) for one in before.__dict__ if one != field} == {
        one: getattr(before, one) for one in before.__dict__ if one != field
    }
    assert str(printed) in str(words_of(new))
    assert words_of(new).replaces == held.register_code
    assert (new.line, new.line.decision.lines.count()) == (held.line, 1)
    said = Entry.objects.get(act="certificate.superseded").details
    assert said["fields"] == [field]
    assert "Lê Thị Đào" not in str(said)
    old = check(held.token)
    assert old is not None
    assert (old.verdict, old.standing.last, old.name) == ("replaced", new, before.name)
    assert new.code != held.code
    with pytest.raises(WrongState):
        supersede_with(held, village.signer, "Lần nữa", {field: typed})


@pytest.mark.usefixtures("all_seeing")
@pytest.mark.parametrize(
    ("changes", "field"),
    [({}, "name"), ({"name": " "}, "name"), ({"name": "Lê Thị Đào"}, "name"), ({"name": "x" * 151}, "name"), 
     ({"call": "ngài"}, "call"),
     ({"born": "84"}, "born"), ({"born": "1700"}, "born"), ({"born": "２０００"}, "born"), ({"home": "x" * 201}, "home")],
)  # fmt: skip
def test_what_no_sheet_can_say(village: Village, held: Certificate, changes, field: str) -> None:
    with pytest.raises(Incomplete) as refused:
        supersede_with(held, village.signer, "In sai", changes)
    assert refused.value.field == field
    with pytest.raises(Incomplete) as refused:
        supersede_with(held, village.signer, " ", {"name": "Lê Thị Mai"})
    assert refused.value.field == "reason"
    assert Certificate.objects.count() == 1
    with pytest.raises(ValueError, match="title"):
        supersede_with(held, village.signer, "In sai", {"title": "Khác"})


def test_the_page(village: Village, held: Certificate) -> None:
    here, client = reverse("recognition:certificate_supersede", args=[held.token]), signed_in(village.signer)
    assert "xã Đồng Sen" in client.get(here).text
    sent = {"name": "Lê Thị Đào", "call": "bà", "born": "84", "home": "thôn Hạ, xã Đồng Sen", "reason": "In sai"}
    lost = client.post(here, sent)
    assert lost.status_code == 422
    for typed in ("thôn Hạ, xã Đồng Sen", 'value="84"', "In sai"):
        assert typed in lost.text
    made = client.post(here, sent | {"born": "1984"})
    assert made.status_code == 302
    with everyone(WHY):
        new = Certificate.objects.get(state="valid")
        assert (words_of(new).to, words_of(new).about) == ("Công nhận bà", "sinh năm 1984; nơi ở: thôn Hạ, xã Đồng Sen")
    assert client.post(here, sent | {"born": "1984"}).status_code == 422, "pressed twice"
    assert signed_in(village.officer).get(here).status_code in (302, 403, 404)
