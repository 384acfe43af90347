"""Forms of persons. Every error says what to do next; what an act refuses is shown at the field it names."""

import re

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.people.identity import identity
from portal.people.models import Learner, PersonalRecord
from portal.people.registering import Person
from portal.people.sign_in import ACCOUNT_EXISTS, checked, taken
from portal.places.public import ResidentialGroup, Unit, groups_of

ADDRESS_FORMS = [
    ("", _("No word, only the name")),
    *[(word, word) for word in ("em", "anh", "chị", "cô", "chú", "bác", "ông", "bà")],
]


def checked_full_name(text: str) -> str:
    """The name with single blanks, if it can be somebody's; raises ValidationError that says what to write."""
    name = " ".join(text.split())
    if len(name.split()) < 2:
        raise ValidationError(_("Write family name and given name, for example Nguyễn Thị Hoa."))
    if re.search(r"[\d<>@/]", name):
        raise ValidationError(_("A name has letters only. Identity and phone numbers are not asked for here."))
    return name


class ActForm(forms.Form):
    """A form whose act may refuse what the form alone found right."""

    def full_clean(self) -> None:
        """Also says at a password that was good that it has to be typed again: it is never sent back."""
        super().full_clean()
        self._passwords_again()

    def _passwords_again(self) -> None:
        for name, field in self.fields.items():
            if self.errors and isinstance(field.widget, forms.PasswordInput) and name not in self.errors:
                self[name].help_text = _("Type it once more: the portal does not send passwords back.")

    def refused(self, problem: ValidationError) -> None:
        """Shows the act's refusal at the fields it names, or above the form."""
        named = problem.error_dict if hasattr(problem, "error_dict") else {None: problem.error_list}
        for field, errors in named.items():
            self.add_error(field if field in self.fields else None, errors)
        self._passwords_again()


class PersonForm(ActForm):
    """Name and how to speak to the person; the rest may stay empty."""

    full_name = forms.CharField(
        label=_("Full name"),
        max_length=100,
        help_text=_("As on paper, with marks. For example Nguyễn Thị Hoa."),
        error_messages={"required": _("The name is missing. Write family name and given name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    birth_year = forms.IntegerField(
        label=_("Year of birth"),
        required=False,
        help_text=_("Four digits, for example 1984. Needed to agree that learning is recorded."),
        error_messages={"invalid": _("Write the year with four digits, for example 1984, or leave it empty.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4}),
    )
    address_form = forms.ChoiceField(
        label=_("Which word shall the portal put before the name?"), choices=ADDRESS_FORMS, required=False
    )
    subject_group = forms.ChoiceField(
        label=_("Which group fits best?"),
        required=False,
        help_text=_("The title has a form of its own for each group."),
        choices=[("", _("Not known yet")), *PersonalRecord.SubjectGroup.choices],
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self._year_needed():
            self.fields["birth_year"].error_messages["invalid"] = _(
                "Write the year with four digits, for example 1984."
            )

    def _year_needed(self) -> bool:
        """Whether a yes is ticked, which cannot be taken without the year."""
        return self.is_bound and "consents" in self.fields and bool(self["consents"].data)

    def clean_full_name(self) -> str:
        return checked_full_name(self.cleaned_data["full_name"])

    def clean_birth_year(self) -> int | None:
        year = self.cleaned_data["birth_year"]
        if year is not None and not 1900 <= year <= timezone.localdate().year:
            if self._year_needed():
                raise ValidationError(_("This year cannot be right. Write four digits, for example 1984."))
            raise ValidationError(
                _("This year cannot be right. Write four digits, for example 1984, or leave it empty.")
            )
        return year

    def person(self, unit: Unit) -> Person:
        """What was typed, for registering."""
        data = self.cleaned_data
        return Person(
            data["full_name"], unit, data["birth_year"], data["address_form"], data["subject_group"], data.get("group")
        )

    @staticmethod
    def known(learner: Learner) -> dict:
        """What the form begins with for somebody whose record is kept."""
        kept = identity(learner)
        fields = ("full_name", "birth_year", "address_form", "subject_group")
        return {field: getattr(kept, field) for field in fields} if kept else {}


class CorrectionForm(PersonForm):
    """The same for a record that is kept: it carries what it began with, so that it writes nothing but what was typed."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True

    def corrected(self) -> dict:
        """The record as it is now, with what was changed on this page: what somebody else corrected meanwhile stays."""
        carried = self.add_initial_prefix("full_name") in self.data  # not by a page that was opened before it could
        typed = self.changed_data if carried else self.cleaned_data
        return self.cleaned_data | self.initial | {name: self.cleaned_data[name] for name in typed}


def group_field() -> forms.ModelChoiceField:
    """A residential group; which ones is set when the commune is known."""
    return forms.ModelChoiceField(
        label=_("Village or residential group"),
        queryset=ResidentialGroup.objects.none(),
        required=False,
        empty_label=_("Not known yet"),
    )


def offer_groups(form: forms.Form, unit: Unit) -> None:
    """The commune's groups; a commune without any is not asked."""
    groups = groups_of(unit)
    if groups.exists():
        form.fields["group"].queryset = groups
    else:
        del form.fields["group"]


def username_field(**more) -> forms.CharField:
    """Phone number or a name of one's choice."""
    attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
    options = {
        "label": _("Name to sign in with"),
        "max_length": 50,
        "help_text": _("Your phone number, or a short name that is easy to remember."),
        "error_messages": {"required": _("The name to sign in with is missing. A phone number will do.")},
        "widget": forms.TextInput(attrs=attrs),
    }
    return forms.CharField(**options | more)


def password_field(label: str, autocomplete: str = "new-password", **more) -> forms.CharField:
    """A secret; spaces at its ends belong to it."""
    options = {
        "label": label,
        "strip": False,
        "max_length": 200,
        "widget": forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        "error_messages": {"required": _("The password is missing. Type it here.")},
    }
    return forms.CharField(**options | more)


def stay_field() -> forms.BooleanField:
    """Whether the session outlives the browser; on a shared device it must not."""
    return forms.BooleanField(
        label=_("Stay signed in on this device"),
        help_text=_("Only on your own phone, not on a device of the centre."),
        required=False,
    )


def free_username(name: str) -> str:
    """The name as it is kept, if somebody can sign in with it; raises ValidationError."""
    name = checked(name)
    if taken(name):
        raise ValidationError(gettext_lazy(ACCOUNT_EXISTS), code="taken")
    return name


class SignUpForm(PersonForm):
    """A citizen opens an account alone."""

    group = group_field()
    username = username_field()
    password = password_field(_("Password"), help_text=_("At least 8 letters or digits. Not a very common one."))
    stay = stay_field()
    consents = forms.BooleanField(label=_("I agree that my learning is recorded, as written above."), required=False)
    field_order = [
        "full_name",
        "birth_year",
        "address_form",
        "subject_group",
        "group",
        "username",
        "password",
        "stay",
        "consents",
    ]

    def __init__(self, *args, unit: Unit, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer_groups(self, unit)

    def clean_username(self) -> str:
        return free_username(self.cleaned_data["username"])

    def clean_password(self) -> str:
        """Judged together with all other fields, so that everything wrong is said at once."""
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]


class SlipForm(ActForm):
    """The code of a slip and a new password."""

    code = forms.CharField(
        label=_("Code on the slip"),
        help_text=_("Three groups of four letters and digits. Capitals and dashes do not matter."),
        max_length=30,
        error_messages={"required": _("The code is missing. It stands on the slip from the centre.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    password = password_field(_("New password"), help_text=_("At least 8 letters or digits. Not a very common one."))
    stay = stay_field()


class PasswordForm(ActForm):
    """The present password and a new one."""

    old = password_field(_("Present password"), "current-password")
    new = password_field(_("New password"), help_text=_("At least 8 letters or digits. Not a very common one."))


class MoveForm(ActForm):
    """Since when somebody lives in the chosen commune."""

    group = group_field()
    since = forms.DateField(
        label=_("Since which day?"),
        initial=timezone.localdate,
        error_messages={"required": _("The day is missing."), "invalid": _("Write the day as in 25/12/2026.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, unit: Unit, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer_groups(self, unit)
