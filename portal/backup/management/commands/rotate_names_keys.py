"""manage.py rotate_names_keys"""

from typing import Any

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from learning_records.public import reseal_forwarding_secrets
from portal.people.public import marks, rotate_data_keys
from recognition.public import reseal_issuer_keys


class Command(BaseCommand):
    help = "Wrap data keys, secrets of other systems, keys of bodies with the first of NAMES_KEY. The site may run meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            keys, secrets = rotate_data_keys(), reseal_forwarding_secrets() + reseal_issuer_keys()
        except (InvalidToken, ValueError) as problem:
            raise CommandError(
                _(
                    "A key or secret was made with a key that is not in NAMES_KEY. Add the old one after a comma; run again."
                )
            ) from problem
        self.stdout.write(
            _(
                "%(keys)s data keys wrapped anew, %(secrets)s secrets. Everything is under the key with the mark %(mark)s."
            )
            % {"keys": keys, "secrets": secrets, "mark": marks()[0]}
        )
        self.stdout.write(_("When every process runs with this NAMES_KEY and a backup is made, the older keys may go."))
