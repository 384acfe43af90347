"""Vietnamese, whatever the browser says, until a visitor chooses another language."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers


def chosen_language(request: HttpRequest) -> str:
    """The language of the cookie, if the site speaks it; otherwise Vietnamese."""
    said = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return said if said in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class ChosenLanguage:
    """In place of Django's middleware, which follows `Accept-Language`: a telephone set up in English is no wish."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.LANGUAGE_CODE = chosen_language(request)
        with translation.override(request.LANGUAGE_CODE):
            answer = self.get_response(request)
        answer.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        patch_vary_headers(answer, ("Cookie",))
        return answer
