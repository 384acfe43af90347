"""What an app for codes does, for tests that sign in as people do."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

SET_UP, CODES = "/tai-khoan/buoc-hai/ung-dung/", "/tai-khoan/buoc-hai/ma-du-phong/"
SECOND_STEP = "/tai-khoan/buoc-hai/"


def code_of(secret: str, later: int = 0) -> str:
    """The code that an app shows now, or some periods later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def secret_on(page: str) -> str:
    """The secret that a page shows for setting up an app."""
    found = re.search(r"data-secret[^>]*>([^<]+)<", page)
    assert found, "the page shows no secret"
    return found[1].replace(" ", "")


def demo_code_on(page: str) -> str:
    """The code that the page of a demo account shows; empty on every other page."""
    found = re.search(r'<b class="num">(\d{6})</b>', page)
    return found[1] if found else ""


class Apps:
    """The apps of several people: each code is used once."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}
        self._used: set[tuple[str, str]] = set()

    def knows(self, name: str) -> bool:
        return name in self.secrets

    def keep(self, name: str, secret: str) -> None:
        self.secrets[name] = secret

    def code(self, name: str) -> str:
        """A code of this person's app that was not used yet; waits for the next one when there is none."""
        while True:
            for later in (0, 1, -1):
                code = code_of(self.secrets[name], later)
                if (name, code) not in self._used:
                    self._used.add((name, code))
                    return code
            time.sleep(1)
