"""Residential groups: lists as people have them, read back before anything is added."""

import pytest
from django.test import Client
from django.utils import timezone

from portal.audit.public import Entry
from portal.places.groups import read_lines
from portal.places.models import Centre, ResidentialGroup
from tests.builders.moving import end_into
from tests.builders.pages import site_with_courses
from tests.builders.people import make_admin, make_commune, make_province

GROUPS = "/quan-ly/thon-to/"


@pytest.fixture
def commune(db):
    site_with_courses()
    return make_commune(province=make_province())


def _client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Thôn Đông", "Thôn Đông"),
        ("  thôn   Đông ", "thôn Đông"),
        ("1. Thôn Đông", "Thôn Đông"),
        ("12) Tổ dân phố 3", "Tổ dân phố 3"),
        ("1\tThôn Đông\t245 hộ", "Thôn Đông"),
        ("- Thôn Đông;", "Thôn Đông"),
        ("• Thôn Đông", "Thôn Đông"),
        ("Tổ 7", "Tổ 7"),
        ("5", "5"),
    ],
)
def test_a_line_gives_its_name(line, name):
    assert [(one.name, one.state) for one in read_lines(line, [])] == [(name, "new")]


def test_doubles_and_what_is_there_and_no_name_are_told_by_line():
    text = "Thôn Đông\n\nthôn  đông\nThôn Đoài\n---\n" + "x" * 101
    told = [(one.number, one.state) for one in read_lines(text, ["THÔN ĐOÀI"])]
    assert told == [(1, "new"), (3, "double"), (4, "there"), (5, "wrong"), (6, "wrong")]
    assert [one.state for one in read_lines("Thôn Đong\nThôn Đông", [])] == ["new", "new"]  # marks make another name


def test_read_back_then_added_once(commune):
    client = _client(make_admin(commune))
    typed = {"unit": "Xã Đồng Sen", "names": "1. Thôn Đông\n2. Thôn Đoài\n3. Thôn Đông"}
    blind = client.post(GROUPS, typed | {"act": "save"})
    assert (blind.status_code, ResidentialGroup.objects.count()) == (200, 0)
    save = typed | {"act": "save", "looked": blind.context["looked"]}
    changed = client.post(GROUPS, save | {"names": "Thôn Nam"})  # another list than the one read back
    assert (changed.status_code, ResidentialGroup.objects.count()) == (200, 0)
    assert client.post(GROUPS, save).status_code == 302
    assert client.post(GROUPS, save).status_code == 200  # pressed twice: all are there already
    assert sorted(ResidentialGroup.objects.values_list("name", flat=True)) == ["Thôn Đoài", "Thôn Đông"]
    assert Entry.objects.filter(act="groups.added").count() == 1


def test_who_administers_everywhere_begins_where_the_only_centres_are(commune):
    for name in ("Trung tâm một", "Trung tâm hai"):
        Centre.objects.create(unit=commune, name=name)
    client = _client(make_admin())
    assert client.get(GROUPS).context["unit"] == commune
    Centre.objects.create(unit=make_commune("Đồng Lúa", commune.parent), name="Trung tâm ba")
    assert client.get(GROUPS).context["unit"] is None  # two communes: which one is asked


def test_one_bad_line_adds_nothing(commune):
    client = _client(make_admin(commune))
    page = client.post(GROUPS, {"unit": "Xã Đồng Sen", "names": "Thôn Đông\n---", "act": "save"})
    page = client.post(
        GROUPS,
        {"unit": "Xã Đồng Sen", "names": "Thôn Đông\n---", "act": "save", "looked": page.context["looked"]},
    )
    assert (page.status_code, ResidentialGroup.objects.count()) == (422, 0)
    assert "Thôn Đông" in page.content.decode()


def test_ended_and_added_again_on_one_day(commune):
    client = _client(make_admin(commune))
    typed = {"unit": "Xã Đồng Sen", "names": "Thôn Đông", "act": "save"}
    typed["looked"] = client.post(GROUPS, typed).context["looked"]
    client.post(GROUPS, typed)
    row = ResidentialGroup.objects.get()
    for _press in range(2):
        client.post(f"{GROUPS}{row.pk}/het/")
    assert list(client.get(GROUPS).context["rows"]) == []
    assert client.post(GROUPS, typed).status_code == 302
    assert list(client.get(GROUPS).context["rows"]) == [row]
    assert Entry.objects.filter(act="group.ended").count() == 1


def test_groups_of_other_places_are_neither_shown_nor_touched(commune):
    far = make_commune("Đồng Trăng", "Khác")
    row = ResidentialGroup.objects.create(unit=far, name="Thôn Xa", valid_from="2025-07-01")
    client = _client(make_admin(commune))
    assert "Thôn Xa" not in client.get(f"{GROUPS}?xa=Đồng Trăng").content.decode()
    page = client.post(GROUPS, {"unit": "Đồng Trăng", "names": "Thôn Mới", "act": "save"})
    assert list(page.context["form"].errors) == ["unit"]
    assert client.post(f"{GROUPS}{row.pk}/het/").status_code == 404
    assert ResidentialGroup.objects.get().valid_to is None


def test_a_group_of_a_commune_that_has_ended_meanwhile_is_no_error(commune):
    group = ResidentialGroup.objects.create(unit=commune, name="Thôn Đông", valid_from=commune.valid_from)
    administrator = make_admin()
    end_into(commune, make_commune("Khác", commune.parent), by=administrator, on=timezone.localdate())
    assert _client(administrator).post(f"{GROUPS}{group.pk}/het/").status_code == 302
