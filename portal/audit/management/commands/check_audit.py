"""Proves that the log of acts is whole."""

from django.core.management.base import BaseCommand, CommandError

from portal.audit.public import broken_block, check, head


class Command(BaseCommand):
    help = "Check the hash chain of the audit log; fails at the first break. Note the hash it prints, and give it next time."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--until", default="", metavar="HASH", help="a hash noted earlier; its entry must still be there"
        )

    def handle(self, *args, **options) -> None:
        found = check(options["until"])
        if found:
            raise CommandError(f"The chain breaks at entry {found.entry}: it {found.reason}.")
        if block := broken_block():
            raise CommandError(f"Block {block} is not what its entries give.")
        newest = head()
        self.stdout.write(f"The chain is whole: {newest.count} entries, the newest is {newest.hash}")
