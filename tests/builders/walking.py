"""Somebody who only presses what a page shows: follows its links, fills in its forms as they stand there."""

from html.parser import HTMLParser
from typing import Any, Self
from urllib.parse import urljoin

from django.http import HttpResponse
from django.test import Client

_BUTTONS = ("submit", "image")


class Form:
    """A form with what a browser would send of it, and the buttons that send it."""

    def __init__(self, method: str, action: str, mark: str = "") -> None:
        self.method, self.action, self.mark = method.lower(), action, mark
        self.holds: dict[str, list[str]] = {}
        self.names: set[str] = set()
        self.choices: dict[str, list[str]] = {}
        self.buttons: list[tuple[str, str]] = []


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._by_id: dict[str, Form] = {}
        self._ahead: list[tuple[str, dict[str, str]]] = []  # buttons and fields of a form that stands further down
        self._form: Form | None = None
        self._area = self._select = ""
        self._apart = 0  # how many <template> stand open: what is in one is not on the page

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "template":
            self._apart += 1
        if self._apart:
            return
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif tag == "form":
            self._form = Form(given.get("method", "get"), given.get("action", ""), given.get("data-mark", ""))
            self.forms.append(self._form)
            self._by_id[given.get("id", "")] = self._form
        form = self._form
        if given.get("form") and tag in ("button", "input"):
            form = self._by_id.get(given["form"])
            if form is None:
                self._ahead.append((tag, given))
        if form is not None and "disabled" not in given:
            self._within(form, tag, given)

    def close(self) -> None:
        super().close()
        for tag, given in self._ahead:
            if given["form"] in self._by_id:
                self._within(self._by_id[given["form"]], tag, given)

    def _within(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if (
            tag == "button"
            and given.get("type", "submit") == "submit"
            or tag == "input"
            and given.get("type") in _BUTTONS
        ):
            form.buttons.append((name, given.get("value", "")))
        elif tag == "input" and name:
            self._input(form, name, given)
        elif tag in ("textarea", "select") and name:
            form.names.add(name)
            self._area, self._select = (name, "") if tag == "textarea" else ("", name)
            if tag == "textarea":
                form.holds[name] = [""]
        elif tag == "option" and self._select:
            form.choices.setdefault(self._select, []).append(given.get("value", ""))
            if "selected" in given or self._select not in form.holds:
                form.holds[self._select] = [given.get("value", "")]

    @staticmethod
    def _input(form: Form, name: str, given: dict[str, str]) -> None:
        form.names.add(name)
        kind = given.get("type", "text")
        if kind in ("checkbox", "radio"):
            form.choices.setdefault(name, []).append(given.get("value", "on"))
            if "checked" in given:
                form.holds.setdefault(name, []).append(given.get("value", "on"))
        elif kind != "file":
            form.holds.setdefault(name, []).append(given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._area and self._form:
            self._form.holds[self._area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._apart -= 1
        elif self._apart:
            return
        elif tag == "form":
            self._form = None
        elif tag in ("textarea", "select"):
            self._area = self._select = ""


def read(text: str) -> tuple[list[str], list[Form]]:
    """Links and forms of a page."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.links, reader.forms


class Walker:
    """A person at a browser. What is asked of a page that it does not show is a dead end, and says what it does show."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.address, self.text = "/", ""
        self.links: list[str] = []
        self.forms: list[Form] = []

    def somebody_else(self) -> Self:
        """Another person, at a browser of their own."""
        return type(self)()

    def open(self, address: str) -> Self:
        """Types an address."""
        return self._came(self.client.get(address, follow=True), address)

    def shows(self, *words: str) -> Self:
        """The page says this."""
        for one in words:
            assert one in self.text, f"{self.address} does not say “{one}”:\n{self.told()}"
        return self

    def link(self, begins: str, ends: str = "") -> Self:
        """Follows the first link whose address begins so, and ends so."""
        found = [one for one in self.links if urljoin(self.address, one).startswith(begins) and one.endswith(ends)]
        assert found, f"{self.address} has no link to {begins}:\n{sorted(set(self.links))}"
        return self.open(urljoin(self.address, found[0]).partition("#")[0])

    def file(self, address: str) -> bytes:
        """What a link of this page downloads."""
        assert address in self.links, f"{self.address} has no link to {address}"
        answer = self.client.get(urljoin(self.address, address))
        assert answer.status_code == 200, f"{address} answers {answer.status_code}"
        return b"".join(answer) if answer.streaming else answer.content

    def form(self, *fields: str) -> Form:
        """The first form that has all these fields or buttons."""
        fits = [one for one in self.forms if set(fields) <= one.names | {name for name, _value in one.buttons}]
        assert fits, f"{self.address} has no form with {fields}: {[sorted(one.names) for one in self.forms]}"
        return fits[0]

    def send(self, *fields: str, press: tuple[str, str] | None = None, **typed: Any) -> Self:
        """Fills in the form that has these fields and presses a button of it, the first unless `press` names one.

        What is typed must have a field there, and what is chosen must be offered.
        """
        return self.press(self.form(*fields, *typed, *([press[0]] if press else [])), press, **typed)

    def form_to(self, begins: str, number: int = 0) -> Form:
        """The form that goes to an address that begins so."""
        fits = [one for one in self.forms if urljoin(self.address, one.action).startswith(begins) and one.action]
        assert len(fits) > number, f"{self.address} has no form to {begins}: {[one.action for one in self.forms]}"
        return fits[number]

    def press(self, form: Form, press: tuple[str, str] | None = None, **typed: Any) -> Self:
        """Sends this form by a button of it."""
        for name, value in typed.items():
            if form.choices.get(name):
                for one in value if isinstance(value, list) else [value]:
                    assert str(one) in form.choices[name], f"{name}: {one} is not among {form.choices[name]}"
        assert form.buttons, f"{self.address}: no button sends this form"
        button = press or form.buttons[0]
        assert button in form.buttons, f"{button} is not among {form.buttons}"
        sent = form.holds | typed | ({button[0]: button[1]} if button[0] else {})
        to = urljoin(self.address, form.action).partition("#")[0] if form.action else self.address
        if form.method == "get":
            return self._came(self.client.get(to, sent, follow=True), to)
        return self._came(self.client.post(to, sent, headers={"Origin": "http://testserver"}, follow=True), to)

    def _came(self, answer: HttpResponse, address: str) -> Self:
        steps = getattr(answer, "redirect_chain", [])
        self.address = urljoin("http://testserver" + address, steps[-1][0] if steps else "").removeprefix(
            "http://testserver"
        )
        self.text = b"".join(answer).decode("utf-8", "replace") if answer.streaming else answer.text
        assert answer.status_code == 200, f"{self.address} answers {answer.status_code}:\n{self.told()}"
        self.links, self.forms = read(self.text)
        return self

    def told(self) -> str:
        """What a person reads there, without marks."""

        class _Words(HTMLParser):
            words: list[str] = []

            def handle_data(self, data: str) -> None:
                if data.strip():
                    self.words.append(" ".join(data.split()))

        reader = _Words()
        reader.words = []
        reader.feed(self.text.partition("<main")[2] or self.text)
        return "\n".join(reader.words)[:3000]
