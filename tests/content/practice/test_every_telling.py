"""Every telling of every practice task, from its first screen to its end, by its forms alone: what stands on it, wrong, right."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.urls import reverse

from content.models import LessonPage
from content.practice.check import ON, PART, right_acts
from content.practice.register import tasks
from content.practice.task import PICKS, TICKS, Screen, Task, Variant, unmarked
from tests.builders.lessons import block, lesson_page
from tests.builders.pages import published
from tests.content.conftest import School
from tests.content.practice.test_tasks_on_the_page import WHOLE, filled_in, form_of


def wrong_acts(variant: Variant, screen: Screen) -> list[str]:
    """The acts of who does one thing wrong on a screen: what is right is left, something else is done."""
    place = f"{variant.key}.{screen.key}"
    if screen.look in TICKS:
        other = next(item.key for item in screen.items if not item.to_change)
        return [f"{place}.{item.key}{PART}{ON}" for item in screen.items if item.now != (item.key == other)]
    if screen.look in PICKS:
        return [f"{place}.choice{PART}{next(item.key for item in screen.items if not item.right)}"]
    return [f"{place}.{one.key}{PART}0" for one in screen.fields]


def told_of_wrong(screen: Screen) -> list[str]:
    """What is said to `wrong_acts`."""
    if screen.fields:
        return [one.hint for one in screen.fields]
    wrong = next((item for item in screen.items if not (item.to_change if screen.look in TICKS else item.right)), None)
    return [wrong.told] if wrong else []


def words_of(screen: Screen) -> Iterator[str]:
    """Everything that is read on a screen before anything is done."""
    yield from (screen.head, screen.ask, screen.aside)
    yield from (words for one in screen.shown for words in (one.label, one.text))
    yield from (unmarked(words) for one in screen.items for words in (one.title, one.text, one.aside))
    yield from (one.label for one in screen.fields)


def plain(form: BeautifulSoup) -> str:
    return " ".join(form.text.split())


def lacks(form: BeautifulSoup, words: Iterator[str] | list[str]) -> list[str]:
    """The words that do not stand on the page."""
    read = "".join(plain(form).split())
    return [one for one in words if "".join(one.split()) not in read]


@pytest.fixture
def lessons(school: School) -> dict[str, LessonPage]:
    """A lesson for each task."""
    return {key: published(school.course, lesson_page(f"Tập {key}", block("task", task=key))) for key in tasks()}


PICTURES = Path(settings.BASE_DIR) / "static" / "img" / "pictures"
TOLD = [(task, variant) for task in tasks().values() for variant in task.variants]


def test_every_task_has_tellings_and_a_picture() -> None:
    assert len(TOLD) == 2 * len(tasks()) >= 14
    for task in tasks().values():
        assert (PICTURES / f"{task.picture}.svg").is_file(), task.key


def walked(task: Task, variant: Variant, lesson: LessonPage) -> None:
    """Each screen first wrong, then right; the next one opens only then."""
    client, ((key, question),) = Client(), lesson.questions().items()
    address = reverse("content:answer", args=[lesson.pk, key])
    page = client.get(lesson.url + WHOLE).text
    for screen in variant.screens:
        where = f"{task.key} {variant.key} {screen.key}"
        form, place = form_of(page, key), f"{variant.key}.{screen.key}{PART}done"
        assert form.find("input", value=place), where
        assert lacks(form, words_of(screen)) == [], where
        assert form.find_all("svg"), where
        sent = filled_in(form, wrong_acts(variant, screen), "123")
        form = form_of(page := client.post(address, sent, follow=True).text, key)
        assert form.find("input", value=place), where  # still here
        assert "Đúng rồi" not in plain(form), where
        assert lacks(form, [screen.hint, *told_of_wrong(screen)]) == [], where
        page = client.post(address, filled_in(form, right_acts(variant)), follow=True).text
        assert lacks(form_of(page, key), [screen.done]) == [], where
    assert lacks(form_of(page, key), [question.explanation, "Đúng rồi"]) == [], where
    assert not form_of(page, key).find(attrs={"data-practice": True}), where


def test_each_is_walked_screen_by_screen_wrong_and_right(lessons, monkeypatch) -> None:
    for task, variant in TOLD:
        monkeypatch.setattr(Task, "variant_for", lambda *_asked, told=variant: told)
        walked(task, variant, lessons[task.key])


def test_each_ends_after_the_last_try_with_what_was_missed(lessons, monkeypatch) -> None:
    LessonPage.objects.update(attempts=1)
    for task, variant in TOLD:
        monkeypatch.setattr(Task, "variant_for", lambda *_asked, told=variant: told)
        client, lesson, screen = Client(), lessons[task.key], variant.screens[0]
        ((key, question),) = lesson.questions().items()
        form = form_of(client.get(lesson.url + WHOLE).text, key)
        address, sent = reverse("content:answer", args=[lesson.pk, key]), filled_in(form, wrong_acts(variant, screen))
        over = form_of(client.post(address, sent, follow=True).text, key)
        missed = [item.told for item in screen.items if item.right]
        assert lacks(over, [question.explanation, *missed]) == [], (task.key, variant.key)
        assert over.find("button", type="submit") is None, (task.key, variant.key)
        assert client.post(address, sent, follow=True).status_code == 200
