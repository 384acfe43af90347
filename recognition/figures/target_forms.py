"""The four forms with which a place enters bases, results, own targets and rewards."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.people.public import User
from portal.places.public import Unit
from portal.text.days import DayField
from recognition.figures.entering import enter_base, enter_result, enter_reward, enter_target
from recognition.figures.targets import Target, bases, plans
from recognition.models.figures import MOST
from recognition.sets.publishing import shipped
from recognition.titles.registry import TITLES


def _number(label: Any, hint: Any = "", **more: Any) -> forms.IntegerField:
    look = forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"})
    return forms.IntegerField(label=label, help_text=hint, min_value=0, max_value=MOST, widget=look, **more)


def _year() -> forms.IntegerField:
    field = _number(_("Year"))
    field.initial = timezone.localdate().year
    return field


def _plan(target: Target) -> str:
    """The paper of a plan; where it has no number, whose plan it is."""
    paper, place = target.plan.paper, target.plan.place
    return f"{paper[:1].upper()}{paper[1:]}{f', {place}' if place else ''}"


class EnteredForm(forms.Form):
    """What every form ends with: the document that says so."""

    document = forms.CharField(
        label=_("Document that says so"),
        max_length=200,
        help_text=_("Number, date and who issued it. It stands beside the number."),
    )

    def values(self) -> dict[str, Any]:
        """What was typed, for the act."""
        return dict(self.cleaned_data)


class BaseForm(EnteredForm):
    """How many there are of something."""

    key = forms.ChoiceField(label=_("What is counted"), choices=lambda: bases().items())
    count = _number(_("How many"))
    day = DayField(label=_("Counted on"))
    field_order = ("key", "count", "day", "document")

    def enter(self, unit: Unit, by: User) -> object:
        """The act."""
        return enter_base(unit, by=by, **self.values())


class ResultForm(EnteredForm):
    """What came of a target that the portal cannot count."""

    key = forms.ChoiceField(
        label=_("Target of a plan"),
        choices=lambda: [
            (one.key, f"{_plan(one)}, {one.year}: {one.wording}")
            for one in plans().targets
            if one.measure == "typed" and one.year
        ],
    )
    year = _year()
    numerator = _number(_("How many reach it"))
    base = _number(_("Of how many"))
    field_order = ("key", "year", "numerator", "base", "document")

    def enter(self, unit: Unit, by: User) -> object:
        """The act."""
        return enter_result(unit, by=by, **self.values())


class TargetForm(EnteredForm):
    """A target of the place's own plan."""

    title_key = forms.ChoiceField(
        label=pgettext_lazy("of recognition", "Title"),
        choices=lambda: [(one.key, shipped(one.set_key).title) for one in TITLES],
    )
    base = forms.ChoiceField(label=_("In per cent of"), choices=lambda: bases().items())
    year = _year()
    value = forms.DecimalField(label=_("At least, in per cent"), max_digits=4, decimal_places=1, localize=True)
    most = forms.DecimalField(
        label=_("At most"), max_digits=4, decimal_places=1, required=False, localize=True,
        help_text=_("Only where the plan names a range."),
    )  # fmt: skip
    field_order = ("title_key", "base", "year", "value", "most", "document")

    def enter(self, unit: Unit, by: User) -> object:
        """The act."""
        return enter_target(unit, by=by, **self.values())


class RewardForm(EnteredForm):
    """A decision of praise with how many it names."""

    form = forms.CharField(label=_("What was given"), max_length=100, help_text=_("For example giấy khen, bằng khen."))
    year = _year()
    people = _number(_("People named in it"), initial=0)
    groups = _number(_("Households, clans, places and organisations named in it"), initial=0)
    field_order = ("form", "year", "people", "groups", "document")

    def enter(self, unit: Unit, by: User) -> object:
        """The act."""
        return enter_reward(unit, by=by, **self.values())


FORMS = {"base": BaseForm, "result": ResultForm, "target": TargetForm, "reward": RewardForm}
