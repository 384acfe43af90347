"""manage.py verify_slip TEXT"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recognition.certificates.slip.slip import read
from recognition.refusals import Refused


class Command(BaseCommand):
    help = "Read the text of a slip, check its signature, and say what the register says of the certificate now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("text", help="as a scanner gives it, beginning with CHTCD1:")

    def handle(self, *args: Any, text: str, **options: Any) -> None:
        try:
            found = read(text)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        for name in found.__dataclass_fields__:
            self.stdout.write(f"{name}: {getattr(found, name)}")
