"""`manage.py search_index [--catch-up]`: fills the index of the search box anew, or only mends it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from search import indexing
from search.models import SearchDocument


class Command(BaseCommand):
    help = "Rebuilds the index of the search box from the published pages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--catch-up", action="store_true", help="only index what changed")

    def handle(self, *args: Any, **options: Any) -> None:
        changed = indexing.catch_up() if options["catch_up"] else indexing.rebuild()
        self.stdout.write(f"{changed} rows written, {SearchDocument.objects.count()} pages can be found.")
