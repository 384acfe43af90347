"""The officer's lists: every filter and its count, search, pages, reasons in words, and what was judged."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.people.models import Role
from portal.people.public import acting_as, everyone
from portal.places.models import ResidentialGroup
from recognition.assessment import marking, place
from recognition.assessment.lists import judged, waiting
from recognition.assessment.lists.asked import Asked
from recognition.assessment.lists.own_cases import reach_of
from recognition.assessment.queue import claim, next_in_queue, queue
from recognition.cases.closing import close
from recognition.cases.flags import count_anew, name_reasons
from recognition.decisions import signing
from recognition.models import Case
from tests.builders.cases import WHY, Village, make_campaign
from tests.builders.many_cases import many_cases
from tests.builders.people import make_commune, make_province, make_user, signed_in
from tests.builders.quiet import quiet_case
from tests.visited import questions_of, visited

QUEUE = "recognition:queue"
DIGEST = "ab" * 32


def main_text(markup: str) -> str:
    """What a person reads of the page's middle."""
    return " ".join(BeautifulSoup(markup, "html.parser").find("main").get_text(" ").split())


def shown(user, **asked) -> str:
    """What the officer reads of the list that is asked for."""
    page = signed_in(user).get(f"{reverse(QUEUE)}?{urlencode(asked)}")
    assert page.status_code == 200
    return main_text(page.content.decode())


def group(village: Village, name: str) -> ResidentialGroup:
    return ResidentialGroup.objects.create(unit=village.unit, name=name, valid_from="2025-07-01")


def change(case: Case, **fields) -> None:
    with everyone(WHY):
        Case.objects.filter(pk=case.pk).update(**fields)


class TestNobody:
    """Where nothing is, nothing can be taken: no filled button that leads nowhere, and words that say why with the way on."""

    @pytest.mark.parametrize(
        ("asked", "words"),
        [
            ({"loc": "eyes"}, "Hiện không có hồ sơ nào chờ ở đây."),
            ({"loc": "judged"}, "Chưa có hồ sơ nào được xét"),
            ({"loc": "eyes", "trang-thai": "mine"}, "Không có hồ sơ nào hợp với điều kiện đã chọn."),
            ({"loc": "eyes", "ten": "Không Ai"}, "Không có ai tên “Không Ai”"),
        ],
    )
    def test_an_empty_list_says_why(self, village: Village, asked: dict, words: str) -> None:
        page = BeautifulSoup(signed_in(village.officer).get(reverse(QUEUE), asked).text, "html.parser").find("main")
        assert words in " ".join(page.get_text(" ").split())
        assert page.select(".due button") == []
        whole = [one["href"] for one in page.select(".nothing a") if "toàn bộ" in one.text]
        assert whole == ([f"?loc={asked['loc']}"] if len(asked) > 1 else [])

    def test_what_waits_can_be_taken(self, village: Village) -> None:
        village.submitted("Trần Văn An")
        assert "Nhận xử lý hồ sơ tiếp theo" in shown(village.officer, loc="eyes")


class TestWaiting:
    def test_a_quiet_case_is_one_line_and_a_flagged_one_names_its_reasons(self, village: Village) -> None:
        quiet_case(village, "Lê Quý")
        village.submitted("Trần Văn An")
        eyes, agree = shown(village.officer, loc="eyes"), shown(village.officer, loc="agree")
        assert "Trần Văn An" in eyes
        assert "Lê Quý" not in eyes
        assert "Tự chấm cao hơn hệ thống 80 điểm (10 chỉ số)" in eyes
        assert "thiếu" in eyes, "how far the proposed sum is from the mark"
        assert "Lê Quý" in agree
        assert "Trần Văn An" not in agree
        assert "Tự chấm" not in agree
        assert "Trần Văn An" in shown(village.officer), "without a choice the first list in which something lies"

    def test_the_same_file_leads_to_the_other_cases_of_this_officer_alone(self, village: Village) -> None:
        first, second = quiet_case(village, "Lê Một", file=DIGEST), quiet_case(village, "Lê Hai", file=DIGEST)
        elsewhere = quiet_case(Village("Hạ Long"), "Lê Xa", file=DIGEST)
        with everyone(WHY):
            count_anew(first)
        page = signed_in(village.officer).get(reverse(QUEUE) + "?loc=eyes").content.decode()
        text = main_text(page)
        assert "Tệp giống hồ sơ khác (A1)" in text
        assert text.index("Tệp giống") < text.index("Lê Hai", text.index("Tệp giống"))
        for case in (first, second):
            assert page.count(reverse("recognition:case", args=[case.pk])) == 2, "its own row, and as the other one"
        assert reverse("recognition:case", args=[elsewhere.pk]) not in page
        assert "Lê Xa" not in page

    def test_what_the_signer_sent_back_comes_first_with_the_reason_until_it_is_judged(self, village: Village) -> None:
        older = quiet_case(village, "Lê Trước")
        change(older, submitted_at=timezone.now() - timedelta(days=9), flags=1)
        with everyone(WHY):
            case = marking.confirm(quiet_case(village, "Lê Về"), village.officer)
            signing.send_back(case, "Thiếu giấy xác nhận ở C1", village.signer)
            assert [one.pk for one in queue(village.officer)] == [case.pk, older.pk]
            assert next_in_queue(village.officer).pk == case.pk
            assert next_in_queue(village.officer, after=Case.objects.get(pk=case.pk)).pk == older.pk
        text = shown(village.officer, **{"loc": "eyes", "trang-thai": "back"})
        assert "Người ký trả lại: Thiếu giấy xác nhận ở C1" in text
        assert "Lê Trước" not in text
        with everyone(WHY):
            marking.confirm(case, village.officer)
            case.refresh_from_db()
            assert (case.sent_back, case.flags) == (False, 0)
            marking.undo(case, village.officer)
            case.refresh_from_db()
            assert (case.sent_back, case.flags) == (True, 1), "the word of the signer is unanswered again"

    def test_every_filter_shows_as_many_as_its_line_says(self, village: Village) -> None:
        here, there = group(village, "Thôn Đông"), group(village, "Thôn Hạ")
        today = timezone.localdate()
        late, soon = (
            make_campaign(
                village.unit, year=today.year - ago, assessment_to=last, submission_to=today - timedelta(days=5)
            )
            for ago, last in ((1, today - timedelta(days=1)), (2, today + timedelta(days=3)))
        )
        cases = [village.submitted(f"Trần Văn {name}") for name in ("An", "Bình", "Chi", "Dũng", "Giang", "Hải")]
        for case, where in zip(cases, (here, here, here, there, there, None), strict=True):
            change(case, residential_group=where)
        change(cases[0], campaign=late)
        change(cases[1], campaign=soon)
        change(cases[2], submitted_at=timezone.now() - timedelta(days=20))
        change(cases[3], sent_back=True)
        with everyone(WHY):
            claim(cases[4], village.officer)
            claim(cases[5], village.second_officer)
        page = signed_in(village.officer).get(reverse(QUEUE), {"loc": "eyes"})
        lines = [(one.name, option.value, int(option.text.rsplit("(", 1)[1][:-1]))
                 for one in page.context["selects"] for option in one.options if option.value]  # fmt: skip
        assert len(lines) == 10
        for name, value, number in lines:
            one = signed_in(village.officer).get(reverse(QUEUE), {"loc": "eyes", name: value})
            assert len(one.context["rows"]) == one.context["page"].paginator.count == number, (name, value)
        assert {(name, value): n for name, value, n in lines} == {
            ("thon", str(here.pk)): 3, ("thon", str(there.pk)): 2,
            ("trang-thai", "free"): 4, ("trang-thai", "mine"): 1, ("trang-thai", "others"): 1, ("trang-thai", "back"): 1,
            ("han", "over"): 1, ("han", "week"): 1, ("han", "later"): 4, ("han", "long"): 1,
        }  # fmt: skip
        both = signed_in(village.officer).get(
            reverse(QUEUE), {"loc": "eyes", "thon": here.pk, "han": "long", "ten": "chi"}
        )
        assert [row["name"] for row in both.context["rows"]] == ["Trần Văn Chi"]

    def test_a_name_is_found_without_marks_and_the_other_lists_say_how_many_they_have(self, village: Village) -> None:
        quiet_case(village, "Nguyễn Thị Hường")
        village.submitted("Trần Văn An")
        assert "Nguyễn Thị Hường" in shown(village.officer, loc="agree", ten="huong nguyen")
        assert "Nguyễn Thị Hường" in shown(village.officer, loc="agree", ten="1984")
        text = shown(village.officer, loc="eyes", ten="hường")
        assert "Không có ai tên “hường” trong danh sách này." in text
        assert "Không có sai lệch (1)" in text

    @pytest.mark.parametrize(
        ("asked", "said"),
        [({"trang": "99"}, "Không có trang 99"), ({"loc": "xyz"}, "“xyz”"), ({"trang-thai": "' OR 1"}, "“&#x27; OR 1”"),
         ({"thon": "9" * 30}, "9999"), ({"ten": "a" * 500}, "100 chữ cái")],
    )  # fmt: skip
    def test_what_no_list_has_is_answered_by_name(self, village: Village, asked: dict, said: str) -> None:
        village.submitted("Trần Văn An")
        page = signed_in(village.officer).get(reverse(QUEUE), {"loc": "eyes", **asked})
        assert page.status_code == 200
        assert said in page.content.decode()

    def test_filters_stay_in_the_address_of_pages_and_lists(self, village: Village, monkeypatch) -> None:
        monkeypatch.setattr(waiting, "PAGE", 2)
        where = group(village, "Thôn Đông")
        for name in ("An", "Bình", "Chi", "Dung", "Em"):
            change(village.submitted(f"Trần {name}"), residential_group=where)
        client, seen = signed_in(village.officer), []
        for number in (1, 2, 3):
            page = client.get(reverse(QUEUE), {"loc": "eyes", "thon": where.pk, "ten": "tran", "trang": number})
            seen += [row["name"] for row in page.context["rows"]]
        text = page.content.decode()
        assert seen == ["Trần An", "Trần Bình", "Trần Chi", "Trần Dung", "Trần Em"], "also when counted from the end"
        assert f"?loc=eyes&amp;ten=tran&amp;thon={where.pk}&amp;trang=1" in text.replace(
            f"&amp;xa={village.unit.pk}", ""
        )
        assert f'value="{where.pk}" selected' in text

    def test_an_officer_of_the_province_chooses_a_commune_first(self, db) -> None:
        province = make_province("Sen Hồng")
        village = Village("Đồng Sen", province)
        other = make_commune("Hạ Long", province)
        officer = make_user("officer", unit=province)
        change(village.submitted("Trần An"), residential_group=group(village, "Thôn Đông"))
        page = signed_in(officer).get(reverse(QUEUE), {"loc": "eyes"})
        assert [one.name for one in page.context["selects"]] == ["xa", "trang-thai", "han"]
        chosen = signed_in(officer).get(reverse(QUEUE), {"loc": "eyes", "xa": village.unit.pk})
        assert [one.name for one in chosen.context["selects"]] == ["xa", "thon", "trang-thai", "han"]
        assert [row["name"] for row in chosen.context["rows"]] == ["Trần An"]
        assert signed_in(officer).get(reverse(QUEUE), {"loc": "eyes", "xa": other.pk}).context["rows"] == []

    def test_the_place_in_the_queue_is_counted_and_its_neighbours_are_the_queue_s(self, village: Village) -> None:
        cases = [village.submitted(f"Trần {name}") for name in ("An", "Bình", "Chi", "Dung")]
        change(cases[2], sent_back=True)
        with everyone(WHY):
            order = [case.pk for case in queue(village.officer)]
            assert order[0] == cases[2].pk
            for number, pk in enumerate(order):
                found = place.place_among(Case.objects.get(pk=pk), village.officer)
                beside = (order[number - 1] if number else None, order[number + 1] if number < 3 else None)
                assert (found.place, found.waiting, found.before, found.after) == (number + 1, 4, *beside)

    def test_beyond_what_is_counted_the_page_says_more_than(self, village: Village, monkeypatch) -> None:
        cases = [village.submitted(f"Trần {name}") for name in ("An", "Bình", "Chi", "Dung", "Em")]
        monkeypatch.setattr(place, "MOST", 2)
        client = signed_in(village.officer)
        said = []
        for case in cases:
            page = BeautifulSoup(client.get(reverse("recognition:case", args=[case.pk])).content, "html.parser")
            said.append(" ".join(page.select_one(".casebar b").text.split()))
        few = "trong hơn 2"
        assert said == [
            f"Hồ sơ 1 {few}",
            f"Hồ sơ 2 {few}",
            "Hồ sơ 3 trong 5",
            "Sau hơn 2 hồ sơ khác",
            "Sau hơn 2 hồ sơ khác",
        ]

    def test_the_queue_of_several_communes_is_one(self, db) -> None:
        province = make_province("Sen Hồng")
        here, there = Village("Đồng Sen", province), Village("Hạ Long", province)
        officer = make_user("officer", unit=province)
        order = [one.submitted(name) for one, name in ((here, "An"), (there, "Bình"), (there, "Chi"), (here, "Dung"))]
        change(order[3], sent_back=True)
        order.insert(0, order.pop())
        with everyone(WHY):
            assert list(queue(officer)) == order
            for number, case in enumerate(order):
                found = place.place_among(Case.objects.get(pk=case.pk), officer)
                following = order[number + 1] if number < 3 else None
                assert (found.place, found.waiting) == (number + 1, 4)
                assert found.before == (order[number - 1].pk if number else None)
                assert found.after == (following.pk if following else None)
                assert next_in_queue(officer, after=Case.objects.get(pk=case.pk)) == following
            assert next_in_queue(officer) == order[0]

    def test_cases_of_an_older_version_have_their_reasons_named_once(self, village: Village) -> None:
        case = village.submitted("Trần Văn An")
        change(case, reasons=[])
        assert "10 lý do cần xem xét" in shown(village.officer, loc="eyes")
        assert (name_reasons(), name_reasons()) == (1, 0)
        assert "Tự chấm cao hơn hệ thống" in shown(village.officer, loc="eyes")


class TestJudged:
    @pytest.fixture
    def four(self, village: Village) -> dict[str, Case]:
        with everyone(WHY):
            made = {"confirmed": marking.confirm(quiet_case(village, "Lê Đề Nghị"), village.officer)}
            made["returned"] = marking.ask_for_more(
                village.submitted("Lê Bổ Sung"), "Thêm giấy", village.second_officer
            )
            made["not_enough"] = marking.not_enough(village.submitted("Lê Chưa Đủ"), "Còn thiếu", village.officer)
            signed = marking.confirm(quiet_case(village, "Lê Đã Ký"), village.officer)
            signing.sign([signed], village.body, "128/QĐ-UBND", timezone.localdate(), village.signer)
        return {**made, "recognised": signed}

    def test_all_are_there_and_each_says_where_it_lies(self, village: Village, four: dict[str, Case]) -> None:
        text = shown(village.officer, loc="judged")
        for words in ("Lê Đề Nghị", "chờ người ký", "Lê Bổ Sung", "chờ người nộp bổ sung", "Lê Chưa Đủ", "đã báo người nộp",
                      "Lê Đã Ký", "đã ký, quyết định số 128/QĐ-UBND", "4 hồ sơ đã xét"):  # fmt: skip
            assert words in text

    def test_every_filter_shows_as_many_as_its_line_says(self, village: Village, four: dict[str, Case]) -> None:
        change(
            four["returned"],
            judged_at=timezone.now() - timedelta(days=10),
            residential_group=group(village, "Thôn Đông"),
        )
        client = signed_in(village.officer)
        page = client.get(reverse(QUEUE), {"loc": "judged"})
        counted = 0
        for one in page.context["selects"]:
            for option in one.options:
                if option.value and "(" in option.text:
                    rows = client.get(reverse(QUEUE), {"loc": "judged", one.name: option.value}).context["rows"]
                    assert len(rows) == int(option.text.rsplit("(", 1)[1][:-1]), (one.name, option.text)
                    counted += 1
        assert counted == 6 + 2 + 1, "outcomes, officers, the one residential group"
        for when, number in (("today", 3), ("week", 3), ("month", 4)):
            assert len(client.get(reverse(QUEUE), {"loc": "judged", "luc": when}).context["rows"]) == number
        found = client.get(reverse(QUEUE), {"loc": "judged", "ten": "bo sung"}).context["rows"]
        assert [row["name"] for row in found] == ["Lê Bổ Sung"]

    def test_the_own_step_is_one_press_from_being_taken_back(self, village: Village, four: dict[str, Case]) -> None:
        client = signed_in(village.officer)
        rows = {row["name"]: row["undo"] for row in client.get(reverse(QUEUE), {"loc": "judged"}).context["rows"]}
        assert rows == {"Lê Đề Nghị": True, "Lê Bổ Sung": False, "Lê Chưa Đủ": True, "Lê Đã Ký": False}
        case = four["confirmed"]
        client.post(reverse("recognition:case", args=[case.pk]), {"act": "undo", "version": case.version})
        with everyone(WHY):
            case.refresh_from_db()
        assert case.state == "submitted"
        assert case.judged_at is None
        assert "Lê Đề Nghị" not in shown(village.officer, loc="judged")

    def test_a_closed_campaign_is_chosen_by_its_year_and_who_moved_away_is_not_named(self, village: Village) -> None:
        admin = make_user("administrator", unit=village.unit)
        with everyone(WHY):
            case = marking.not_enough(village.submitted("Lê Đi Xa"), "Còn thiếu", village.officer)
            close(village.campaign, "Hết năm", by=admin)
        year = village.campaign.year
        assert "0 hồ sơ đã xét" in shown(village.officer, loc="judged")
        assert "đợt xét đã đóng" in shown(village.officer, loc="judged", dot=year)
        assert "Lê Đi Xa" in shown(village.officer, loc="judged", dot=year)
        with everyone(WHY):
            case.learner.residences.update(unit=make_commune("Nơi Khác"))
        text = shown(village.officer, loc="judged", dot=year)
        assert "Lê Đi Xa" not in text
        assert f"Hồ sơ số {case.pk}" in text


@pytest.mark.django_db
def test_a_case_is_opened_by_short_walks_however_many_there_are(village: Village, monkeypatch) -> None:
    """No question of the page, nor the way to the next case, looks at the queue, the people or the judgements as a whole."""
    with everyone(WHY):
        case = quiet_case(village, "Lê Hai", file=DIGEST)
    many_cases(case, 600, groups=(group(village, "Thôn 1").pk,), officer=village.officer.pk)
    monkeypatch.setattr(place, "MOST", 20)
    with everyone(WHY):
        waits = Case.objects.filter(state="submitted", lease_holder=None, sent_back=False).order_by(
            "submitted_at", "pk"
        )
        middle = waits[300]
    client = signed_in(village.officer)
    with questions_of() as questions:
        assert client.get(reverse("recognition:case", args=[middle.pk])).status_code == 200
    with acting_as(village.officer), questions_of() as further:
        assert next_in_queue(village.officer, "agree", after=middle) is not None
    walked = {sql: visited(sql, params) for sql, params in questions + further}
    assert len(walked) > 10
    assert max(walked.values()) <= 150, max(walked.items(), key=lambda one: one[1])


@pytest.mark.django_db
def test_no_list_asks_more_however_many_cases_there_are(village: Village) -> None:
    """At most 20 questions; and a name is looked for in the records, without every learner in between."""
    where = [group(village, f"Thôn {n}").pk for n in range(4)]
    Role.objects.create(user=village.officer, kind="staff", unit=village.unit, valid_from="2025-07-01")
    with everyone(WHY):
        quiet_case(village, "Lê Một", file=DIGEST)
        case = quiet_case(village, "Lê Hai", file=DIGEST)
        marking.confirm(quiet_case(village, "Lê Ba"), village.officer)
    many_cases(case, 600, groups=tuple(where), officer=village.officer.pk)
    client = signed_in(village.officer)
    for asked in ({}, {"loc": "eyes"}, {"loc": "agree", "trang": 15}, {"loc": "judged"}, {"loc": "eyes", "ten": "nguyen"},
                  {"loc": "judged", "ten": "nguyen"},
                  {"loc": "eyes", "trang-thai": "back"}, {"loc": "agree", "thon": where[1], "han": "later"}):  # fmt: skip
        with CaptureQueriesContext(connection) as questions:
            page = client.get(reverse(QUEUE), asked)
        if asked.get("ten") and asked["loc"] != "judged":
            found = reach_of(village.officer, asked["ten"])
            assert page.context["total"]["judged"] == judged.number(found, Asked(unit=village.unit.pk)) > 0
        assert len(page.context["rows"]) == 20 or "trang-thai" in asked
        assert len(questions) <= 20, (
            asked,
            "\n".join(one["sql"][:90] + " … " + one["sql"][-90:] for one in questions)[:9000],
        )
        counted = [one["sql"] for one in questions if "name_tokens" in one["sql"] and "COUNT(" in one["sql"]]
        assert bool(counted) == ("ten" in asked)
        assert len(counted) <= (2 if asked.get("loc") == "judged" else 1), (
            "all people of a name are looked through once"
        )
        assert not [sql for sql in (one["sql"] for one in questions) if "people_learneralias" in sql], (
            "no scope is asked"
        )
        assert not [sql for sql in counted if "people_learner" in sql]
