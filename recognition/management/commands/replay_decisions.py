"""manage.py replay_decisions"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from recognition.models import Decision
from recognition.proof.replay import Counted, replay

SHOWN = 20


class Command(BaseCommand):
    help = "Compute decisions anew from raw statements and papers, and say what differs. Changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--decision", type=int, help="the number of one decision in this database; else all")

    def handle(self, *args: Any, decision: int | None = None, **options: Any) -> None:
        rows = Decision.objects.order_by("pk")  # one that corrects has lines too
        rows = rows.filter(pk=decision) if decision else rows
        total, different = Counted(), 0
        for row in rows.iterator():
            found, counted = replay(row)
            total += counted
            different += len(found)
            for one in found[:SHOWN]:
                self.stderr.write(f"{row}: line {one.line}, {one.where}: {one.kept} / {one.found}")
        said = {"lines": total.lines, "statements": total.statements, "papers": total.papers, "gone": total.gone}
        self.stdout.write(
            _("%(lines)s lines: %(statements)s statements and %(papers)s papers read anew, %(gone)s by digest only.")
            % said
        )
        if different:
            raise CommandError(_("%(count)s differences.") % {"count": different})
        self.stdout.write(_("Every line comes out as it was signed."))
