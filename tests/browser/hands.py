"""How a question is answered by keyboard alone, by touch, and by mouse where there is no script; and what to answer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from content.practice.check import PART
from content.practice.register import tasks
from content.practice.task import PICKS, TICKS, Screen, Variant
from content.questions.asked import Question

SECRET, WEAK = "con cò bay lả bay la 17", "abc"
FAR = 80  # presses of Tab after which something cannot be reached by keyboard


@dataclass
class Hands:
    """A person at a page: with a mouse, as who has no script uses one."""

    page: Page

    def take(self, box: Locator) -> None:
        """Chooses a radio button, or marks a box."""
        box.check()

    def leave(self, box: Locator) -> None:
        """Takes a mark away."""
        box.uncheck()

    def select(self, field: Locator, value: str) -> None:
        field.select_option(value)

    def write(self, field: Locator, text: str) -> None:
        field.fill(text)

    def press(self, button: Locator) -> None:
        button.click()


class Touch(Hands):
    """With a finger: labels are what is touched."""

    def take(self, box: Locator) -> None:
        if not box.is_checked():
            box.tap()
        expect(box).to_be_checked()

    def leave(self, box: Locator) -> None:
        if box.is_checked():
            box.tap()
        expect(box).not_to_be_checked()

    def write(self, field: Locator, text: str) -> None:
        field.tap()
        field.fill(text)

    def press(self, button: Locator) -> None:
        button.tap()


class Keys(Hands):
    """With Tab, Space, Enter, arrows and letters, from wherever the page has put the focus."""

    def _reach(self, wanted: Callable[[], bool]) -> None:
        for _press in range(FAR):
            if wanted():
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{self.page.url}: cannot be reached by keyboard")

    def _at(self, target: Locator) -> Callable[[], bool]:
        return lambda: target.evaluate("one => document.activeElement === one")

    def _in_group(self, box: Locator) -> Callable[[], bool]:
        return lambda: box.evaluate(
            "one => document.activeElement.type === 'radio' && document.activeElement.name === one.name"
        )

    def take(self, box: Locator) -> None:
        if box.get_attribute("type") == "radio":
            self._reach(self._in_group(box))
            for _press in range(FAR):
                if self._at(box)():
                    break
                self.page.keyboard.press("ArrowDown")
            self.page.keyboard.press("Space")
        elif not box.is_checked():
            self._reach(self._at(box))
            self.page.keyboard.press("Space")
        assert box.is_checked(), f"{self.page.url}: not chosen by keyboard"

    def leave(self, box: Locator) -> None:
        if box.is_checked():
            self._reach(self._at(box))
            self.page.keyboard.press("Space")
        assert not box.is_checked()

    def select(self, field: Locator, value: str) -> None:
        self._reach(self._at(field))
        self.page.keyboard.press("Home")
        for _press in range(FAR):
            if field.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{self.page.url}: {value} is not chosen by keyboard")

    def write(self, field: Locator, text: str) -> None:
        self._reach(self._at(field))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def press(self, button: Locator) -> None:
        self._reach(self._at(button))
        self.page.keyboard.press("Enter")


def box(form: Locator, value: str) -> Locator:
    """The radio button or box with this value."""
    return form.locator(f'input[type=radio][value="{value}"], input[type=checkbox][value="{value}"]')


def _choose(hands: Hands, form: Locator, question: Question, *, right: bool) -> None:
    for one in (*question.choices, *question.spots):
        if one.right is right:
            hands.take(box(form, one.key))
        elif question.kind == "several":
            hands.leave(box(form, one.key))


def _write(hands: Hands, form: Locator, question: Question, *, right: bool) -> None:
    wanted = str(question.number) if question.kind == "number" else (*question.accepted, "")[0]
    hands.write(
        form.locator("input[name=answer]"), wanted if right else "7" if question.kind == "number" else "không rõ"
    )


def _fill_in(hands: Hands, form: Locator, question: Question, *, right: bool) -> None:
    for gap in question.gaps:
        hands.write(form.locator(f"input[name=answer-{gap.key}]"), gap.accepted[0] if right else "gì đó")


def _order(hands: Hands, form: Locator, question: Question, *, right: bool) -> None:
    wanted = {one.key: n for n, one in enumerate(question.choices if right else question.choices[::-1], 1)}
    _selects(hands, form, {key: str(n) for key, n in wanted.items()})


def _match(hands: Hands, form: Locator, question: Question, *, right: bool) -> None:
    left = [one.key for one in question.pairs if one.left]
    _selects(hands, form, dict(zip(left, left if right else left[::-1], strict=True)))


def _selects(hands: Hands, form: Locator, wanted: dict[str, str]) -> None:
    for field in form.locator("select").all():  # in the order of the page, as the keyboard meets them
        hands.select(field, wanted[(field.get_attribute("name") or "").removeprefix("answer-")])


def _walk(hands: Hands, form: Locator, question: Question, *, right: bool) -> None:
    at = question.scenes[0]
    while True:
        way = next(one for one in at.ways if one.good is right)
        hands.take(box(form, f"{at.key}{PART}{way.key}"))
        if not way.to:
            return
        hands.press(form.locator(".act .big, .row button").first)
        at = next(one for one in question.scenes if one.key == way.to)
        expect(form.locator("input[name=at]")).to_have_value(at.key)


def _practise(hands: Hands, form: Locator, question: Question, *, right: bool) -> None:
    task = tasks()[question.task]
    while True:
        variant, screen = _open_screen(form, task.variants)
        _on_screen(hands, form, f"{variant.key}.{screen.key}", screen, right=right)
        if not right or screen is variant.screens[-1]:
            return
        hands.press(form.locator(".act .big"))
        following = variant.screens[variant.screens.index(screen) + 1]
        expect(form.locator(f'.phone input[value="{variant.key}.{following.key}{PART}done"]')).to_have_count(1)


def _open_screen(form: Locator, variants: Iterable[Variant]) -> tuple[Variant, Screen]:
    place = form.locator(f'[data-practice] input[value$="{PART}done"]').last.get_attribute("value") or ""
    variant, screen = place.removesuffix(f"{PART}done").split(".")
    found = next(one for one in variants if one.key == variant)
    return found, found.screen(screen)


def _on_screen(hands: Hands, form: Locator, place: str, screen: Screen, *, right: bool) -> None:
    if screen.look in TICKS:
        for item in screen.items:
            one = box(form, f"{place}.{item.key}{PART}on")
            if right and one.count():
                (hands.take if item.right else hands.leave)(one)
            elif not right and not item.to_change:
                (hands.leave if item.now else hands.take)(one)
                return
    elif screen.look in PICKS:
        hands.take(box(form, f"{place}.choice{PART}{next(one.key for one in screen.items if one.right is right)}"))
    elif screen.look == "secret":
        hands.write(form.locator("input[name=secret]"), SECRET if right else WEAK)
    else:
        for field in screen.fields:
            hands.write(
                form.locator(f'input[name="answer-{place}.{field.key}"]'), field.accepted[0] if right else "gì đó"
            )


ANSWERS: dict[str, Callable[..., None]] = {
    "single": _choose,
    "several": _choose,
    "true_false": _choose,
    "short_text": _write,
    "number": _write,
    "fill_in": _fill_in,
    "order": _order,
    "match": _match,
    "scenario": _walk,
    "spot": _choose,
    "task": _practise,
}
