"""The words for a kept form: each value under the label that stood above it, as it was shown there."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy

from portal.look.templatetags.look import vidate
from portal.unsent.typed import Typed

MOST_SHOWN = 40
View = TypeVar("View", bound=Callable[..., Any])
_NAMES = {
    "full_name": gettext_lazy("Full name"),
    "birth_year": gettext_lazy("Year of birth"),
    "username": gettext_lazy("Name to sign in with"),
    "login": gettext_lazy("Name to sign in with"),
    "name": gettext_lazy("Name"),
    "title": gettext_lazy("Title"),
    "points": gettext_lazy("Points"),
    "answer": gettext_lazy("Answer"),
    "reason": gettext_lazy("Reason"),
    "password": gettext_lazy("Password"),
    "old": gettext_lazy("Present password"),
    "new": gettext_lazy("New password"),
    "secret": gettext_lazy("Secret"),
    "identity_number": gettext_lazy("Identity number"),
    "birth_date": gettext_lazy("Date of birth"),
    "ethnicity": gettext_lazy("Ethnicity"),
    "religion": gettext_lazy("Religion"),
}

_CODED = {"points": gettext_lazy("Points"), "reason": gettext_lazy("Reason")}  # fields of an indicator, as in points-A1
_TEXTS = ("message", "notes", "paper", "reason", "text", "words")  # what people write, be it one word


def typed_into(form: Callable[[QueryDict], forms.Form]) -> Callable[[View], View]:
    """Marks a view with the form that people fill in on it, made from the query of its address."""

    def mark(view: View) -> View:
        view.typed_into = form  # type: ignore[attr-defined]  # a mark on the function, as Django's csrf_exempt leaves one
        return view

    return mark


def label_of(name: str) -> Any:
    """The label of a field by its name alone; empty for a name that nobody knows."""
    part, _dash, code = name.partition("-")
    return f"{_CODED[part]} {code}" if code and part in _CODED else _NAMES.get(name, "")


def read(typed: Typed) -> tuple[list[tuple[str, str]], list[str]]:
    """What a person would know again: rows of label and value, and the values that no label is known for."""
    form = _form_of(typed)
    rows: dict[str, list[str]] = {}
    others = []
    for name, value in typed.fields:
        field = form.fields.get(name) if form else None
        if field is not None and not isinstance(field.widget, forms.HiddenInput):
            if value.strip():
                rows.setdefault(str(field.label or label_of(name)), []).append(_shown(field, value))
        elif _readable(name, value):
            if label := label_of(name):
                rows.setdefault(str(label), []).append(value)
            else:
                others.append(value)
    return [(label, "\n".join(values)) for label, values in rows.items()][:MOST_SHOWN], others[:MOST_SHOWN]


def _form_of(typed: Typed) -> forms.Form | None:
    """The form of the page that it was sent to, where its view names one."""
    path, _mark, query = typed.path.partition("?")
    try:
        made = getattr(resolve(path).func, "typed_into", None)
    except Resolver404:
        return None
    return made(QueryDict(query)) if made else None


def _shown(field: forms.Field, value: str) -> str:
    """The words of a choice, a day as people write it, anything else as it was typed."""
    if isinstance(field, forms.ChoiceField):
        return next((str(words) for key, words in _choices(field) if str(key) == value), value)
    if isinstance(field, forms.DateField):
        try:
            return vidate(date.fromisoformat(value))
        except ValueError:
            return value
    return value


def _choices(field: forms.ChoiceField) -> Iterator[tuple[Any, Any]]:
    for key, words in field.choices:
        if isinstance(words, (list, tuple)):
            yield from words
        else:
            yield key, words


def _readable(name: str, value: str) -> bool:
    """Whether a person would know the value again: the texts, not the marks that forms carry for themselves."""
    if name.startswith("initial-"):  # what a form began with
        return False
    known = bool(label_of(name)) or name.partition("-")[0] in _TEXTS
    return bool(value.strip()) and (known or " " in value.strip()) and not value.lstrip().startswith(("{", "["))
