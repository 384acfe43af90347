"""Between the password and the session: the second factor of whoever has one to show."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from portal.people.assurance import Level, level_needed
from portal.people.scope import kinds_held
from portal.people.second_factor.acts import asked_for_code


class SecondFactorStage(AuthenticateStage):
    """Asked of accounts with an app, and of those whose roles need one.

    Not of a citizen who has only a passkey: it stands beside the password there, so that a lost telephone locks nobody out.
    """

    def _should_handle(self, request: HttpRequest) -> bool:
        user = self.login.user
        if not super()._should_handle(request):
            return False
        return asked_for_code(user) or level_needed(user, kinds_held(user)) is Level.HIGH
