"""allauth, bent to people without e-mail."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by user name only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by our own pages, which make the learner and ask for consent."""
        return False
