"""Around each request of a device at which somebody sits: the person's scope, and nothing that stays in the browser."""

from collections.abc import Callable
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse

from content.recording import by_sitting
from content.sittings import acts
from content.sittings.models import Ended, Sitting
from portal.people.public import everyone, identity, records_of, seeing

KEY = "sitting"
FORGETS = '"cache", "storage"'  # what a browser lets go of when somebody has left
_MINUTE = 60


class Sittings:
    """Inside the scope of the visitor, who is nobody: a sitting signs nobody in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = settings.SESSION_COOKIE_NAME in request.COOKIES  # without a session nothing is looked up
        key = request.session.get(KEY) if known else None
        pressed = request.path != reverse("content:still_there")
        row = acts.running(str(key), pressed=pressed) if key else None
        if row is not None and request.user.is_authenticated:  # somebody signed in at the device
            acts.end(row, Ended.OTHER)
            row = None
        if row is None:
            return self._left(request) if key else self.get_response(request)
        return _nothing_kept(self._seated(request, row))

    def _lessons_only(self, request: HttpRequest, answer: HttpResponse) -> HttpResponse:
        """What takes an account does not ask the one who sits here for one: it says what is open."""
        if answer.status_code == 302 and answer["Location"].partition("?")[0] == resolve_url(settings.LOGIN_URL):
            return render(request, "content/sittings/lessons_only.html", status=403)
        return answer

    def _left(self, request: HttpRequest) -> HttpResponse:
        """The first request after a sitting has ended, however it did."""
        _forget(request)
        if request.method == "POST" and not request.user.is_authenticated:
            answer: HttpResponse = redirect("content:seat")  # an answer that came too late is not the next person's
        else:
            answer = self.get_response(request)
        answer["Clear-Site-Data"] = FORGETS
        return answer

    def _seated(self, request: HttpRequest, row: Sitting) -> HttpResponse:
        request.sitting = row  # type: ignore[attr-defined]
        row.ask_again = self._asks(request)  # type: ignore[attr-defined]
        row.asked = request.path == reverse("content:still_there")  # type: ignore[attr-defined]
        with everyone("all records of the one person who sits here"):
            own = list(records_of([row.learner_id]))
        with seeing(own), by_sitting(row.uuid):
            who = identity(row.learner)
            row.who = who.full_name if who else ""  # type: ignore[attr-defined]
            return self._lessons_only(request, self.get_response(request))

    def _asks(self, request: HttpRequest) -> str:
        """What the page does by itself a minute before the time is over: it asks; after that it leaves."""
        if request.path == reverse("content:still_there"):
            return f"{_MINUTE + 15};url={reverse('content:seat')}"
        back = quote(request.get_full_path() if request.method == "GET" else request.path)
        return f"{int(acts.idle().total_seconds()) - _MINUTE};url={reverse('content:still_there')}?ve={back}"


def _forget(request: HttpRequest) -> None:
    """What was done in a sitting that is over is not the next person's."""
    if request.user.is_authenticated:
        request.session.pop(KEY, None)
    else:
        request.session.flush()
    request.sitting_over = True  # type: ignore[attr-defined]


def _nothing_kept(answer: HttpResponse) -> HttpResponse:
    """Pages of a sitting are shown anew each time, so that the way back shows nothing to the next person."""
    if answer.get("Content-Type", "").startswith("text/html"):
        answer["Cache-Control"] = "no-store, private"
    return answer
