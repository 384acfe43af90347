"""Bodies that decide: making one, its name and signer from a day on, and what it was called on a day."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import units_of
from portal.places.public import Unit
from recognition.models import BodySigner, IssuingBody, IssuingBodyChange
from recognition.refusals import Incomplete, NotYours

AHEAD, EARLIEST = 366, date(1945, 9, 2)  # days; before it no body of today decided
PAPERS = (
    "superior",
    "symbol",
    "proposal_symbol",
    "notice_symbol",
    "collective",
)  # what only its papers say; may be empty
FIELDS = ("name", "short_code", "place_name", "signer_title", "signer_name", *PAPERS)


def as_on(body: IssuingBody, day: date) -> IssuingBody | IssuingBodyChange:
    """Name, short code and signer of a body on a day: the last change that had begun, else how the body began."""
    return body.changes.filter(valid_from__lte=day).order_by("-valid_from").first() or body


def open_body(unit: Unit, kind: str, begin: date, values: Mapping[str, str], *, by: Any) -> IssuingBody:
    """A body that decides in a unit from a day on. The same again, as after a double press, gives the one that is there.

    Raises NotYours, Incomplete (the short code begins the numbers of another body).
    """
    _must_administer(by, unit)
    _must_be_near(begin)
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        there = IssuingBody.objects.filter(unit=unit, kind=kind, valid_from=begin, **values).first()
        if there is not None:
            return there
        _code_is_free(values["short_code"])
        row = IssuingBody.objects.create(unit=unit, kind=kind, valid_from=begin, **values)
        append(
            "body.opened", f"body:{row.pk}", by=by, details={"unit": str(unit.uuid), "kind": kind, "from": str(begin)}
        )
    return row


def change_body(body: IssuingBody, begin: date, values: Mapping[str, str], *, by: Any) -> IssuingBodyChange | None:
    """Another name, short code or signer from a day on; None when nothing is other than on that day.

    Raises NotYours, Incomplete (before a change that is there, a day that has one, a short code of another body).
    """
    _must_administer(by, body.unit)
    _must_be_near(begin)
    with transaction.atomic():
        row = IssuingBody.objects.select_for_update().get(pk=body.pk)
        now = as_on(row, begin)
        values = {name: values.get(name, getattr(now, name)) for name in FIELDS}
        if all(getattr(now, name) == values[name] for name in FIELDS):
            return None
        last = row.changes.last()
        since = last.valid_from if last else row.valid_from
        if begin <= since:
            told = _("The last change holds from %(day)s: a new one begins later, for papers rest on what was.")
            raise Incomplete(told % {"day": since.strftime("%d/%m/%Y")}, "begin")
        _code_is_free(values["short_code"], row)
        change = IssuingBodyChange.objects.create(body=row, valid_from=begin, by=by, **values)
        append("body.changed", f"body:{row.pk}", by=by, details={"from": str(begin), "code": values["short_code"]})
    return change


def add_deputy(body: IssuingBody, name: str, office: str, begin: date, *, by: Any) -> BodySigner:
    """Somebody who signs for the head of the body (“KT.”) from a day on. The same again gives the one that is there.

    Raises NotYours, Incomplete (the day lies too far away).
    """
    _must_administer(by, body.unit)
    _must_be_near(begin)
    with transaction.atomic():
        row, made = BodySigner.objects.get_or_create(
            body=body, name=name, office=office, valid_from=begin, defaults={"by": by}
        )
        if made:
            append("body.deputy_added", f"body:{body.pk}", by=by, details={"from": str(begin), "deputy": row.pk})
    return row


def end_deputy(deputy: BodySigner, *, by: Any) -> BodySigner:
    """The deputy signs no more after today; papers signed before stay as they were. Ended twice is ended once. Raises NotYours."""
    _must_administer(by, deputy.body.unit)
    with transaction.atomic():
        row = BodySigner.objects.select_for_update(of=("self",)).get(pk=deputy.pk)
        if row.valid_to is None:
            row.valid_to = max(timezone.localdate(), row.valid_from)
            row.save(update_fields=["valid_to"])
            append("body.deputy_ended", f"body:{row.body_id}", by=by, details={"deputy": row.pk})
    return row


def _must_be_near(begin: date) -> None:
    """A slip of the pen in the year would close the body to every later change, or to every decision."""
    today = timezone.localdate()
    if begin > today + timedelta(days=AHEAD) or begin < EARLIEST:
        raise Incomplete(_("This day lies too far away. Look at the year again."), "begin")


def _code_is_free(code: str, body: IssuingBody | None = None) -> None:
    """Two bodies with one short code would give two certificates one number."""
    others = IssuingBody.objects.exclude(pk=body.pk if body else None).values_list("short_code", "changes__short_code")
    # Compared here: the embedded database folds no letter outside ASCII, so ĐS and đs would be two codes to it.
    taken = {one.casefold() for row in others for one in row if one}
    if code.casefold() in taken:
        raise Incomplete(
            _("“%(code)s” begins the numbers of another body. Choose another one.") % {"code": code}, "short_code"
        )


def _must_administer(by: Any, unit: Unit) -> None:
    if not units_of(by, "administrator").filter(pk=unit.pk).exists():
        raise NotYours(_("You can act in your own places only."))
