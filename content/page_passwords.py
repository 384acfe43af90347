"""Passwords of pages and collections, typed by visitors: Wagtail's own views, with a limit on wrong ones."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.documents.views.serve import authenticate_with_password as wagtail_collection
from wagtail.views import authenticate_with_password as wagtail_page

from portal.limits.public import Limit, closed_until, count, network_of, when
from portal.text.sent import address_here

WRONG = Limit("page_password", 60, 600)  # of one restriction from one network: a centre's class types it wrong too


def _limited(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def limited(request: HttpRequest, restriction: int, **more: int) -> HttpResponse:
        of = f"{view.__module__}\n{restriction}\n{network_of(request)}"
        if request.method == "POST" and (closed := closed_until(WRONG, of)):
            text = _("Too many wrong passwords. Try again at %(when)s.")
            messages.error(request, text % {"when": when(closed)})
            return redirect(address_here(request, request.POST.get("return_url", ""), "/"))
        answer = view(request, restriction, *more.values())
        if request.method == "POST" and answer.status_code == 200:  # the form again: it was wrong
            count(WRONG, of)
        return answer

    return limited


page = _limited(wagtail_page)
collection = _limited(wagtail_collection)
