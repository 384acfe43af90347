"""A browser without a browser: pages, their forms as they stand there, and the checks on tokens switched on."""

from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client

from portal.people.assurance import Level, level_needed
from portal.people.models import User
from portal.people.scope import kinds_held
from portal.people.second_factor.acts import give_demo_factor
from tests.builders.people import PASSWORD
from tests.builders.second_step import SECOND_STEP, code_of

ORIGIN = "http://testserver"
APP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def with_app(user: User) -> None:
    """Gives the account an app for codes, where its roles ask for one; its codes may be used again."""
    if level_needed(user, kinds_held(user)) is Level.HIGH:
        give_demo_factor(user, APP_SECRET)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self._open = False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = dict(attrs)
        if tag == "form":
            self._open = given.get("method", "").lower() == "post"
            if self._open:
                self.forms.append(Form(given.get("action") or ""))
        elif self._open and tag in ("input", "button", "textarea", "select") and given.get("name"):
            kind = given.get("type", "text" if tag != "button" else "submit")
            form = self.forms[-1]
            form.kinds[given["name"]] = kind
            if kind == "hidden" or (tag == "input" and kind in ("text", "search", "number")):
                form.fields.setdefault(given["name"], []).append(given.get("value") or "")
            self._select = given["name"] if tag == "select" else self._select
        elif self._open and tag == "option" and "selected" in given:
            self.forms[-1].fields[self._select] = [given.get("value") or ""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False


class Form:
    """A form that posts: where to, what it holds already, and the kind of each field."""

    def __init__(self, action: str) -> None:
        self.action = action.partition("#")[0]
        self.fields: dict[str, list[str]] = {}
        self.kinds: dict[str, str] = {}


def forms_in(answer: HttpResponse) -> list[Form]:
    """All forms of a page that post."""
    reader = _Forms()
    reader.feed(answer.content.decode())
    return reader.forms


class Browser:
    """One browser with its cookies; every page opened is a tab whose form can be sent at any later time."""

    def __init__(self, user: User | None = None) -> None:
        self.client = Client(enforce_csrf_checks=True)
        if user is not None:
            self.client.force_login(user)

    def tab(self, address: str, *, with_field: str = "", action: str = "") -> "Tab":
        """Opens a page and takes its form: the one that has this field, or goes to this address."""
        answer = self.client.get(address, follow=True)
        assert answer.status_code == 200, answer.status_code
        return Tab(self, address, self.form(answer, with_field, action))

    @staticmethod
    def form(answer: HttpResponse, with_field: str = "", action: str = "") -> Form:
        """The form of an answer."""
        found = [
            one
            for one in forms_in(answer)
            if (not with_field or with_field in one.kinds) and (not action or one.action.startswith(action))
        ]
        assert found, [(one.action, list(one.kinds)) for one in forms_in(answer)]
        return found[0]

    def sign_in(self, user: User) -> None:
        """In another tab, through the sign-in form."""
        tab = self.tab("/tai-khoan/login/", with_field="login")
        with_app(user)
        assert self.whole(tab.send(login=user.get_full_name(), password=PASSWORD), user).status_code == 302

    def whole(self, answer: HttpResponse, user: User) -> HttpResponse:
        """The answer to the password; of an official the one to the code of the app (`with_app`), which stands between."""
        if answer.status_code != 302 or not answer.url.startswith(SECOND_STEP):
            return answer
        form = self.form(self.client.get(answer.url), "code")
        typed = form.fields | {"code": code_of(APP_SECRET)}
        return self.client.post(answer.url, typed, headers={"Origin": ORIGIN})

    def lose_session(self) -> None:
        """What the server forgets, or a browser that was closed; the cookie of the token stays."""
        self.client.cookies.pop("sessionid", None)

    def signed_in(self) -> bool:
        return self.client.get("/tai-khoan/mat-khau/").status_code == 200


class Tab:
    """A page as it stood when it was opened."""

    def __init__(self, browser: Browser, address: str, form: Form) -> None:
        self.browser, self.address, self.form = browser, address, form

    def send(self, *, origin: str | None = ORIGIN, headers: dict | None = None, **typed) -> HttpResponse:
        """Presses the button, with these fields typed."""
        headers = (headers or {}) | ({"Origin": origin} if origin else {})
        return self.browser.client.post(self.form.action or self.address, self.form.fields | typed, headers=headers)


def resend(browser: Browser, page: HttpResponse, **typed) -> HttpResponse:
    """Presses “Send again” on the page about a form that did not arrive."""
    form = next(one for one in forms_in(page) if one.action and "logout" not in one.action)
    return Tab(browser, form.action, form).send(**typed)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client
