"""The administrator's pages: sentences, filters, the JSON behind, the evidence that came of it, judging again."""

import re
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from learning_records.models import Statement
from learning_records.public import VERBS, make_credential, portal_credential, record, void
from portal.audit.models import Entry
from portal.pages import records_views
from portal.pages.records import as_text, from_text
from portal.people.models import LearnerAlias, Residence
from portal.people.public import everyone
from recognition.criteria.match import Matcher, Unreadable
from recognition.models import Parked
from recognition.public import catch_up
from tests.builders.people import make_admin, make_commune, make_learner
from tests.builders.recognition import WHY, citizen_set, small_set, statement, store
from tests.builders.statements import make_statement
from tests.visible_english import english_in

pytestmark = pytest.mark.django_db
PAGE = "/quan-ly/ban-ghi/"


@pytest.fixture
def admin(db) -> Client:
    client = Client()
    client.force_login(make_admin())
    return client


@pytest.fixture
def hoa():
    return make_learner(make_commune())


def shown(client: Client, **asked: str) -> list[UUID]:
    """The statements in the list, as their addresses tell."""
    text = client.get(PAGE, asked).text
    return [UUID(one) for one in re.findall(r'href="/quan-ly/ban-ghi/([0-9a-f-]{36})/"', text)]


def test_a_page_of_sentences_in_vietnamese_whose_and_who_brought_it(admin, hoa) -> None:
    (made,) = store(statement(hoa.pk, result={"score": {"scaled": 0.8}}))
    page = admin.get(PAGE).text
    assert "đã học xong “Một bài”, điểm 80%" in page
    assert f"?nguoi={hoa.reference}" in page
    assert "Cổng này" in page
    assert str(hoa.pk) not in page
    assert shown(admin) == [made]


def test_filters_by_person_verb_activity_day_and_key(admin, hoa) -> None:
    activity = uuid4()
    first, second, third = store(
        statement(hoa.pk, activity=activity), statement(hoa.pk, "answered"), statement(uuid4(), activity=activity)
    )
    (foreign,) = [one.statement_id for one in record([make_statement(7)], _key("cu"))]
    iri = Statement.objects.get(statement_id=first).activity.iri
    assert shown(admin) == [foreign, third, second, first]
    assert shown(admin, nguoi=hoa.reference) == [second, first]
    assert shown(admin, viec=VERBS["answered"]) == [second]
    assert shown(admin, bai=iri) == [third, first]
    assert shown(admin, bai=iri, nguoi=hoa.reference) == [first]
    assert shown(admin, khoa="key:cu") == [foreign]
    today = date.fromisoformat(admin.get(PAGE).context["rows"][0]["s"].stored.astimezone().date().isoformat())
    Statement.objects.filter(statement_id=first).update(stored="2020-01-01T00:00:00Z")
    assert shown(admin, den="2020-01-01") == [first]
    assert first not in shown(admin, tu="2020-01-02", den=today.replace(year=today.year + 1).isoformat())


def _key(name: str):
    return make_credential("Hệ thống cũ", ["statements/write"], key=name)[0]


def test_a_joined_person_s_old_id_counts(admin, hoa) -> None:
    alias = uuid4()
    with everyone(WHY):
        LearnerAlias.objects.create(learner=hoa, alias=alias, joined_by=hoa.user)
    old, new = store(statement(alias), statement(hoa.pk))
    assert shown(admin, nguoi=hoa.reference) == [new, old]
    assert admin.get(PAGE).text.count(f"?nguoi={hoa.reference}") == 2


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"nguoi": "khong-co"}, "Không có ai mang mã tham chiếu này."),
        ({"tu": "2026-03-02", "den": "2026-03-01"}, "Ngày cuối ở trước ngày đầu."),
        ({"viec": "x"}, "viec"),
        ({"tu": "hôm qua"}, "tu"),
    ],
)
def test_a_wrong_filter_is_told_and_shows_no_record(admin, hoa, asked: dict, said: str) -> None:
    store(statement(hoa.pk))
    answer = admin.get(PAGE, asked)
    assert answer.status_code == 422
    assert said in answer.text
    assert shown(admin, **asked) == []


def test_pages_go_on_with_the_same_filters(admin, hoa, monkeypatch) -> None:
    monkeypatch.setattr(records_views, "PAGE", 2)
    made = store(*[statement(hoa.pk) for _number in range(5)])
    store(statement(uuid4()))
    found, address = [], f"{PAGE}?nguoi={hoa.reference}"
    for _page in range(5):
        text = admin.get(address).text
        found += [UUID(one) for one in re.findall(r'href="/quan-ly/ban-ghi/([0-9a-f-]{36})/"', text)]
        onward = re.search(r'rel="next" href="(\?[^"]+)"', text)
        if onward is None:
            break
        address = PAGE + onward[1].replace("&amp;", "&")
    assert found == made[::-1]


@pytest.mark.parametrize("text", ["", "x", "1", "1.2.3", "9" * 17 + ".1", "-5.0", "1.-1"])
def test_a_place_is_read_back_or_is_the_newest(admin, text: str) -> None:
    place = from_text(text)
    assert place is None or as_text(place) == text
    assert admin.get(PAGE, {"truoc": text}).status_code == 200


def test_taken_back_is_marked_and_can_be_asked_for(admin, hoa) -> None:
    gone, kept = store(statement(hoa.pk), statement(hoa.pk))
    void(gone, portal_credential())
    assert shown(admin, loai="huy") == [gone]
    assert "Đã hủy" in admin.get(PAGE, {"loai": "huy"}).text
    assert "không còn được tính" in admin.get(reverse("pages:record", args=[gone])).text
    assert "không còn được tính" not in admin.get(reverse("pages:record", args=[kept])).text


def test_a_record_taken_back_says_by_whom_and_leads_there(admin, hoa) -> None:
    (gone,) = store(statement(hoa.pk))
    keeper = make_credential("Sở Giáo dục", ["statements/write", "statements/void"])[0]
    teacher = {"objectType": "Agent", "account": {"homePage": "https://so.vn", "name": "gv-12"}}
    voids = {"verb": {"id": VERBS["voided"]}, "object": {"objectType": "StatementRef", "id": str(gone)}}
    voider = record([make_statement(actor=teacher, **voids)], keeper)[0].statement_id
    page = admin.get(reverse("pages:record", args=[gone])).text
    for words in ("Sở Giáo dục", "gv-12", reverse("pages:record", args=[voider])):
        assert words in page
    assert reverse("pages:record", args=[gone]) in admin.get(reverse("pages:record", args=[voider])).text
    # Who is somebody of ours stands there by reference, never by the id of their records.
    (second,) = store(statement(hoa.pk))
    voids["object"] = {"objectType": "StatementRef", "id": str(second)}
    record([make_statement(actor=statement(hoa.pk)["actor"], **voids)], portal_credential())
    page = admin.get(reverse("pages:record", args=[second])).text.partition("<details")[0]
    assert f"Người thực hiện: {hoa.reference}" in page
    assert str(hoa.pk) not in page
    assert [word for word in english_in(page) if "-" not in word] == []


def test_a_voiding_without_effect_says_so(admin, hoa) -> None:
    said, other = statement(hoa.pk), make_credential("Nơi khác", ["statements/write"])[0]
    early = void(UUID(said["id"]), other).statement_id
    assert "chưa được gửi đến" in admin.get(reverse("pages:record", args=[early])).text
    store(said)
    page = admin.get(reverse("pages:record", args=[early])).text
    assert "không có hiệu lực" in page
    assert reverse("pages:record", args=[UUID(said["id"])]) in page
    assert "không còn được tính" not in admin.get(reverse("pages:record", args=[UUID(said["id"])])).text
    assert shown(admin, loai="huy") == []


def test_one_record_shows_the_evidence_and_a_part_of_a_long_json(admin, hoa) -> None:
    citizen_set()
    small_set()
    said = statement(hoa.pk)
    said["object"]["definition"]["description"] = {"vi": "dài " * 2000 + "cuối cùng"}
    (made,) = store(said)
    catch_up()
    page = admin.get(reverse("pages:record", args=[made])).text
    assert 'A1: Mỗi bài đã học xong được 1 điểm, nhiều nhất 8 điểm. <span class="soft">Nhỏ 1' in page
    assert '<details class="why" id="json">' in page
    assert "cuối cùng" not in page
    whole = admin.get(reverse("pages:record", args=[made]), {"day-du": "1"}).text
    assert "cuối cùng" in whole
    (row,) = admin.get(PAGE).context["rows"]
    assert "A1" in row["indicators"]
    assert f"Minh chứng cho {', '.join(row['indicators'])}" in admin.get(PAGE).text


def test_evidence_of_somebody_out_of_scope_is_not_shown(admin, hoa) -> None:
    small_set()
    (made,) = store(statement(hoa.pk))
    catch_up()
    with everyone(WHY):
        Residence.objects.filter(learner=hoa).delete()
    page = admin.get(reverse("pages:record", args=[made])).text
    assert "theo cách tính" not in page
    assert hoa.reference not in page


def test_what_was_put_aside_is_shown_with_its_reason_and_judged_again(admin, hoa, monkeypatch) -> None:
    small_set()
    fine, broken = store(statement(hoa.pk, "answered"), statement(hoa.pk))
    match = Matcher.match

    def refuse(self, said: dict):
        if said["id"] == str(broken):
            raise Unreadable("thử một lỗi")
        return match(self, said)

    monkeypatch.setattr(Matcher, "match", refuse)
    catch_up()
    assert shown(admin, loai="de-rieng") == [broken]
    assert "thử một lỗi" in admin.get(PAGE, {"loai": "de-rieng"}).text
    address, again = reverse("pages:record", args=[broken]), reverse("pages:record_again", args=[broken])
    assert "thử một lỗi" in admin.get(address).text
    assert again not in admin.get(reverse("pages:record", args=[fine])).text

    assert "vẫn chưa xét được" in admin.post(again, follow=True).text
    assert Parked.objects.get().tries == 2
    monkeypatch.setattr(Matcher, "match", match)
    assert admin.get(again).url == address
    page = admin.post(again, follow=True).text
    assert "Bản ghi đã được xét." in page
    assert "A1: Mỗi bài đã học xong được" in page
    assert shown(admin, loai="de-rieng") == []
    told = Entry.objects.filter(act="statement.judged_again").order_by("pk").values_list("subject", "details")
    assert list(told) == [(f"statement:{broken}", {"solved": False}), (f"statement:{broken}", {"solved": True})]
    admin.post(again)
    assert Entry.objects.filter(act="statement.judged_again").count() == 2


def test_only_an_administrator_of_the_whole_portal(hoa) -> None:
    (made,) = store(statement(hoa.pk))
    inside = [PAGE, reverse("pages:record", args=[made])]
    for user in (make_admin(make_commune("Khác", "Sen Xanh")), hoa.user):
        client = Client()
        client.force_login(user)
        assert [client.get(path).status_code for path in inside] == [403, 403]
        assert client.post(inside[1] + "xet-lai/").status_code == 403
    assert [Client().get(path).status_code for path in inside] == [302, 302]


def test_an_unknown_record_is_not_there(admin) -> None:
    assert admin.get(reverse("pages:record", args=[uuid4()])).status_code == 404
    assert admin.post(reverse("pages:record_again", args=[uuid4()])).status_code == 404


def test_statements_of_others_in_every_shape_have_a_sentence(admin) -> None:
    agent = {"objectType": "Agent", "mbox": "mailto:a@b.vn", "name": "Cô Ba"}
    group = {"objectType": "Group", "member": [agent]}
    inside = {"objectType": "SubStatement", "actor": agent, "verb": {"id": "https://a.vn/v"}, "object": agent}
    shapes = [
        make_statement(1, actor=group),
        make_statement(2, object=agent),
        make_statement(3, object=inside),
        make_statement(4, object={"objectType": "StatementRef", "id": str(uuid4())}),
        make_statement(5, object={"id": "https://a.vn/no-name"}, verb={"id": "https://a.vn/v"}),
    ]
    made = [one.statement_id for one in record(shapes, _key("la"))]
    assert shown(admin) == made[::-1]
    page = admin.get(PAGE).text
    assert "đã học xong “Cô Ba”" in page
    assert "https://a.vn/v “https://a.vn/no-name”" in page
    for one in made:
        assert admin.get(reverse("pages:record", args=[one])).status_code == 200
