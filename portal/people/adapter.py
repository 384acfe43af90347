"""allauth, bent to people without e-mail."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from portal.people.lookup import plain


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by user name only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by our own pages, which make the learner and ask for consent."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: str) -> AbstractBaseUser | None:
        """As the library does, with the name in its one form: failed attempts count for the person, however it is written."""
        if "username" in credentials:
            credentials["username"] = plain(credentials["username"])
        return super().authenticate(request, **credentials)
