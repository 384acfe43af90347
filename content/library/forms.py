"""Forms of the shelf: one title, and a list to take in."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.library.lines import COLUMNS, MOST_LINES, wrong_link
from content.library.models import MOST_COPIES, LibraryItem
from content.library.shelf import FIELDS
from portal.text.sheets import lines_of_sheet


class ItemForm(forms.Form):
    """A book or other material."""

    title = forms.CharField(
        label=pgettext_lazy("of a book", "Title"),
        max_length=200,
        error_messages={"required": _("The title is missing.")},
    )
    author = forms.CharField(label=_("Author"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=LibraryItem.Kind.choices)
    topic = forms.CharField(
        label=pgettext_lazy("of a book", "Topic"),
        max_length=100,
        required=False,
        help_text=_("The same words for books that belong together, for example: chăn nuôi."),
    )
    copies = forms.IntegerField(
        label=_("How many copies"),
        initial=1,
        min_value=1,
        max_value=MOST_COPIES,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
        error_messages={"required": _("Write how many copies there are, 1 for a single one.")},
    )
    shelf = forms.CharField(
        label=_("Where it stands"), max_length=60, required=False, help_text=_("For example: kệ 1, ngăn 2.")
    )
    link = forms.CharField(
        label=_("Address where it can be read"),
        max_length=500,
        required=False,
        help_text=_("Only where it may be shared. May stay empty."),
    )
    licence = forms.ChoiceField(label=_("Why it may be shared"), choices=LibraryItem.Licence.choices, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": "", "invalid": ""})

    def __init__(self, *args: Any, item: LibraryItem | None = None, **kwargs: Any) -> None:
        first: dict[str, Any] = {"key": uuid4()}
        if item is not None:
            first = {name: getattr(item, name) for name in FIELDS} | {"key": item.uuid}
        super().__init__(*args, initial=first, **kwargs)

    def clean(self) -> dict[str, Any]:
        """An address goes with the reason why it may be shared."""
        data = super().clean() or {}
        link, licence = data.get("link", "").strip(), data.get("licence", "")
        if told := wrong_link(link, licence):
            self.add_error("licence" if link.startswith(("http", "/tai-lieu/")) and not licence else "link", told)
        return data

    def values(self) -> dict[str, Any]:
        """What the title is to say."""
        words = {
            name: " ".join(self.cleaned_data[name].split()) for name in ("title", "author", "topic", "shelf", "link")
        }
        return words | {name: self.cleaned_data[name] for name in ("kind", "copies", "licence")}


class ListForm(forms.Form):
    """A list, as a file or typed; a file only fills the lines, where they can be corrected."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("Excel or CSV, with the columns of the sample."),
        error_messages={"empty": _("The file is empty.")},
    )
    lines = forms.CharField(
        label=_("Lines"),
        required=False,
        max_length=400_000,
        help_text=_("One title a line, its cells with ; between. A file that is chosen fills this field."),
        error_messages={"max_length": _("More than 1,000 lines. Import them in parts.")},
        widget=forms.Textarea(
            attrs={
                "rows": 10,
                "class": "tall",
                "placeholder": "Sổ tay nuôi gà; Nhiều tác giả; sách; chăn nuôi; 2; kệ 1",
            }
        ),
    )

    def clean(self) -> dict[str, Any]:
        """The lines of the file, when one was chosen, stand in the field from now on."""
        data = super().clean() or {}
        if data.get("file"):
            try:
                data["lines"] = lines_of_sheet(data["file"].read(), columns=COLUMNS, most=MOST_LINES)
            except ValidationError as problem:
                self.add_error("file", problem)
            else:
                self.data = self.data.copy()
                self.data["lines"] = data["lines"]
        if not self.errors and not data.get("lines", "").strip():
            self.add_error("lines", _("Write at least one line, or choose a file."))
        elif data.get("lines", "").count("\n") > MOST_LINES:
            self.add_error("lines", _("More than 1,000 lines. Import them in parts."))
        return data
