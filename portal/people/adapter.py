"""allauth, bent to people without e-mail."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest

from portal.people import attempts
from portal.people.lookup import plain


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by user name only, with limits of our own that all processes share."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by our own pages, which make the learner and ask for consent."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """What `TrustedProxies` found out."""
        return request.META.get("REMOTE_ADDR") or "unknown"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Raises ValidationError when there were too many wrong passwords."""
        attempts.attempt(request, plain(attempts.credentials_name(credentials)))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """The account with this name and password, or None; attempts count for the person, however the name is written."""
        if "username" in credentials:
            credentials["username"] = plain(credentials["username"])
        user = super().authenticate(request, **credentials)
        if user is not None:
            attempts.succeeded(request, attempts.credentials_name(credentials))
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts a wrong password."""
        attempts.failed(request, plain(attempts.credentials_name(credentials)))
