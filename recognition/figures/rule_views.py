"""The screen on which a province chooses how digital skills are judged (P1): ticked, tried on its people, then published once."""

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.audit.public import append
from portal.people.public import User, for_role, units_of
from portal.places.public import Unit, names_of
from portal.text.days import DayField
from recognition.figures import places
from recognition.figures.kernel import Asked, held
from recognition.figures.p1 import Judged, all_of, judge, rule_of, said_by
from recognition.figures.rates import percent_of
from recognition.models import PlaceRule, RequirementSet
from recognition.refusals import Incomplete, NotYours, Refused
from recognition.skills.place_rules.words import ALL, ANY, Condition, Level, Points, Said
from recognition.skills.place_rules.words import PlaceRule as Rule
from recognition.skills.place_rules.writing import text_of
from recognition.titles.registry import titles_of
from recognition.titles.sources import Sourced

MOST = 20_000  # holders that are tried while somebody waits
MEASURE = "p1"


def _sets() -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for row in RequirementSet.objects.order_by("pk"):
        found[row.key] = row.title
    return [("", _("not asked")), *found.items()]


def _title_key() -> str:
    """The title of persons, whose holders P1 is about."""
    (one, *_others) = titles_of("person")
    return one.key


class RuleForm(forms.Form):
    """A rule in ticks."""

    set_key = forms.ChoiceField(label=gettext_lazy("Requirement set"), choices=_sets, required=False)
    percent = forms.DecimalField(
        label=gettext_lazy("Share of its competences that is shown, in per cent"),
        min_value=1,
        max_value=100,
        required=False,
    )
    qd757 = forms.BooleanField(label=gettext_lazy("Confirmed under Decision 757"), required=False)
    course = forms.BooleanField(label=gettext_lazy("Finished a course of digital skills"), required=False)
    judgement = forms.BooleanField(
        label=gettext_lazy("An officer says that the skills suffice for the work"), required=False
    )
    points = forms.DecimalField(
        label=gettext_lazy("Points of indicator B1 at least"), min_value=Decimal("0.5"), max_value=10, required=False
    )
    join = forms.ChoiceField(
        label=gettext_lazy("Who counts"),
        choices=[(ANY, gettext_lazy("who meets one of these")), (ALL, gettext_lazy("who meets all of these"))],
        widget=forms.RadioSelect,
        initial=ANY,
    )
    trained = forms.BooleanField(
        label=gettext_lazy("And was trained (the targets ask it from 2030 on)"), required=False
    )
    version = forms.RegexField(
        r"^[\w.\-]{1,30}$",
        label=gettext_lazy("Version"),
        help_text=gettext_lazy("Stands beside every number, for example 2026.1."),
    )
    valid_from = DayField(label=gettext_lazy("Holds from"), initial=timezone.localdate)
    document = forms.CharField(
        label=gettext_lazy("Document that says so"),
        max_length=200,
        help_text=gettext_lazy("In which the province chose it."),
    )

    def __init__(self, *args: Any, trying: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if trying:  # what is only tried has no version and no document yet
            self.fields["version"].required = self.fields["document"].required = False

    def clean(self) -> dict[str, Any]:
        """At least one condition; a set comes with its share."""
        data = super().clean() or {}
        if bool(data.get("set_key")) != bool(data.get("percent")):
            self.add_error("percent", _("Choose a requirement set and its share, or neither."))
        if not (self.errors or self.conditions()):
            self.add_error("join", _("Tick at least one condition: without one nobody, or everybody, would count."))
        return data

    def conditions(self) -> tuple[Condition, ...]:
        """What was ticked."""
        data, found = self.cleaned_data, []
        if data.get("set_key") and data.get("percent"):
            found.append(Level(data["set_key"], data["percent"], ()))
        found += [Said(kind) for kind in ("qd757", "course", "judgement") if data.get(kind)]
        if data.get("points"):
            found.append(Points(_title_key(), "B1", data["points"]))
        return tuple(found)

    def rule(self, province: Unit) -> Rule:
        """The rule that was ticked."""
        data = self.cleaned_data
        document = Sourced(data["document"] or "–", "proposed")
        return Rule(
            f"p1-{province.pk}", data["version"] or "0", MEASURE, _("Digital skills that the work requires"), "proposed", "",
            document, data["valid_from"], data["join"], self.conditions(), data["trained"],
        )  # fmt: skip


def publish(province: Unit, rule: Rule, document: str, by: User) -> PlaceRule:
    """Publishes a rule of a province. Raises NotYours, Incomplete (version: published already; valid_from: before the last)."""
    if not units_of(by, "administrator").filter(pk=province.pk).exists():
        raise NotYours(_("Only an administrator of the province chooses its rule."))
    last = PlaceRule.objects.filter(unit=province).order_by("-valid_from", "-pk").first()
    if last is not None and rule.valid_from < last.valid_from:
        raise Incomplete(_("A rule in force begins later than this day. Choose that day or a later one."), "valid_from")
    text = text_of(rule)
    digest = hashlib.sha256(text.encode()).hexdigest()
    about = {"key": rule.key, "version": rule.version, "valid_from": rule.valid_from, "document": document}
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = PlaceRule.objects.create(unit=province, text=text, digest=digest, published_by=by, **about)
        except IntegrityError:
            raise Incomplete(_("This version is published already. Give the rule another one."), "version") from None
        append(
            "figures.rule_published", f"place_rule:{row.pk}", by=by, details={"digest": digest, "version": rule.version}
        )
    return row


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("administrator")
def place_rule(request: HttpRequest, code: str) -> HttpResponse:
    """Ticks, tries and publishes the rule of a province."""
    place = places.place_of(code)
    province = place.unit
    if province is None or province.kind != Unit.Kind.PROVINCE:
        raise Http404
    if not units_of(request.user, "administrator").filter(pk=province.pk).exists():
        raise Http404
    publishing, tried = request.POST.get("act") == "publish", None
    form = RuleForm(request.POST or None, trying=not publishing)
    if request.method == "POST" and form.is_valid():
        rule = form.rule(province)
        if publishing:
            try:
                publish(province, rule, form.cleaned_data["document"], request.user)
            except Refused as refusal:
                form.add_error(refusal.field or None, str(refusal))
            else:
                messages.success(request, _("Published. Numbers from that day on are judged by it."))
                return redirect("recognition:place_rule", code)
        else:
            tried = tried_on(province, rule)
    rows = PlaceRule.objects.filter(unit=province)
    context = {"form": form, "place": place, "name": place.name, "rows": rows[:50], "tried": tried}
    return render(request, "recognition/figures/rule.html", context, status=422 if form.errors else 200)


def tried_on(province: Unit, rule: Rule) -> dict[str, Any]:
    """What the rule would say today and at the end of last year, beside the rule of those days, commune by commune."""
    today = timezone.localdate()
    days = [today, date(today.year - 1, 12, 31)]
    asked = [Asked(_title_key(), day, province) for day in days]
    if any(held(one).count > MOST for one in asked):
        return {"too_many": True}
    found = []
    for day, one in zip(days, asked, strict=True):
        row = rule_of(province, day)
        now, new = ({} if row is None else judge(said_by(row), one)), judge(rule, one)
        communes = sorted({*now, *new})
        names = names_of(Unit.objects.filter(pk__in=communes))
        found.append(
            {
                "day": day,
                "old_rule": row,
                "old": _told(all_of(now.values())) if row else None,
                "new": _told(all_of(new.values())),
                "rows": [
                    {
                        "name": names.get(unit, ""),
                        "old": _told(now[unit]) if unit in now else None,
                        "new": _told(new[unit]),
                    }
                    for unit in communes
                ],
            }
        )
    return {"days": found}


def _told(found: Judged) -> dict[str, Any]:
    return {
        "judged": found,
        "percent": percent_of(found.told, found.total),
        "coverage": percent_of(found.yes + found.no, found.total),
    }
