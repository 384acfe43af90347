"""A commune or province in a form: its name or official code, typed as people know it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.places.models import Unit
from portal.places.units import find_units, names_of
from portal.text.folding import fold

_SHOWN = 5


def one_unit(text: str, within: QuerySet[Unit] | None = None) -> Unit:
    """The unit meant by a name or code, among all or `within` some; raises ValidationError with the candidates."""
    found = find_units(text, limit=_SHOWN + 1, within=within)
    if len(found) == 1 or (found and found[0].code == text.strip()):
        return found[0].unit
    exact = [row for row in found if fold(row.full_name) == fold(" ".join(text.split()))]
    if len(exact) == 1:
        return exact[0].unit
    if not found and within is not None and find_units(text, limit=1):
        raise ValidationError(
            _("“%(name)s” is not one of your places. You can act in your own places only."), params={"name": text}
        )
    if not found:
        raise ValidationError(_("No commune or province has this name today. Check the spelling."))
    above = names_of([row.unit.parent_id for row in found if row.unit.parent_id])
    told = [
        ", ".join(filter(None, [row.full_name, above.get(row.unit.parent_id)])) + f": {row.code}"
        for row in found[:_SHOWN]
    ]
    raise ValidationError(_("Several have this name. Write the code instead: %(names)s.") % {"names": "; ".join(told)})


class UnitField(forms.CharField):
    """Gives a Unit. `within` says which may be named (None: all), `kind` that it has to be a commune or a province."""

    def __init__(self, *, within: QuerySet[Unit] | None = None, kind: str = "", **more: Any) -> None:
        self.within, self.kind = within, kind
        missing = {"required": gettext_lazy("Write the name or the code of the place.")}
        super().__init__(max_length=100, error_messages=missing | more.pop("error_messages", {}), **more)

    def clean(self, value: Any) -> Any:
        """The unit; None for nothing typed where that is allowed."""
        text = super().clean(value).strip()
        if not text:
            return None
        within = self.within
        if self.kind:
            within = (Unit.objects.all() if within is None else within).filter(kind=self.kind)
        return one_unit(text, within)
