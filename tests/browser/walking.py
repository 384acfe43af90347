"""The walker of tests/builders/walking.py at a real browser: links and buttons are clicked, fields filled, scripts run.

What Django's client cannot see is a dead end here: a button under something else, a field that a script hid, a form that the
browser holds back, a request that the site's policy blocks.
"""

import re
from collections.abc import Callable
from typing import Any, Self
from urllib.parse import urljoin

from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import ElementHandle, Page
from playwright.sync_api import Error as Refused

from tests.builders.walking import Form, Walker, read

# By its place a form cannot be found again: scripts put others before it (the editor's search).
_MARKED = "document.querySelectorAll('form').forEach((one, place) => one.dataset.mark = place)"
_FIELDS = "[...document.querySelector('[data-mark=\"' + mark + '\"]').elements]"
# A button that is there for the Enter key alone is out of everybody's sight.
_BUTTONS = f"""([mark, name, value]) => {_FIELDS}.filter(one => (one.type === 'submit' || one.type === 'image')
  && one.name === name && one.value === value && !one.closest('[aria-hidden=true]'))"""
_OF_FORM = f"([mark, name]) => {_FIELDS}.filter(one => one.name === name && !one.disabled)"
_FOLDS = """one => {
  const shut = [];
  for (let at = one.parentElement?.closest('details'); at; at = at.parentElement?.closest('details'))
    if (!at.open && !at.querySelector('summary')?.contains(one)) shut.unshift(at.querySelector('summary'));
  return shut;
}"""
_HELD_BACK = f"""mark => {_FIELDS}.filter(one => one.willValidate && !one.checkValidity())
  .map(one => one.name + ': ' + one.validationMessage)"""


class BrowserWalker(Walker):
    """A person at a page of Playwright's.

    Args:
        page: as the person finds it.
        another: makes the page of somebody else.
        met: is called with each page that the person comes to.
    """

    def __init__(self, page: Page, another: Callable[[], Page], met: Callable[[Page], None]) -> None:
        self.page, self.another, self.met = page, another, met
        self.address, self.text = "/", ""
        self.links: list[str] = []
        self.forms: list[Form] = []
        page.on("dialog", lambda dialog: dialog.accept())

    def somebody_else(self) -> Self:
        return type(self)(self.another(), self.another, self.met)

    def open(self, address: str) -> Self:
        """Types an address."""
        answer = self.page.goto(address)
        assert answer is None or answer.status == 200, f"{address} answers {answer.status}"
        return self._stands()

    def shows(self, *words: str) -> Self:
        """These words can be read, once what folds is open."""
        for fold in self.page.query_selector_all("details:not([open]) > summary"):
            fold.evaluate("one => { one.parentElement.open = true; one.dataset.opened = '' }")
        readable = self.page.inner_text("body")
        self.page.evaluate("document.querySelectorAll('[data-opened]').forEach(one => one.parentElement.open = false)")
        for one in words:
            assert one in readable, f"{self.address} does not show “{one}”:\n{readable}"
        return self

    def link(self, begins: str, ends: str = "") -> Self:
        """Clicks the first such link that can be seen, or be seen after opening what folds."""
        found = [
            one
            for one in self.page.query_selector_all("a[href]:not([href^='#'])")
            if (to := urljoin(self.address, one.get_attribute("href"))).startswith(begins) and to.endswith(ends)
        ]
        assert found, f"{self.address} has no link to {begins}:\n{sorted(set(self.links))}"
        seen = next((one for one in found if self._unfolded(one)), None)
        assert seen, f"{self.address}: no link to {begins} can be seen"
        with self.page.expect_navigation():
            seen.click()
        return self._stands()

    def file(self, address: str) -> bytes:
        """What a click on a link of this page downloads."""
        with self.page.expect_download() as download:
            self.page.locator(f'a[href="{address}"]:visible').first.click()
        return download.value.path().read_bytes()

    def press(self, form: Form, press: tuple[str, str] | None = None, **typed: Any) -> Self:
        """Fills in this form and clicks a button of it."""
        mark = form.mark
        for name, value in typed.items():
            self._type(mark, name, value)
        try:
            with self.page.expect_navigation():
                self._click(mark, press or form.buttons[0])
        except Refused as problem:
            held = self.page.evaluate(_HELD_BACK, mark)
            raise AssertionError(f"{self.address}: the form does not go off: {held or problem}") from problem
        return self._stands()

    def told(self) -> str:
        """What a person reads there."""
        return self.page.inner_text("body")[:3000]

    def _stands(self) -> Self:
        self.page.wait_for_load_state()
        self.address = re.sub(r"^https?://[^/]+", "", self.page.url)
        self.page.evaluate(_MARKED)
        self.text = self.page.content()
        self.links, self.forms = read(self.text)
        self.met(self.page)
        return self

    def _unfolded(self, one: ElementHandle) -> bool:
        """Whether it can be seen; opens what is folded round it as a person would."""
        for fold in one.evaluate_handle(_FOLDS).get_properties().values():
            if (summary := fold.as_element()) and summary.is_visible():
                summary.click()
        return one.is_visible()

    def _elements(self, mark: str, name: str) -> list[ElementHandle]:
        found = self.page.evaluate_handle(_OF_FORM, [mark, name]).get_properties().values()
        return [element for one in found if (element := one.as_element())]

    def _click(self, mark: str, wanted: tuple[str, str]) -> None:
        """Clicks the button, again where a script puts another in its place meanwhile."""
        for once_more in (True, True, True, False):
            try:
                return self._button(mark, wanted).click()
            except Refused as problem:
                if not once_more or "not attached" not in str(problem):
                    raise

    def _button(self, mark: str, wanted: tuple[str, str]) -> ElementHandle:
        """The button of this form with this name and value that can be seen."""
        found = self.page.evaluate_handle(_BUTTONS, [mark, *wanted]).get_properties().values()
        buttons = [element for one in found if (element := one.as_element())]
        seen = next((one for one in buttons if self._unfolded(one)), None)
        assert seen, f"{self.address}: no button {wanted} of this form can be seen"
        return seen

    def _type(self, mark: str, name: str, value: Any) -> None:
        fields = self._elements(mark, name)
        assert fields, f"{self.address}: no field {name}"
        kind = fields[0].get_attribute("type") or ""
        if kind in ("checkbox", "radio"):
            wanted = [str(one) for one in (value if isinstance(value, list) else [value])]
            offered = {one.get_attribute("value") or "on": one for one in fields}
            assert set(wanted) <= set(offered), f"{name}: {wanted} is not among {sorted(offered)}"
            for one in wanted:
                self._can_be_used(offered[one], name)
                offered[one].check()
            return
        field = next((one for one in fields if kind != "hidden" and self._unfolded(one)), fields[0])
        self._can_be_used(field, name)
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)
            field.set_input_files({"name": value.name, "mimeType": value.content_type, "buffer": value.read()})
        elif field.evaluate("one => one.localName") == "select":
            field.select_option(str(value))
        elif kind == "date":
            field.fill("-".join(reversed(str(value).split("/"))))
        else:
            field.fill(str(value))

    def _can_be_used(self, field: ElementHandle, name: str) -> None:
        usable = self._unfolded(field) or (field.get_attribute("type") == "file" and self._labelled(field))
        assert usable, f"{self.address}: the field {name} cannot be seen"

    @staticmethod
    def _labelled(field: ElementHandle) -> bool:
        return field.evaluate("one => [...one.labels].some(label => label.offsetParent !== null)")
