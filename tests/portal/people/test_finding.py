"""Finding people: in SQL, by digests, a page at a time, and only whom one may see."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.people import finding
from portal.people.finding import find_people, same_person
from portal.people.models import PersonalRecord, Residence
from portal.people.names import name_tokens
from portal.people.public import Person, acting_as, correct_name, everyone
from portal.places.models import Unit
from tests.builders.people import make_commune, make_learner, make_staff, make_user


def _many(unit, number: int) -> None:
    for place in range(number):
        make_learner(unit, f"Nguyễn Thị {'BCDGHKLMNT'[place % 10]}{'aeiou'[place % 5]}n")


def test_as_many_queries_and_rows_for_a_hundred_as_for_three(commune, monkeypatch):
    here = Unit.objects.filter(pk=commune.pk)
    make_learner(commune, "Trần Văn Bình")
    _many(commune, 3)
    with everyone("a test counts"), CaptureQueriesContext(connection) as few:
        assert find_people("nguyen", units=here).number == 3
    _many(commune, 60)
    opened = []
    original = finding.from_records
    monkeypatch.setattr(finding, "from_records", lambda rows: original(opened.append(len(rows)) or rows))
    with everyone("a test counts"), CaptureQueriesContext(connection) as many:
        found = find_people("nguyen", units=here)
        assert find_people("binh", units=here).number == 1
    assert (found.number, len(found.people), found.pages) == (63, 50, 2)
    assert len(few) == len(many) / 2 <= 3
    assert opened == [63, 1]  # nobody else's name was decrypted


def test_pages_are_whole_and_in_order(commune):
    _many(commune, 63)
    with everyone("a test looks"):
        pages = [find_people("nguyen thi", page=number) for number in (1, 2, 3, 0)]
        names = [one.sort_key for page in pages[:2] for one in page.people]
        assert (len(names), names) == (63, sorted(names))
        assert (pages[2].page, pages[3].page) == (2, 1)
        assert pages[2].people == pages[1].people


def test_more_than_can_be_put_in_order_is_said(commune, monkeypatch):
    monkeypatch.setattr(finding, "MOST", 5)
    _many(commune, 7)
    with everyone("a test looks"):
        found = find_people("nguyen")
        assert (found.number, len(found.people), found.cut) == (7, 5, True)
    client = Client()
    client.force_login(make_staff(commune))
    page = client.post("/quay/", {"name": "nguyen"}).content.decode()
    assert "7 người" in page


def test_the_scope_holds_whatever_is_asked(commune):
    make_learner(commune, "Nguyễn Thị Hoa")
    elsewhere = make_commune("Đồng Trăng")
    with acting_as(make_staff(elsewhere)):
        assert find_people("hoa").number == 0
        assert same_person(Person("Nguyễn Thị Hoa", commune)) == []
    with acting_as(make_staff(commune)):
        assert find_people("hoa").number == 1
        assert find_people("hoa", units=Unit.objects.filter(pk=elsewhere.pk)).number == 0
    with acting_as(make_user()):
        assert find_people("hoa").number == 0
    with everyone("a test moves"):
        Residence.objects.update(valid_from="2020-01-01", valid_to=timezone.localdate())
    with acting_as(make_staff(commune)):
        assert find_people("hoa").number == 0


def test_words_beginnings_marks_and_the_year(commune):
    make_learner(commune, "Đỗ Thị Ước")
    make_learner(commune, "Đoàn Văn A")
    with everyone("a test looks"):
        for text, names in (
            ("do", ["Đỗ Thị Ước", "Đoàn Văn A"]),
            ("ĐỖ", ["Đỗ Thị Ước", "Đoàn Văn A"]),
            ("uoc do", ["Đỗ Thị Ước"]),
            ("1984 uoc", ["Đỗ Thị Ước"]),
            ("1984", ["Đỗ Thị Ước", "Đoàn Văn A"]),
            ("doan a", ["Đoàn Văn A"]),
            ("oan", []),
            ("1985", []),
            ("u", []),  # one letter is a whole word
        ):
            assert sorted(one.full_name for one in find_people(text).people) == sorted(names), text


def test_a_corrected_name_is_found_by_the_new_one_only(commune):
    learner = make_learner(commune, "Nguyễn Thị Hao")
    with everyone("a test looks"):
        correct_name(learner, "Nguyễn Thị Hoa", by=learner.user)
        assert (find_people("hao").number, find_people("hoa").number) == (0, 1)


def test_a_digest_says_nothing_without_the_key(commune):
    make_learner(commune, "Nguyễn Thị Hoa")
    with everyone("a test looks"):
        kept = PersonalRecord.objects.get().name_tokens
    assert set(name_tokens("hoa")) < set(kept)
    connection.cursor().execute("DELETE FROM people_datakey WHERE holder = 'installation:lookup'")
    assert not set(name_tokens("hoa")) & set(kept)  # another key, another digest


def test_the_index_is_one_that_postgresql_can_use(commune):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT id FROM people_personalrecord WHERE name_tokens @> ARRAY[1::bigint, 2]")
        assert "record_name_tokens" in str(cursor.fetchall())


def test_the_counter_turns_pages_without_a_name_in_an_address(commune):
    _many(commune, 55)
    client = Client()
    client.force_login(make_staff(commune))
    first = client.post("/quay/", {"name": "nguyen"})
    assert len(first.context["found"]) == 50
    assert 'name="page" value="2"' in first.content.decode()
    second = client.post("/quay/", {"name": "nguyen", "page": "2"})
    assert len(second.context["found"]) == 5
    assert "?" not in second.request["PATH_INFO"] + second.request["QUERY_STRING"]
    for wrong in ("0", "x", "99999999", "-1", "²"):
        assert client.post("/quay/", {"name": "nguyen", "page": wrong}).status_code == 200
