"""Issuing: certificates of the lines of a decision, with register numbers that leave no gap."""

import secrets
import string
from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone

from portal.audit.public import append
from portal.people.public import DataKey, encrypt, key_of
from recognition.certificates.about import About, abouts_of_lines
from recognition.certificates.bodies import as_on
from recognition.certificates.choices import Choice, choice_of
from recognition.certificates.codes import new_code, register_form
from recognition.models import Certificate, CertificateStep, DecisionLine, IssuingBody, RegisterCounter
from recognition.titles import registry

_LETTERS = string.ascii_letters + string.digits  # a token that ends in a stroke is cut by whoever makes links of texts


def new_token() -> str:
    """22 random letters and digits (130 bits) that fit an address."""
    return "".join(secrets.choice(_LETTERS) for _ in range(22))


def take_numbers(body: IssuingBody, year: int, many: int = 1) -> range:
    """The next register numbers of a body and year. The row lock lasts until commit: a rollback gives them back."""
    if not RegisterCounter.objects.filter(body=body, year=year).exists():
        RegisterCounter.objects.bulk_create([RegisterCounter(body=body, year=year)], ignore_conflicts=True)
    counter = RegisterCounter.objects.select_for_update().get(body=body, year=year)
    first = counter.last + 1
    counter.last += many
    counter.save(update_fields=["last"])
    return range(first, first + many)


def issue_all(
    lines: Sequence[DecisionLine], *, by, body: IssuingBody | None = None, abouts: Sequence[About] | None = None
) -> list[Certificate]:
    """Certificates for lines of one decision, inside the caller's transaction, which writes the entry of the act.

    They begin with the decision; body and words are those of the lines unless given, as by a sheet that replaces another, which
    begins today. About ten questions, however many lines.
    """
    if not lines:
        return []
    decision, today = lines[0].decision, timezone.localdate()
    body, replaces = body or decision.body, abouts is not None
    said = abouts if abouts is not None else abouts_of_lines(lines)
    look = choice_of(body.unit)
    numbers, code = take_numbers(body, today.year, len(lines)), as_on(body, today).short_code
    key = key_of(f"decision:{decision.pk}")
    made = Certificate.objects.bulk_create(
        _certificate(line, about, key, body, number, f"{code}-{today.year}-{number:04d}", look, by)
        for line, about, number in zip(lines, said, numbers, strict=True)
    )
    begins = today if replaces else decision.date
    steps = [_step(one, CertificateStep.What.ISSUED, begins, by, decision.pk) for one in made]
    steps += [  # written at once: nobody has to be awake on the day when it ends
        _step(one, CertificateStep.What.LAPSED, one.valid_to + timedelta(days=1), by) for one in made if one.valid_to
    ]
    CertificateStep.objects.bulk_create(steps)
    return made


def issue(line: DecisionLine, *, by) -> Certificate:
    """A certificate for one line of a decision, with an entry of its own in the log."""
    (certificate,) = issue_all([line], by=by)
    append("certificate.issued", f"certificate:{certificate.pk}", by=by, details={"code": certificate.register_code})
    return certificate


def last_day(title_key: str, since: date) -> date | None:
    """The last day on which a title of this kind holds; None: without end, as long as no source names a time."""
    years = registry.title(title_key).lasts.value
    if years is None:
        return None
    try:
        return since.replace(year=since.year + years) - timedelta(days=1)
    except ValueError:  # 29 February
        return date(since.year + years, 2, 28)


def _certificate(
    line: DecisionLine, about: About, key: DataKey, body: IssuingBody, number: int, code: str, look: Choice, by
) -> Certificate:
    today, decision = timezone.localdate(), line.decision
    return Certificate(
        line=line,
        learner_id=line.learner_id,
        body=body,
        token=new_token(),
        code=new_code(),
        year=today.year,
        number=number,
        register_code=code,
        register_form=register_form(code),
        name_encrypted=encrypt(about.name, key),
        about_encrypted=about.sealed(key),
        issued_on=today,
        design=look.design,
        printed_points=look.points,
        valid_to=last_day(decision.title_key, _given_on(line)),
        issued_by=by,
    )


def _given_on(line: DecisionLine) -> date:
    """The day on which the title was given: a correction does not make it last longer."""
    while line.corrects is not None:
        line = line.corrects
    return line.decision.date


def _step(certificate: Certificate, what: str, on: date, by, decision: int | None = None) -> CertificateStep:
    return CertificateStep(certificate=certificate, what=what, on=on, by=by, decision_id=decision)
