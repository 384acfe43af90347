"""Forms of the shelf: one title, and a list to take in."""

from functools import partial
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.classes.shown import ShownForm
from content.library.lines import COLUMNS, MOST_LINES, wrong_link
from content.library.models import MOST_COPIES, LibraryItem
from content.library.shelf import FIELDS
from portal.text.list_form import ListForm, file_field, lines_field
from portal.text.sheets import lines_of_sheet


class ItemForm(ShownForm):
    """A book or other material; of two who write at once neither takes back what the other wrote."""

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
        label=_("On which shelf"), max_length=60, required=False, help_text=_("For example: kệ 1, ngăn 2.")
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


class ShelfListForm(ListForm):
    """Titles of the shelf, as a file or typed."""

    file = file_field(_("Excel or CSV, with the columns of the sample."))
    lines = lines_field(
        _("One title a line, its cells with ; between. A file that is chosen fills this field."),
        most=400_000,
        too_many=_("More than 1,000 lines. Import them in parts."),
        placeholder="Sổ tay nuôi gà; Nhiều tác giả; sách; chăn nuôi; 2; kệ 1",
    )
    read = staticmethod(partial(lines_of_sheet, columns=COLUMNS, most=MOST_LINES))

    def clean(self) -> dict[str, Any]:
        """See `ListForm`; typed lines have the bound of a file."""
        data = super().clean()
        if data.get("lines", "").count("\n") > MOST_LINES:
            self.add_error("lines", _("More than 1,000 lines. Import them in parts."))
        return data
