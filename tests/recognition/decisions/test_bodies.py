"""Bodies that decide: one row for life, names and signers with days, short codes that no other body has."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.audit.public import Entry
from portal.people.public import everyone
from recognition.certificates.bodies import FIELDS, as_on, change_body, open_body
from recognition.decisions import signing
from recognition.decisions.draft_views import deputies_on
from recognition.models import Certificate, IssuingBody, IssuingBodyChange
from recognition.refusals import Incomplete, NotYours
from tests.builders.cases import WHY, Village
from tests.builders.pages import site_with_courses
from tests.builders.people import make_admin, make_commune, make_officer, make_province, make_signer, make_staff

LIST = "/quan-ly/co-quan/"
TYPED = {
    "unit": "dong sen",
    "kind": "peoples_committee",
    "name": "Ủy ban nhân dân xã Đồng Sen",
    "place_name": "Đồng Sen",
    "short_code": "ĐS",
    "signer_title": "Chủ tịch",
    "signer_name": "Trần Văn Bình",
    "begin": "1/7/2025",
}


@pytest.fixture
def commune(db):
    site_with_courses()
    return make_commune(province=make_province())


def _client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _values(body, **changes):
    return {name: getattr(body, name) for name in FIELDS} | changes


def test_a_new_signer_signs_from_that_day_and_numbers_go_on(db):
    village, today = Village(), timezone.localdate()
    first = village.confirmed()
    with everyone(WHY):
        signing.sign([first], village.body, "1", today, village.signer)
        values = _values(village.body, short_code="ĐSM", signer_name="Lê Thị Na", signer_title="Phó Chủ tịch")
        IssuingBodyChange.objects.create(body=village.body, valid_from=today, by=make_admin(village.unit), **values)
        decision = signing.sign([village.confirmed("Người Hai")], village.body, "2", today, village.signer)
        codes = [row.register_code for row in Certificate.objects.order_by("pk")]
    assert (decision.signer_name, decision.signer_title) == ("Lê Thị Na", "Phó Chủ tịch")
    assert codes == [f"ĐS-{today.year}-0001", f"ĐSM-{today.year}-0002"]
    assert as_on(village.body, today - timedelta(days=1)).signer_name == "Trần Văn Bình"


def test_changes_only_go_forward_and_say_something(db):
    village, today = Village(), timezone.localdate()
    admin = make_admin(village.unit)
    assert change_body(village.body, today, _values(village.body), by=admin) is None
    assert change_body(village.body, today, _values(village.body, name="Tên mới"), by=admin)
    assert change_body(village.body, today, _values(village.body, name="Tên mới"), by=admin) is None  # pressed twice
    for day in (today, today - timedelta(days=9)):
        with pytest.raises(Incomplete) as refused:
            change_body(village.body, day, _values(village.body, name="Tên khác"), by=admin)
        assert refused.value.field == "begin"
    assert Entry.objects.filter(act="body.changed").count() == 1


def test_no_two_bodies_share_a_code_and_nobody_acts_elsewhere(db):
    village, other = Village(), make_commune("Đồng Trăng")
    admin, begin = make_admin(other), timezone.localdate()
    with pytest.raises(Incomplete) as refused:
        open_body(other, "agency", begin, _values(village.body, short_code="đs"), by=admin)
    assert refused.value.field == "short_code"
    with pytest.raises(NotYours):
        change_body(village.body, begin, _values(village.body, name="Khác"), by=admin)
    assert IssuingBody.objects.count() == 1


def test_a_body_is_made_once_on_its_page_and_changed_there(commune):
    client = _client(make_admin(commune))
    assert client.get(LIST).status_code == 200
    for _press in range(2):
        assert client.post(f"{LIST}moi/", TYPED).url == LIST
    row = IssuingBody.objects.get()
    later = TYPED | {"signer_name": "Lê Thị Na", "begin": f"{timezone.localdate():%d/%m/%Y}"}
    assert client.post(f"{LIST}{row.pk}/", later).status_code == 302
    assert "Lê Thị Na" in client.get(LIST).content.decode()
    assert "Trần Văn Bình" in client.get(f"{LIST}{row.pk}/").content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unit": "Đồng Trăng"}, "unit"),
        ({"name": ""}, "name"),
        ({"short_code": "Đ S"}, "short_code"),
        ({"short_code": ""}, "short_code"),
        ({"begin": "hôm nay"}, "begin"),
        ({"kind": "king"}, "kind"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(commune, changes, field):
    make_commune("Đồng Trăng", "Khác")
    page = _client(make_admin(commune)).post(f"{LIST}moi/", TYPED | changes)
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert "Trần Văn Bình" in page.content.decode()
    assert not IssuingBody.objects.exists()


def test_bodies_of_other_places_are_not_there(commune):
    far = Village("Đồng Trăng").body
    client = _client(make_admin(commune))
    assert far.signer_name not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{far.pk}/").status_code == client.post(f"{LIST}{far.pk}/", TYPED).status_code == 404


@pytest.mark.parametrize("make", [make_staff, make_officer, make_signer])
def test_only_administrators_enter(commune, make):
    client = _client(make(commune))
    assert client.get(LIST).status_code == client.post(f"{LIST}moi/", TYPED).status_code == 403


def test_a_deputy_signs_for_the_head_from_a_day_on_until_ended(commune):
    client = _client(make_admin(commune))
    client.post(f"{LIST}moi/", TYPED)
    row = IssuingBody.objects.get()
    here, typed = (
        f"{LIST}{row.pk}/",
        {"act": "deputy", "name": "Lê Thị Na", "office": "Phó Chủ tịch", "since": "1/7/2025"},
    )
    for _press in range(2):
        assert client.post(here, typed).status_code == 302
    deputy = row.deputies.get()
    assert (deputy.name, deputy.valid_to) == ("Lê Thị Na", None)
    assert client.post(here, typed | {"name": ""}).status_code == 422
    assert client.post(here, typed | {"since": "1/7/2099"}).context["deputy"].errors["since"]
    assert [one.pk for one in deputies_on(row, timezone.localdate())] == [deputy.pk]
    assert client.post(here, {"act": f"end-{deputy.pk}"}).status_code == 302
    deputy.refresh_from_db()
    assert deputy.valid_to == timezone.localdate()
    assert deputies_on(row, timezone.localdate() + timedelta(days=1)) == []
    assert client.post(here, {"act": "end-999"}).status_code == 404


def test_what_papers_say_of_a_body_is_kept_with_its_day(commune):
    client = _client(make_admin(commune))
    client.post(f"{LIST}moi/", TYPED | {"collective": "Ban Chấp hành", "symbol": "QĐ-HKH"})
    row = IssuingBody.objects.get()
    assert (row.collective, row.symbol, row.superior) == ("Ban Chấp hành", "QĐ-HKH", "")
    assert client.post(f"{LIST}moi/", TYPED | {"symbol": "QĐ UBND"}).context["form"].errors["symbol"]
