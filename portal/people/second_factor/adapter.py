"""The library's second factor, bent to this house: secrets encrypted as names are, the QR code drawn here, one label."""

import base64

import segno
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _

from portal.people.keys import decrypt, encrypt, key_of

_HOLDER = "installation:second_factors"


class MFAAdapter(DefaultMFAAdapter):
    """What the library asks of an installation."""

    def encrypt(self, text: str) -> str:
        """Under a data key that the keys of NAMES_KEY wrap: a dump alone shows no code."""
        return base64.b64encode(encrypt(text, key_of(_HOLDER))).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return decrypt(base64.b64decode(encrypted_text))

    def _get_site_name(self) -> str:
        return settings.WAGTAIL_SITE_NAME

    def _get_user_identifier(self, user: AbstractBaseUser) -> str:
        """What the app on the telephone shows: the chosen name, never a telephone number."""
        return user.get_full_name()

    def build_totp_svg(self, url: str) -> str:
        """The QR code as SVG within the page."""
        return segno.make(url, micro=False).svg_inline(scale=5, border=2, omitsize=False)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """The name of a passkey for which nobody typed one."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict:
        """Whom a passkey is for."""
        name = self._get_user_identifier(user)
        return {"id": user_pk_to_url_str(user).encode("utf8"), "display_name": name, "name": name}
