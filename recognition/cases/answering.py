"""Whether whoever was asked for more has added something since: nobody hands the same thing in again without seeing it."""

from typing import Any

from recognition.models import Case, Evidence

_ASKS = ("ask_for_more", "not_enough", "send_back", "find_not_enough", "annul")


def added_since_asked(case: Case, people: Any) -> bool:
    """Whether evidence or points came after the officer wrote last; `people`: all records of the person."""
    asked = case.events.filter(act__in=_ASKS).order_by("-pk").first()
    if asked is None:
        return True
    papers = Evidence.objects.filter(learner__in=people, created_at__gt=asked.at, withdrawn_at=None)
    papers = papers.filter(title_key=case.title_key)  # an organisation may be at work on two titles
    return papers.exists() or case.entries.filter(at__gt=asked.at).exists()
