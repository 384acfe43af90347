"""Removes files of attachments that no statement names."""

from django.core.management.base import BaseCommand

from learning_records.ingest import leftover_files


class Command(BaseCommand):
    help = "Removes files of attachments that no statement names and that are older than a day. The worker does it every night."

    def handle(self, *_args: object, **_options: object) -> None:
        removed = leftover_files.remove()
        self.stdout.write(f"{removed.files} files removed, {removed.size} bytes")
