"""The council's pages: naming, meetings, votes, minutes as page and PDF, and who gets in."""

import io
import re
from datetime import time, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from portal.people.public import everyone
from portal.people.sign_in import sign_in_names
from recognition.council.forms import MeetingForm
from recognition.council.naming import Member, name_council
from recognition.criteria.score import Verdict
from recognition.models import AssessmentRules, Case, Council, Meeting, Vote
from tests.builders.cases import WHY, Village, make_campaign
from tests.builders.council import Hall
from tests.builders.people import make_user, signed_in


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def hall(village: Village) -> Hall:
    return Hall(village)


def test_an_administrator_names_the_council(hall: Hall) -> None:
    here = reverse("recognition:council_naming", args=[hall.village.campaign.pk])
    admin = signed_in(hall.admin)
    assert "Trần Văn Bình" in text(admin.get(here))
    chair = make_user()
    sent = {"number": "46/QĐ-UBND", "date": timezone.localdate().isoformat(), "body_name": "Ủy ban nhân dân xã",
            "place_name": "Đồng Sen", "name-0": "Lê Chủ Tọa", "account-0": sign_in_names([chair])[chair.pk],
            "name-1": "Lê Thư Ký", "name-2": "Lê Ủy Viên"}  # fmt: skip
    lost = admin.post(here, sent | {"account-0": "khong-co-ai"})
    assert lost.status_code == 422
    assert "Lê Ủy Viên" in text(lost)
    assert admin.post(here, sent).status_code == 302
    assert Council.objects.get(ended_at=None).members.count() == 3
    assert signed_in(hall.village.officer).get(here).status_code == 403


def test_the_whole_meeting(hall: Hall) -> None:
    case = hall.village.confirmed("Nguyễn Thị Mận")
    client = signed_in(hall.secretary)
    home = reverse("recognition:councils")
    assert client.get(home).status_code == 200
    assert (
        client.post(home, {"council": hall.council.pk, "day": "x", "begins": "8", "place": "Hội trường"}).status_code
        == 422
    )
    made = client.post(
        home,
        {
            "council": hall.council.pk,
            "day": timezone.localdate().isoformat(),
            "begins": "8:30",
            "place": "Hội trường xã",
        },
    )
    here = made["Location"]
    assert "Nguyễn Thị Mận" in text(client.get(here)), "as a candidate"
    assert client.post(here, {"act": "add"}).status_code == 422
    client.post(here, {"act": "add", "cases": case.pk})
    with everyone(WHY):
        row = Meeting.objects.get()
        names = {f"vote-{item}-{member}": "for" for item, member in hall.votes(row, *("for",) * 5)}
    lost = client.post(here, {"act": "close", "version": "1", "notes": "Không được mất", **names})
    assert lost.status_code == 409
    assert "Không được mất" in text(lost)
    kept = client.post(
        here, {"act": "save", "version": row.version, "notes": "Nghe báo cáo", **dict(list(names.items())[:4])}
    )
    assert kept.status_code == 302
    with everyone(WHY):
        row.refresh_from_db()
        assert Vote.objects.count() == 4
    missing = client.post(here, {"act": "close", "version": row.version, "notes": "Nghe báo cáo"})
    assert missing.status_code == 422
    with everyone(WHY):
        row.refresh_from_db()
    draft = client.get(reverse("recognition:minutes", args=[row.pk]))
    assert "Dự thảo" in text(draft)
    assert (
        client.post(here, {"act": "close", "version": row.version, "notes": "Nghe báo cáo", **names}).status_code == 302
    )
    with everyone(WHY):
        assert Case.objects.get(pk=case.pk).assessment.kind == "council"
    page = text(client.get(reverse("recognition:minutes", args=[row.pk])))
    for words in (
        "BIÊN BẢN",
        "Nguyễn Thị Mận",
        "45/QĐ-UBND",
        "8 giờ 30",
        "5/5 thành viên",
        "Đề nghị công nhận: 01 người",
    ):
        assert words in page
    assert client.post(here, {"act": "correct", "text": ""}).status_code == 422
    client.post(here, {"act": "correct", "text": "Họp lúc 9 giờ."})
    assert "Họp lúc 9 giờ." in text(client.get(reverse("recognition:minutes", args=[row.pk])))
    assert client.post(here, {"act": "save", "version": row.version, **names}).status_code == 409


def test_the_pdf_says_the_same_and_is_the_same_again(hall: Hall) -> None:
    meeting = hall.meeting(hall.village.confirmed("Nguyễn Thị Mận"))
    here = reverse("recognition:minutes_file", args=[meeting.pk])
    client = signed_in(hall.chair)
    first = client.get(here)
    assert first["Content-Type"] == "application/pdf"
    assert "Mận" not in first["Content-Disposition"]
    assert client.get(here).content == first.content
    read = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(first.content)).pages)
    for words in ("BIÊN BẢN", "Nguyễn Thị Mận", "Dự thảo", "Phạm Văn Viên", "cổng học tập cộng đồng đề nghị"):
        assert words in " ".join(read.split()), words


def test_who_gets_in(hall: Hall) -> None:
    case = hall.village.confirmed("Nguyễn Thị Mận")
    meeting = hall.meeting(case)
    pages = [reverse(f"recognition:{name}", args=[meeting.pk]) for name in ("meeting", "minutes", "minutes_file")]
    stranger = signed_in(make_user("officer", unit=hall.village.unit))
    for page in pages:
        assert stranger.get(page).status_code == 404
        assert signed_in(hall.member).get(page).status_code == 200
    assert stranger.get(reverse("recognition:councils")).status_code == 404
    member = signed_in(hall.member)
    assert member.post(pages[0], {"act": "close"}).status_code == 422
    assert 'name="act" value="close"' not in text(member.get(pages[0]))
    assert member.get(reverse("recognition:case", args=[case.pk])).status_code == 403


def test_members_find_their_way_and_nobody_else_is_led_there(hall: Hall) -> None:
    home = reverse("recognition:councils")
    member = signed_in(hall.member)
    assert member.get(reverse("pages:my_page"))["Location"] == home
    assert f'href="{home}"' in text(member.get(reverse("pages:letters")))
    assert f'href="{home}"' not in text(signed_in(hall.village.officer).get(reverse("pages:letters")))
    hall.named(number="47/QĐ-UBND", members=[
        Member("chair", "A", user=hall.chair), Member("secretary", "B"), Member("member", "C")
    ])  # fmt: skip
    assert f'href="{home}"' not in text(member.get(reverse("pages:letters"))), "no longer in office"


def test_kin_cannot_even_be_chosen(hall: Hall) -> None:
    case = hall.village.confirmed()
    with everyone(WHY):
        hall.council.members.filter(user=hall.member).update(user=case.learner.user)
        meeting = hall.meeting(case)
        item = meeting.items.get()
        near = hall.council.members.get(user=case.learner.user)
    page = text(signed_in(hall.secretary).get(reverse("recognition:meeting", args=[meeting.pk])))
    field = page[page.index(f'name="vote-{item.pk}-{near.pk}"') :].split("</select>")[0]
    assert 'value="for"' not in field
    assert 'value="excluded" selected' in field


def test_a_title_judged_by_targets_counts_targets_and_not_points(hall: Hall, monkeypatch) -> None:
    """The page, the minutes and their PDF name what was counted."""
    case = hall.village.confirmed("Nguyễn Thị Mận")
    with everyone(WHY):
        row = hall.meeting(case)
    here = reverse("recognition:meeting", args=[row.pk])
    minutes, paper = (reverse(f"recognition:{name}", args=[row.pk]) for name in ("minutes", "minutes_file"))
    client = signed_in(hall.secretary)
    assert "80 điểm" in text(client.get(here))
    assert 'data-th="Điểm"' in text(client.get(minutes))
    verdict = Verdict(Decimal(3), False, Decimal(4), (), Decimal(1), open=("X",))
    targets = SimpleNamespace(title="Cộng đồng học tập", scoring="all_targets_met")
    for room in ("views", "minutes"):
        monkeypatch.setattr(f"recognition.council.{room}.criteria_of", lambda _row: targets)
        monkeypatch.setattr(f"recognition.council.{room}.result_of", lambda *_of: verdict)
    page = text(client.get(here))
    assert "Đạt 3 trong 4 chỉ tiêu" in page
    assert "Chưa đạt hết chỉ tiêu." in page
    assert 'data-th="Chỉ tiêu đạt"' in text(client.get(minutes))
    printed = " ".join(PdfReader(io.BytesIO(b"".join(client.get(paper)))).pages[0].extract_text().split())
    assert "Chỉ tiêu" in printed
    assert "Điểm" not in printed


def test_a_vote_that_was_kept_is_changed_and_never_emptied(hall: Hall) -> None:
    """An empty box would otherwise count what was kept before, unseen."""
    with everyone(WHY):
        row = hall.meeting(hall.village.confirmed())
        names = {f"vote-{item}-{member}": "against" for item, member in hall.votes(row, *("for",) * 5)}
    client, here = signed_in(hall.secretary), reverse("recognition:meeting", args=[row.pk])
    client.post(here, {"act": "save", "version": row.version, **names})
    with everyone(WHY):
        row.refresh_from_db()
    emptied = client.post(here, {"act": "close", "version": row.version, **dict.fromkeys(names, "")})
    assert emptied.status_code == 422
    assert "đã lưu là “không tán thành”" in text(emptied)
    assert text(emptied).count('value="against" selected') == 5, "what is kept stands in the boxes again"
    with everyone(WHY):
        row.refresh_from_db()
        assert row.closed_at is None
        assert Vote.objects.count() == 5


def test_two_councils_of_one_year_are_told_apart(hall: Hall) -> None:
    """The same people often judge two titles: each list says which one, and a mistake opens the form that it was made in."""
    family = make_campaign(hall.village.unit, title_key="gia_dinh_hoc_tap")
    AssessmentRules.objects.create(campaign=family, council="listed")
    named = name_council(
        family, "46/QĐ-UBND", timezone.localdate(), "Ủy ban nhân dân xã Đồng Sen", "Đồng Sen",
        [Member("chair", "A", user=hall.chair), Member("secretary", "B", user=hall.secretary), Member("member", "C")],
        by=hall.admin,
    )  # fmt: skip
    client, home = signed_in(hall.secretary), reverse("recognition:councils")
    shown = text(client.get(home))
    assert "Công dân học tập" in shown
    assert "Gia đình học tập" in shown
    marks = re.findall(r' id="([^"]+)"', shown)
    assert len(marks) == len(set(marks))
    sent = {"council": named.pk, "day": "hôm qua", "begins": "8h", "place": "Hội trường"}
    wrong = text(client.post(home, sent))
    assert wrong.count('<details class="why" open>') == 1
    assert wrong.index(f'name="council" value="{named.pk}"') < wrong.index('value="Hội trường"')
    early = client.post(home, sent | {"day": (timezone.localdate() - timedelta(days=1)).isoformat()})
    assert early.status_code == 422
    assert text(early).count('<details class="why" open>') == 1, "what was typed is not hidden"
    made = client.post(home, sent | {"day": timezone.localdate().isoformat()})
    assert made.status_code == 302
    assert "Gia đình học tập" in text(client.get(made["Location"]))
    admin = text(signed_in(hall.admin).get(reverse("recognition:campaigns")))
    assert "Gia đình học tập" in admin
    assert "Công dân học tập" in admin


@pytest.mark.parametrize("typed", ["8:05", "8h05", "08H05", "8 giờ 05", "8 giờ 05 phút", "8g05"])
def test_the_hour_as_people_write_it(typed: str) -> None:
    assert MeetingForm().fields["begins"].clean(typed) == time(8, 5)


@pytest.mark.parametrize("typed", ["8", "8h", "8 giờ"])
def test_a_whole_hour(typed: str) -> None:
    assert MeetingForm().fields["begins"].clean(typed) == time(8)


def test_a_draft_calls_nobody_absent_who_was_not_asked_yet(hall: Hall) -> None:
    meeting = hall.meeting()
    empty = text(signed_in(hall.secretary).get(reverse("recognition:minutes", args=[meeting.pk])))
    assert "“Công dân học tập”" in empty, "also before a case is listed"
    hall.meeting(hall.village.confirmed("Nguyễn Thị Mận"))
    meeting = Meeting.objects.latest("pk")
    draft = text(signed_in(hall.member).get(reverse("recognition:minutes", args=[meeting.pk])))
    assert "……/5 thành viên" in draft
    assert '<td class="n" data-th="Vắng">0</td>' in draft
    assert "vắng 0," in text(signed_in(hall.member).get(reverse("recognition:meeting", args=[meeting.pk])))


def test_what_is_missing_is_marked_at_its_place(hall: Hall) -> None:
    """A list may have a hundred cases with nine votes each: the sentence above leads to the one that it means."""
    meeting = hall.meeting(hall.village.confirmed("Nguyễn Thị Mận"), hall.village.confirmed("Lê Văn Tư"))
    with everyone(WHY):
        votes = {
            f"vote-{item}-{member}": said for (item, member), said in hall.votes(meeting, *("against",) * 5).items()
        }
        second = meeting.items.order_by("pk").last().pk
    client, here = signed_in(hall.secretary), reverse("recognition:meeting", args=[meeting.pk])
    sent = {"act": "close", "version": meeting.version, "notes": ""}
    gap = next(name for name in votes if name.startswith(f"vote-{second}-"))
    page = BeautifulSoup(client.post(here, sent | votes | {gap: ""}).content, "html.parser")
    assert page.select_one("[role=alert] a")["href"] == f"#hs-{second}"
    assert [one["name"] for one in page.select("select[aria-invalid]")] == [gap]
    meeting.refresh_from_db()
    page = BeautifulSoup(client.post(here, sent | votes | {"version": meeting.version}).content, "html.parser")
    assert len(page.select("input[aria-invalid]")) == 1, "the words that the person reads"
    assert page.select_one("input[aria-invalid]").find_previous("h3").text.strip() in page.select_one("h3").text


def test_larger_councils_unfold_the_rows_that_they_need(hall: Hall) -> None:
    here, admin = reverse("recognition:council_naming", args=[hall.village.campaign.pk]), signed_in(hall.admin)
    folded = BeautifulSoup(admin.get(here).content, "html.parser").select_one("details:has([name=name-8])")
    assert "open" not in folded.attrs
    wrong = admin.post(here, {"number": "", "name-6": "Lê Ủy Viên"})
    assert "open" in BeautifulSoup(wrong.content, "html.parser").select_one("details:has([name=name-8])").attrs
