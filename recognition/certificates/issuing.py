"""The certificates of a decision, made at once: one block of register numbers, rows in bulk. Inside the act that decides."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from recognition.certificates.bodies import as_on
from recognition.certificates.register import new_token
from recognition.models import Certificate, CertificateStep, DecisionLine, IssuingBody, RegisterCounter


def take_numbers(body: IssuingBody, year: int, many: int) -> range:
    """The next `many` register numbers of a body and year. The row lock lasts until commit: a rollback gives them back."""
    if not RegisterCounter.objects.filter(body=body, year=year).exists():
        RegisterCounter.objects.bulk_create([RegisterCounter(body=body, year=year)], ignore_conflicts=True)
    counter = RegisterCounter.objects.select_for_update().get(body=body, year=year)
    first = counter.last + 1
    counter.last += many
    counter.save(update_fields=["last"])
    return range(first, first + many)


def issue_all(lines: Sequence[DecisionLine], *, by: Any, body: IssuingBody | None = None) -> list[Certificate]:
    """A certificate for each line, in their order, with the line's name; `body` is the decision's unless given.

    The people of the lines are locked already (see the lock order in docs/recognition.md). No audit entry of its own: the
    decision's says it.
    """
    if not lines:
        return []
    body, today = body or lines[0].decision.body, timezone.localdate()
    code = as_on(body, today).short_code
    numbers = take_numbers(body, today.year, len(lines))
    made = Certificate.objects.bulk_create(
        Certificate(
            line=line,
            learner_id=line.learner_id,
            body=body,
            token=new_token(),
            year=today.year,
            number=number,
            register_code=f"{code}-{today.year}-{number:04d}",
            name_encrypted=bytes(line.name_encrypted),
            issued_on=today,
            issued_by=by,
        )
        for line, number in zip(lines, numbers, strict=True)
    )
    what = CertificateStep.What.ISSUED
    CertificateStep.objects.bulk_create(CertificateStep(certificate=one, what=what, on=today, by=by) for one in made)
    return made
