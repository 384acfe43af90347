"""Between the password and the session: the second factor of whoever has one to show."""

from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from portal.people.assurance import Level, level_needed
from portal.people.scope import kinds_held


class SecondFactorStage(AuthenticateStage):
    """Asked of accounts with an app, and of those whose roles need one.

    Not of a citizen who has only a passkey: it stands beside the password there, so that a lost telephone locks nobody out.
    """

    def _should_handle(self, request: HttpRequest) -> bool:
        user = self.login.user
        if not super()._should_handle(request):
            return False
        if Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists():
            return True
        return level_needed(user, kinds_held(user)) is Level.HIGH
