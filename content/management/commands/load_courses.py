"""Brings the courses that come with the portal into the site, as drafts for review where they count for something."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from content.courses.building import load_course
from content.courses.loader import shipped_courses
from content.pages.course import CourseIndexPage
from portal.people.public import account_of


class Command(BaseCommand):
    help = (
        "Brings the courses that come with the portal into the site. Safe to run again: courses and lessons that are there stay as "
        "people made them. Lessons that count for an indicator wait until a second person approves them."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--author", required=True, help="who hands the lessons in: a name for signing in")
        parser.add_argument(
            "--second", help="who approves what counts for an indicator; not the author. Empty: it waits"
        )
        parser.add_argument(
            "--course", action="append", default=[], help="only this course, by its slug; may come again"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints a line for each course. Raises CommandError for unknown accounts, courses, and a site without a list."""
        index = CourseIndexPage.objects.order_by("path").first()
        if index is None:
            raise CommandError("There is no list of courses yet: run “manage.py prepare” first.")
        author, second = self._account(options["author"]), options["second"] and self._account(options["second"])
        courses, wanted = shipped_courses(), options["course"]
        unknown = set(wanted) - {course.slug for course in courses}
        if unknown:
            known = ", ".join(course.slug for course in courses)
            raise CommandError(f"No course has the slug {', '.join(sorted(unknown))}. There are: {known}.")
        for course in courses:
            if not wanted or course.slug in wanted:
                try:
                    done = load_course(index, course, author, second or None)
                except (LookupError, PermissionDenied) as problem:
                    raise CommandError(f"{course.slug}: {problem}") from problem
                self.stdout.write(
                    f"{course.slug}: {done.lessons} lessons added, {done.waiting} of them wait for approval"
                )

    def _account(self, name: str) -> Any:
        user = account_of(name)
        if user is None:
            raise CommandError(f"Nobody signs in as {name}.")
        return user
