"""The administrators' pages of criteria sets, as they are used: from a wrong file to a published version."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from portal.audit.public import Entry
from portal.people.public import everyone
from recognition.cases.campaigns import set_of
from recognition.models import Campaign, CriteriaSet, Projection, SetDraft, Trial
from recognition.public import publish_shipped
from recognition.sets.publishing import publish
from recognition.tasks import count_trials
from tests.builders.cases import CODES, Village
from tests.builders.changed_set import TEXT, changed, rows
from tests.builders.pages import site_with_courses
from tests.builders.past_campaign import past_year
from tests.builders.people import make_admin, make_commune, make_officer, make_signer, make_staff, signed_in

LIST = "/quan-ly/bo-tieu-chi/"
NEW = f"{LIST}moi/"


@pytest.fixture
def admin(db):
    site_with_courses()
    return make_admin()


@pytest.fixture
def client(admin):
    return signed_in(admin)


def sent(text: str, name: str = "bo.yaml", **more) -> dict:
    return {"file": SimpleUploadedFile(name, text.encode()), "text": "", **more}


def typed(text: str, **more) -> dict:
    return {"text": text, "cases": "", **more}


def test_the_list_shows_every_title_with_its_versions(client):
    publish_shipped()
    page = client.get(LIST).content.decode()
    assert "Công dân học tập" in page
    assert "đang áp dụng" in page
    assert "chưa chấm được" in page
    row = CriteriaSet.objects.get(key="cong_dan_hoc_tap")
    one = client.get(f"{LIST}{row.pk}/").content.decode()
    assert "Phiên bản 2022.1" in one
    file = client.get(f"{LIST}{row.pk}/tep/")
    assert file.content.decode() == Path("recognition/criteria/sets/cong_dan_hoc_tap-2022.1.yaml").read_text("utf-8")
    assert "attachment" in file["Content-Disposition"]


def test_a_wrong_file_is_kept_and_told_by_line_then_corrected_then_published(client, admin):
    wrong = TEXT.replace("cap: 3}", "cap: 30}").replace("maximum: 10,", "maximum: mười,")
    made = client.post(NEW, sent(wrong))
    draft = SetDraft.objects.get()
    assert (made.url, draft.text, draft.key) == (f"{LIST}nhap/{draft.pk}/", wrong, "")
    page = client.get(made.url)
    assert [(one.line, words[:12]) for one, words in page.context["wrong"]] == [
        (wrong[: wrong.index("maximum: mười")].count("\n") + 1, "- {code: A1,")
    ]
    assert "còn lỗi" in client.get(LIST).content.decode()
    assert client.get(f"{made.url}cong-bo/").url == made.url  # nothing to publish yet
    assert client.post(f"{made.url}cong-bo/", {"sure": "yes", "seen": "1"}).status_code == 302
    assert client.post(made.url, typed(TEXT, seen=draft.version)).status_code == 302
    page = client.get(made.url)
    assert (page.context["wrong"], page.context["last"], page.context["untried"]) == ([], None, False)
    draft.refresh_from_db()
    publish = f"{made.url}cong-bo/"
    assert client.post(publish, {"seen": draft.version}).status_code == 422  # not ticked
    assert client.post(publish, {"sure": "yes", "seen": draft.version - 1}).status_code == 422  # an old page
    assert not CriteriaSet.objects.exists()
    done = client.post(publish, {"sure": "yes", "seen": draft.version})
    row = CriteriaSet.objects.get()
    assert (done.url, row.text, row.published_by) == (f"{LIST}{row.pk}/", TEXT, admin)
    assert client.post(publish, {"sure": "yes", "seen": draft.version}).url == done.url  # pressed twice
    assert client.get(made.url).url == done.url
    assert client.post(made.url, typed("x", seen=draft.version)).url == done.url  # never changes afterwards
    acts = Entry.objects.values_list("act", flat=True)
    assert {"set_draft.kept", "set_draft.published", "criteria.published"} <= set(acts)


def test_a_published_set_is_refused_every_change_by_the_database(client):
    publish_shipped("cong_dan_hoc_tap")
    for act in (
        lambda: CriteriaSet.objects.update(text="x"),
        lambda: CriteriaSet.objects.update(valid_to=timezone.localdate()),
        lambda: Projection.objects.all().delete() and CriteriaSet.objects.all().delete(),
    ):
        with everyone("a test tries it"), pytest.raises(DatabaseError), transaction.atomic():
            act()
    CriteriaSet.objects.update(judged=False)  # whether it is judged still is no part of what it says


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (lambda: sent(""), "file"),
        (lambda: {"text": "", "file": SimpleUploadedFile("a.yaml", b"\xff\xfe\xfa")}, "file"),
        (lambda: {"text": "", "file": SimpleUploadedFile("a.yaml", b"a\0b")}, "file"),
        (lambda: sent("x" * 200_001), "file"),
        (lambda: typed("   "), "file"),
    ],
)
def test_what_cannot_be_kept_is_told_at_its_field(client, data, field):
    page = client.post(NEW, data() | {"cases": "cases: []"})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert "cases: []" in page.content.decode()  # what was typed beside it stays
    assert not SetDraft.objects.exists()


def test_two_tabs_lose_nothing(client, admin):
    first = client.post(NEW, typed(TEXT)).url
    client.post(first, typed(TEXT + "# một\n", seen=1))
    stale = client.post(first, typed(TEXT + "# hai\n", seen=1))
    assert stale.status_code == 422
    assert "# hai" in stale.context["form"]["text"].value()
    assert "# một" in stale.content.decode()
    assert client.post(first, typed(TEXT + "# hai\n", seen=stale.context["form"]["seen"].value())).status_code == 302
    assert SetDraft.objects.get().text.endswith("# hai\n")


def test_golden_cases_have_to_hold(client):
    cases = "cases: [{name: thử, expect: {points: {A1: 1}}}]"
    address = client.post(NEW, sent(TEXT, cases_file=SimpleUploadedFile("c.yaml", cases.encode()))).url
    page = client.get(address)
    assert "thử" in page.context["wrong"][0][0].entry
    assert client.get(f"{address}cong-bo/").status_code == 302
    draft = SetDraft.objects.get()
    assert (
        client.post(address, typed(TEXT, cases=cases.replace("A1: 1", "A1: 0"), seen=draft.version)).status_code == 302
    )
    assert client.get(address).context["wrong"] == []


def test_what_differs_stands_side_by_side_with_words(client):
    past_year(list(rows(1)))
    page = client.get(client.post(NEW, typed(changed())).url)
    found = page.context["compared"]
    assert (found.added, found.removed, found.changed) == (0, 0, 3)
    sides = {
        (row.name, line.label): (line.before, line.after)
        for part in found.parts
        for row in part.rows
        for line in row.lines
    }
    assert sides["", "mốc điểm (xã bình thường)"] == ("12.5", "11")
    assert sides["", "điểm sàn"] == ("4", "4.5")
    assert sides["a1-lessons", "điểm mỗi bước"] == ("0.25", "0.5")
    assert sides["whole", "tính nhiều nhất mấy giấy"] == ("12", "5")
    text = page.content.decode()
    assert "<del>12.5</del>" in text
    assert "<ins>11</ins>" in text
    later = changed().replace("valid_from: null", "valid_from: 2027-01-01")
    assert "<ins>01/01/2027</ins>" in client.get(client.post(NEW, typed(later)).url).text, "a day as people write it"
    other = changed().replace("id: a1-lessons", "id: a1-all")
    names = client.get(client.post(NEW, typed(other)).url).content.decode()
    assert ">thêm<" in names.replace("</svg>", "")
    assert ">bỏ<" in names.replace("</svg>", "")


def test_a_version_that_is_published_with_other_content_is_told_with_its_line(client):
    past_year(list(rows(1)))
    page = client.get(client.post(NEW, typed(changed().replace('version: "2"', 'version: "1"'))).url)
    ((one, words),) = page.context["wrong"]
    assert (one.line, words) == (3, 'version: "1"')
    assert "đã công bố" in one.text


def test_tried_on_last_year_before_it_is_published(client):
    past_year(list(rows(60)))
    address = client.post(NEW, typed(changed())).url
    draft = SetDraft.objects.get()
    publish = f"{address}cong-bo/"
    assert client.get(publish).context["untried"]
    assert client.post(publish, {"sure": "yes", "seen": draft.version}).status_code == 422
    assert CriteriaSet.objects.count() == 1
    begun = client.post(f"{address}thu/", {"year": "2025"}).url
    waits = client.get(begun).content.decode()
    assert "Đang tính" in waits
    assert "data-moving" in waits
    assert client.post(f"{address}thu/", {"year": "2025"}).url == begun
    count_trials()
    counted = client.get(begun)
    assert "data-moving" not in counted.content.decode()
    total, trial = counted.context["all"], Trial.objects.get()
    with everyone("a test looks at everything"):
        changes = list(trial.changes.all())
    assert (total.people, total.gains + total.loses) == (60, len(changes))
    named = [name for name, _people in counted.context["groups"]]
    assert not {"N1", "N2"} & set(named), "groups of people stand there by name"
    unit = trial.counts.first().unit_id
    place = client.get(f"{begun}{unit}/")
    assert sum(count.people for _name, count in place.context["groups"]) > 0
    for change in changes:
        case = client.get(f"{begun}ho-so/{change.pk}/")
        assert case.context["outcome"].change == change.change
        assert case.context["outcome"].after.total == change.after
    assert client.post(publish, {"sure": "yes", "seen": draft.version}).status_code == 302
    assert CriteriaSet.objects.get(version="2").text == changed()


def test_changed_after_the_trial_it_is_tried_again(client):
    past_year(list(rows(20)))
    address = client.post(NEW, typed(changed())).url
    client.post(f"{address}thu/", {"year": "2025"})
    count_trials()
    assert not client.get(address).context["untried"]
    client.post(address, typed(changed().replace("value: 11,", "value: 11.5,"), seen=1))
    assert client.get(address).context["untried"]


@pytest.mark.parametrize("year", ["", "x", "1999", "99999999999"])
def test_a_year_without_cases_is_refused_with_words(client, year):
    past_year(list(rows(2)))
    page = client.post(f"{client.post(NEW, typed(changed())).url}thu/", {"year": year})
    assert page.status_code == 422
    assert not Trial.objects.exists()


def test_a_draft_is_dropped_and_shown_no_longer(client):
    address = client.post(NEW, typed("key: dở dang")).url
    assert client.post(f"{address}bo/").url == LIST
    assert "dở dang" not in client.get(LIST).content.decode()
    assert client.post(address, typed("khác", seen=1)).status_code == 422
    assert SetDraft.objects.get().text == "key: dở dang"


def test_people_who_hand_in_keep_their_version(client):
    village = Village()
    village.submitted()
    old = village.campaign
    old.refresh_from_db()
    assert old.criteria_set is not None  # the first case settled it
    other = Village("Đồng Trăng")  # a campaign that has begun, without a case yet
    text = CriteriaSet.objects.get().text
    text = text.replace('version: "2022.1"', 'version: "2027"').replace("proposes: 4}", "proposes: 3}")
    assert "2027" in text
    draft = client.post(NEW, typed(text)).url
    client.post(f"{draft}thu/", {"year": str(timezone.localdate().year)})
    count_trials()
    seen = SetDraft.objects.get().version
    assert client.post(f"{draft}cong-bo/", {"sure": "yes", "seen": seen}).status_code == 302
    new = CriteriaSet.objects.get(version="2027")
    for campaign in Campaign.objects.all():
        assert campaign.criteria_set.version == "2022.1"
    case = other.submitted("Trần Văn Hai")
    assert case.submission.criteria_set.version == "2022.1"
    assert set(case.submission.self_points) == set(CODES)
    assert new.pk != case.submission.criteria_set_id
    assert Entry.objects.get(act="criteria.published", subject=f"criteria:{new.key}:2027").details[
        "campaigns_kept"
    ] == [other.campaign.pk]


def test_a_version_that_becomes_valid_later_changes_nobody_in_between(db):
    village = Village()
    day = timezone.localdate()
    text = CriteriaSet.objects.get().text.replace('version: "2022.1"', 'version: "2027"')
    Campaign.objects.update(submission_from=day + timedelta(days=1))  # begins after it is published
    start = f"valid_from: {day + timedelta(days=2):%Y-%m-%d}"
    text = text.replace(next(line for line in text.splitlines() if line.startswith("valid_from")), start)
    publish(text, "x.yaml")
    campaign = Campaign.objects.get(pk=village.campaign.pk)
    assert campaign.criteria_set is None
    Campaign.objects.update(submission_from=day - timedelta(days=1))
    assert set_of(Campaign.objects.get(pk=village.campaign.pk)).version == "2022.1"


@pytest.mark.parametrize("make", [make_staff, make_officer, make_signer])
def test_other_officials_are_sent_away(admin, make):
    client = signed_in(make(make_commune()))
    for address in (LIST, NEW, f"{LIST}1/", f"{LIST}nhap/1/", f"{LIST}thu/1/"):
        assert client.get(address).status_code == 403
        assert client.post(address, typed(TEXT)).status_code in (403, 405)
    assert not SetDraft.objects.exists()


def test_an_administrator_of_a_commune_reads_and_changes_nothing(admin):
    publish_shipped("cong_dan_hoc_tap")
    chief = signed_in(admin)
    draft = chief.post(NEW, typed(TEXT)).url
    client = signed_in(make_admin(make_commune()))
    assert client.get(LIST).status_code == 200
    assert "Làm phiên bản mới" not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{CriteriaSet.objects.get().pk}/").status_code == 200
    for address in (NEW, draft, f"{draft}thu/", f"{draft}cong-bo/"):
        assert client.get(address).status_code == 403
        assert client.post(address, typed(TEXT) | {"sure": "yes", "seen": 1}).status_code == 403
    assert client.post(f"{draft}bo/").status_code == 403
    assert CriteriaSet.objects.count() == 1


def test_many_versions_cost_few_questions(client, django_assert_max_num_queries):
    publish_shipped()
    client.get(LIST)
    with django_assert_max_num_queries(45):
        client.get(LIST)
