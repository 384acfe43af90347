"""The administrators' pages of campaigns, as they are used."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.people.public import everyone
from recognition.models import Campaign, CampaignExtension, CaseEvent
from recognition.sets import publishing
from tests.builders.cases import WHY, Village
from tests.builders.pages import site_with_courses
from tests.builders.people import make_admin, make_commune, make_officer, make_province, make_signer, make_staff

LIST = "/quan-ly/dot-xet/"


@pytest.fixture
def commune(db):
    site_with_courses()
    publishing.publish_shipped("cong_dan_hoc_tap")
    return make_commune(province=make_province())


def _client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _typed(**changes) -> dict:
    return {
        "unit": "dong sen",
        "title_key": "cong_dan_hoc_tap",
        "year": "2026",
        "submission_from": "2/3/2026",
        "submission_to": "ngày 30 tháng 6 năm 2026",
        "assessment_to": "30.9.26",
        **changes,
    }


def _again(client, page, typed, address=f"{LIST}moi/"):
    """Presses the second button of a page that was looked at."""
    seen = page.context["form"]["seen"].value() or ""
    return client.post(address, typed | {"act": "save", "warned": page.context["warned"], "seen": seen})


def test_first_look_then_made(commune):
    client = _client(make_admin(commune))
    assert "chưa có đợt xét nào" in client.get(LIST).content.decode()
    looked = client.post(f"{LIST}moi/", _typed())
    assert (looked.status_code, Campaign.objects.count(), looked.context["warnings"]) == (200, 0, [])
    assert "02/03/2026" in " ".join(looked.context["told"])
    made = _again(client, looked, _typed())
    assert _again(client, looked, _typed()).url == made.url  # the button pressed twice
    assert Campaign.objects.get().submission_to.isoformat() == "2026-06-30"
    assert "Xã Đồng Sen" in client.get(made.url).content.decode()
    assert "Xã Đồng Sen" in client.get(LIST).content.decode()


def test_warnings_are_read_before_anything_is_saved(commune):
    client = _client(make_admin(commune))
    typed = _typed(decision_to="1/9/2026")
    first = client.post(f"{LIST}moi/", typed | {"act": "save"})
    assert len(first.context["warnings"]) == 1
    changed = typed | {"council_from": "1/1/2026", "council_to": "2/9/2026"}
    second = _again(client, first, changed)  # another contradiction than the one that was read
    assert (len(second.context["warnings"]), Campaign.objects.count()) == (3, 0)
    assert _again(client, second, changed).status_code == 302


def test_for_ever_is_typed_as_the_last_day_of_the_calendar(commune):
    client = _client(make_admin(commune))
    typed = _typed(evidence_from="01/01/0001", evidence_to="31/12/9999", decision_to="31/12/9999")
    looked = client.post(f"{LIST}moi/", typed)
    assert looked.status_code == 200
    made = _again(client, looked, typed)
    assert client.get(made.url).status_code == client.get(LIST).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unit": "Đồng Trăng"}, "unit"),
        ({"unit": ""}, "unit"),
        ({"year": "hai nghìn"}, "year"),
        ({"year": "2050"}, "year"),
        ({"submission_from": "31/2/2026"}, "submission_from"),
        ({"submission_to": ""}, "submission_to"),
        ({"submission_to": "1/1/2026"}, "submission_to"),
        ({"assessment_to": "mai"}, "assessment_to"),
        ({"title_key": "vua"}, "title_key"),
        ({"criteria_set": "99999"}, "criteria_set"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_stays(commune, changes, field):
    make_commune("Đồng Trăng")
    client = _client(make_admin(commune))
    page = client.post(f"{LIST}moi/", _typed(**changes) | {"act": "save", "warned": "e3b0c44298fc"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert changes[field] in page.content.decode()
    assert "tháng 6 năm 2026" in page.content.decode() or field == "submission_to"
    assert not Campaign.objects.exists()


def test_changing_extending_and_an_old_page(db):
    village = Village()
    site_with_courses()
    village.submitted()
    row, admin = village.campaign, make_admin(village.unit)
    client, address = _client(admin), f"{LIST}{village.campaign.pk}/sua/"
    page = client.get(address)
    typed = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields if name != "warned"}
    typed = {name: f"{value:%d/%m/%Y}" if hasattr(value, "year") else value for name, value in typed.items()}
    later = timezone.localdate() + timedelta(days=45)
    typed["submission_to"] = f"{later:%d/%m/%Y}"
    looked = client.post(address, typed)
    assert list(_again(client, looked, typed, address).context["form"].errors) == ["reason"]
    typed["reason"] = "Lũ lụt"
    assert _again(client, client.post(address, typed), typed, address).status_code == 302
    assert CampaignExtension.objects.get().reason == "Lũ lụt"
    assert "Lũ lụt" in client.get(f"{LIST}{row.pk}/").content.decode()
    old = typed | dict.fromkeys(("council_from", "council_to"), f"{later:%d/%m/%Y}")
    warned = client.post(address, old).context["warned"]
    told = client.post(address, old | {"act": "save", "warned": warned})  # `seen` of the first page
    assert told.status_code == 422
    assert told.context["others"]
    row.refresh_from_db()
    assert row.council_to is None
    last = _again(client, told, old, address)
    assert last.status_code == 302, last.context["form"].errors  # read, and pressed again


def test_closing_asks_for_words_and_shows_that_it_is_closed(db):
    village = Village()
    site_with_courses()
    village.submitted()
    client, pk = _client(make_admin(village.unit)), village.campaign.pk
    refused = client.post(f"{LIST}{pk}/dong/", {"words": " "})
    assert refused.status_code == 422
    long = client.post(f"{LIST}{pk}/dong/", {"words": "Hẹn năm sau. " * 200})
    assert (long.status_code, "Hẹn năm sau. " * 200 in long.text) == (422, True)  # never cut in silence
    client.post(f"{LIST}{pk}/dong/", {"words": "Hẹn\x00 năm\r\nsau"})
    with everyone(WHY):
        assert CaseEvent.objects.get(act="end").message == "Hẹn năm\nsau"
    assert Campaign.objects.get().closed_at
    assert client.get(f"{LIST}{pk}/sua/").status_code == 302
    assert client.get(f"{LIST}{pk}/").status_code == client.get(LIST).status_code == 200


def test_campaigns_of_other_places_are_not_there(commune):
    far = Village("Đồng Trăng").campaign
    client = _client(make_admin(commune))
    assert "Đồng Trăng" not in client.get(LIST).content.decode()
    for address in ("", "sua/"):
        assert client.get(f"{LIST}{far.pk}/{address}").status_code == 404
    assert client.post(f"{LIST}{far.pk}/sua/", _typed()).status_code == 404
    assert client.post(f"{LIST}{far.pk}/dong/", {"words": "x"}).status_code == 404
    assert Campaign.objects.get().closed_at is None


@pytest.mark.parametrize("make", [make_staff, make_officer, make_signer])
def test_campaigns_are_made_by_administrators(commune, make):
    client = _client(make(commune))
    assert client.get(LIST).status_code == client.post(f"{LIST}moi/", _typed()).status_code == 403


def test_many_campaigns_cost_few_queries(commune, django_assert_max_num_queries):
    admin = make_admin()
    for year in range(2001, 2020):
        Campaign.objects.create(
            unit=commune,
            year=year,
            submission_from="2026-01-01",
            submission_to="2026-02-01",
            assessment_to="2026-03-01",
        )
    client = _client(admin)
    client.get(LIST)
    with django_assert_max_num_queries(18):
        assert len(client.get(LIST).context["running"]) == 19
