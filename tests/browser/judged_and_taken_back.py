"""A case is judged by who holds it, and the judgement taken back: `python -m tests.browser.judged_and_taken_back CASE`."""

import os
import sys


def main(number: int) -> None:
    """Both acts in the site's own database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    import django

    django.setup()
    from portal.people.public import everyone
    from recognition.assessment import marking
    from recognition.models import Case
    from tests.builders.cases import WHY

    with everyone(WHY):
        case = Case.objects.get(pk=number)
        officer = case.lease_holder
        marking.ask_for_more(case, "Cần thêm giấy của năm nay.", officer, case.version)
        case.refresh_from_db()
        marking.undo(case, officer, case.version)


if __name__ == "__main__":
    main(int(sys.argv[1]))
