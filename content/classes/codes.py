"""What is shown to be typed or scanned: the code of a session, new every two minutes, and the card of a learner."""

import hmac
import io
import time

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe

from content.classes.models import ClassSession
from portal.limits.public import Limit

SECONDS = 120
TRIES = Limit("class-code", amount=10, seconds=600)  # of a million codes, in ten minutes


def code_of(session: ClassSession, at: float | None = None) -> str:
    """The six figures of a session at a moment (default: now). Nothing is kept: they come of the installation's key."""
    return _code(session, _window(at))


def seconds_left(at: float | None = None) -> int:
    """How long the present code is still shown."""
    now = time.time() if at is None else at
    return max(1, round(SECONDS - now % SECONDS))


def is_code(session: ClassSession, typed: str, at: float | None = None) -> bool:
    """Whether these are the figures shown now, or just before: typing takes a while."""
    figures = "".join(sign for sign in typed if sign.isascii() and sign.isdigit())
    window = _window(at)
    return any(hmac.compare_digest(figures, _code(session, one)) for one in (window, window - 1))


def _window(at: float | None) -> int:
    return int((time.time() if at is None else at) // SECONDS)


def _code(session: ClassSession, window: int) -> str:
    digest = salted_hmac("content.classes.code", f"{session.uuid}\n{window}", algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06}"


def in_threes(code: str) -> str:
    """482 913, as it is read aloud."""
    return f"{code[:3]} {code[3:]}"


def address(name: str, *args: object) -> str:
    """The whole address behind a name, as it stands on paper and walls."""
    return settings.PUBLIC_URL + reverse(name, args=args)


def drawn(text: str) -> SafeString:
    """A QR code as SVG, to stand in a page; readers skip it, the words beside it say the same."""
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(out, kind="svg", xmldecl=False, border=2, scale=4, svgclass="qr", lineclass=None, omitsize=True)
    return mark_safe(out.getvalue().decode("ascii"))  # noqa: S308 - drawn by us: figures alone
