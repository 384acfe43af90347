"""Somebody at the site as a browser without scripts: signs in, reads pages, sends forms with what stands in them."""

import json
import re
import secrets
import urllib.error
import urllib.request
from html import unescape
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin

from tests.builders.second_step import demo_code_on

_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
_INPUT = re.compile(r"<input\b([^>]*)>", re.DOTALL)
_WORD = re.compile(r'([\w-]+)(?:="([^"]*)")?')


class Citizen:
    """One browser, with its cookies."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar())).open

    def get(self, path: str) -> str:
        """The page at a path."""
        with self._open(urljoin(self.base, path), timeout=60) as answer:
            return answer.read().decode()

    def post(self, path: str, fields: list[tuple[str, str]]) -> str:
        """Sends a form and follows where it leads."""
        body = urlencode(fields).encode()
        with self._open(urllib.request.Request(urljoin(self.base, path), body), timeout=60) as answer:
            return answer.read().decode()

    def upload(self, path: str, fields: list[tuple[str, str]], name: str, data: bytes) -> int:
        """Sends a form with one file; the status of the answer."""
        edge = secrets.token_hex(16)
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = "".join([*parts, head]).encode() + data + f"\r\n--{edge}--\r\n".encode()
        sent = urllib.request.Request(urljoin(self.base, path), body)
        sent.add_header("Content-Type", f"multipart/form-data; boundary={edge}")
        try:
            with self._open(sent, timeout=60) as answer:
                return answer.status
        except urllib.error.HTTPError as refused:
            return refused.code

    def sign_in(self, username: str, password: str) -> None:
        """Through the form; AssertionError when it did not work."""
        page = self.get("/tai-khoan/login/")
        action, fields = next(form for form in forms(page) if "login" in dict(form[1]))
        typed = {**dict(fields), "login": username, "password": password}
        answer = self.post(action or "/tai-khoan/login/", list(typed.items()))
        if code := demo_code_on(answer):
            fields = next(inside for _action, inside in forms(answer) if "code" in dict(inside))
            self.post("/tai-khoan/buoc-hai/ma/", list({**dict(fields), "code": code}.items()))
        assert "/tai-khoan/logout/" in self.get("/"), "signed in"

    def mark(self) -> str:
        """The mark of My page: another one as soon as a point, a piece of evidence or the case moved."""
        return str(json.loads(self.get("/cua-toi/trang-thai"))["digest"])


def forms(page: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each form of a page: its action, and its fields as they would be sent (of choices the first one)."""
    found = []
    for words, inside in _FORM.findall(page):
        action = unescape(dict(_WORD.findall(words)).get("action", ""))
        fields: dict[str, str] = {}
        for one in _INPUT.findall(inside):
            about = dict(_WORD.findall(one))
            name = about.get("name", "")
            if name and about.get("type") != "file" and name not in fields:
                fields[name] = unescape(about.get("value", "")) or (
                    "một câu" if about.get("type") in (None, "text") else ""
                )
        found.append((action, list(fields.items())))
    return found
