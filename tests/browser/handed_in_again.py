"""Somebody asks for more and the person hands in again, while a page is open: `python -m tests.browser.handed_in_again CASE`."""

import os
import sys


def main(number: int) -> None:
    """Both acts in the site's own database; the assessor is whoever holds the case."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    import django

    django.setup()
    from portal.people.public import everyone
    from recognition.assessment import marking
    from recognition.cases import submission
    from recognition.models import Case
    from tests.builders.cases import WHY

    with everyone(WHY):
        case = Case.objects.get(pk=number)
        marking.ask_for_more(case, "Cần thêm giấy của năm nay.", case.lease_holder, case.version)
        case.refresh_from_db()
        submission.submit(case, case.learner.user)


if __name__ == "__main__":
    main(int(sys.argv[1]))
