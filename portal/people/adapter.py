"""allauth, bent to people without e-mail."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

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

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Signs in. Whoever has just done so is not asked for the password again on the next page."""
        super().login(request, user)
        records = get_authentication_records(request, user)
        if records:
            records[-1]["reauthenticated"] = True
            request.session.modified = True

    def get_login_stages(self) -> list[str]:
        """After the password only the second factor: nobody here has an e-mail address."""
        return ["portal.people.second_factor.stage.SecondFactorStage"]

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict]:
        """The ways to show once more who is there, in our words."""
        words = {
            "reauthenticate": _("With the password"),
            "mfa_reauthenticate": _("With a code of the app or of the paper"),
            "mfa_reauthenticate:webauthn": _("With the passkey"),
        }
        return [one | {"description": words[one["id"]]} for one in super().get_reauthentication_methods(user)]

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """For the passkey of an account that was closed; with a password such an account is like one that nobody has."""
        messages.warning(request, _("This account is closed. Ask the centre."))
        return redirect("account_login")

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *told: Any, **more: Any
    ) -> None:
        """What was done with the second factor our own views say, in our own words."""
        if not (message_template or "").startswith("mfa/"):
            super().add_message(request, level, message_template, *told, **more)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts a wrong password."""
        attempts.failed(request, plain(attempts.credentials_name(credentials)))
