"""What people look for is counted without saying who; the words are kept from the third person on."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from search.models import SoughtWord
from search.public import sought_in
from search.sought import forget_old
from tests.builders.people import make_commune, make_learner, make_staff, signed_in

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (Linux; Android 9) Chrome/100 Mobile"


def look_for(text: str, client: Client | None = None) -> None:
    answer = (client or Client()).get(reverse("search:search"), {"q": text}, headers={"User-Agent": BROWSER})
    assert answer.status_code == 200


def test_words_are_kept_when_a_third_person_looks_for_them() -> None:
    unit = make_commune()
    people = [signed_in(make_learner(unit).user) for _one in range(3)]
    for one in people[:2]:
        look_for("Ghép cành  bưởi", one)
        look_for("ghep canh buoi", one)  # the same words on the same day: once
    assert sought_in([unit]) == []
    assert [row.words for row in SoughtWord.objects.all()] == [""]
    look_for("ghép cành bưởi", people[2])
    (found,) = sought_in([unit])
    assert (found.words, found.people, found.nothing) == ("ghép cành bưởi", 3, True)
    assert sought_in([make_commune("Ao Sen")]) == [], "of another place"


def test_strangers_count_for_every_place_and_staff_for_none() -> None:
    unit = make_commune()
    for number in range(3):
        look_for("bán cam", Client(REMOTE_ADDR=f"10.1.0.{number}"))
        look_for("bán cam", signed_in(make_staff(unit)))
    assert [one.people for one in sought_in([unit])] == [3]


@pytest.mark.parametrize("text", ["", "0912 345 678", "số 123-456", "hoa@thu.vn", "x" * 61])
def test_numbers_of_people_and_long_texts_are_not_noted(text: str) -> None:
    for number in range(3):
        look_for(text, Client(REMOTE_ADDR=f"10.1.0.{number}"))
    assert not SoughtWord.objects.exists()


def test_a_month_later_it_is_gone() -> None:
    for number in range(3):
        look_for("bán cam", Client(REMOTE_ADDR=f"10.1.0.{number}"))
    SoughtWord.objects.update(day=timezone.localdate() - timedelta(days=30))
    assert sought_in([]) == []
    assert forget_old() == 1


def test_staff_see_it_with_the_way_to_a_lesson_of_that_name() -> None:
    unit = make_commune()
    for number in range(3):
        look_for("bán cam", Client(REMOTE_ADDR=f"10.1.0.{number}"))
    page = signed_in(make_staff(unit)).get(reverse("pages:today")).text
    assert "“bán cam”" in page
    assert "?ten=b%C3%A1n%20cam" in page


def test_one_person_on_three_days_is_one_person() -> None:
    unit = make_commune()
    one = signed_in(make_learner(unit).user)
    for back in (2, 1, 0):
        look_for("khám mắt ở đâu", one)
        SoughtWord.objects.filter(day=timezone.localdate()).update(day=timezone.localdate() - timedelta(days=back))
    assert [row.words for row in SoughtWord.objects.all()] == [""]
    assert sought_in([unit]) == []


def test_the_name_of_somebody_known_here_is_never_written_down() -> None:
    unit = make_commune()
    make_learner(make_commune("Ao Sen"), "Nguyễn Thị Hoa")
    for number in range(4):
        for text in ("nguyen thi hoa", "Hoa Nguyễn Thị", "nguyễn thị trường"):
            look_for(text, Client(REMOTE_ADDR=f"10.1.0.{number}"))
    assert [one.words for one in sought_in([unit])] == ["nguyễn thị trường"]


def test_programs_look_for_nothing() -> None:
    for number in range(3):
        client = Client(REMOTE_ADDR=f"10.1.0.{number}")
        client.get(reverse("search:search"), {"q": "bán cam"}, headers={"User-Agent": "Googlebot/2.1"})
    assert not SoughtWord.objects.exists()
