"""The form of a piece of evidence, once it is known what somebody has: how it is shown, when it was, what it speaks for."""

from collections.abc import Sequence

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recognition.evidence.asked import BADGE, FILE, LINK, SOUND, WITNESS, Asked
from recognition.evidence.waiting import Waiting
from recognition.refusals import Refused

ACCEPT = {
    FILE: "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif,application/pdf",
    SOUND: "audio/*,.amr",
    BADGE: "application/json,.json,.jwt,.jws,image/png",
}
LONGEST_LINK = 500  # characters
_FILES = {
    FILE: (
        gettext_lazy("Photos of the pages, or a PDF"),
        gettext_lazy(
            "Photograph page after page, the back with signature and stamp too: up to 10. Or choose photos or a PDF that are "
            "there. At most 15 MB a file."
        ),
    ),
    SOUND: (gettext_lazy("Sound"), gettext_lazy("Record it with the phone, or choose one that is there. At most 5 minutes.")),
    BADGE: (
        gettext_lazy("File of the digital certificate"),
        gettext_lazy("The file that the other place gave: its name ends with json, jwt or png."),
    ),
}  # fmt: skip


class ManyFilesInput(forms.FileInput):
    """Chooses several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """A list of the files chosen; an empty one for none."""

    def clean(self, data, initial=None) -> list[UploadedFile]:
        """Each file as Django's field cleans it."""
        return [super(ManyFilesField, self).clean(one, initial) for one in data or []]


class EvidenceForm(forms.Form):
    """How it is shown, the day, its name, the indicators. `pages`: the files of earlier tries, in their order."""

    file = ManyFilesField(required=False, allow_empty_file=True, widget=ManyFilesInput)
    link = forms.CharField(
        label=gettext_lazy("The address"),
        max_length=LONGEST_LINK,
        help_text=gettext_lazy("Copy it from the browser. It has to open for everybody, without signing in."),
        error_messages={"required": gettext_lazy("Write the address, for example https://xa.example.vn/tin/lop-hoc.")},
    )
    witness = forms.CharField(
        label=gettext_lazy("Who knows of it?"),
        max_length=200,
        help_text=gettext_lazy(
            "Write the office and the place, for example: head of Dong hamlet. No telephone or identity number is needed."
        ),
        error_messages={"required": gettext_lazy("Write who knows of it, for example: head of Dong hamlet.")},
    )
    on = forms.DateField(
        label=gettext_lazy("On which day?"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("The day it happened, or the day on the paper."),
        error_messages={
            "required": gettext_lazy("Write the day it happened, or the day on the paper."),
            "invalid": gettext_lazy("This day does not exist. Write day/month/year, for example 05/03/2026."),
        },
    )
    title = forms.CharField(
        label=gettext_lazy("Its name, if it has one"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For example: First-aid class, Cultural house, March"),
    )
    indicators = forms.MultipleChoiceField(
        label=gettext_lazy("What does it speak for?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick what it speaks for: one thing or several.")},
    )

    field_order = ("file", "link", "witness", "on", "title", "indicators")  # as they stand on the page

    def __init__(self, *args, asked: Asked, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.asked, self.by = asked, asked.by
        self.pages: list[Waiting] = []
        self.lost = False  # a file was chosen and cannot be kept
        self.again = False  # it was sent and kept a moment ago
        for name, ways in (("file", _FILES), ("link", (LINK,)), ("witness", (WITNESS,))):
            if self.by not in ways:
                del self.fields[name]
        if "file" in self.fields:
            self.fields["file"].label, self.fields["file"].help_text = _FILES[self.by]
            self.fields["file"].widget.attrs["accept"] = ACCEPT[self.by]
        if asked.kind is not None and asked.kind.id == "other":
            self.fields["title"].label = _("What is it, in a few words?")
            self.fields["title"].required = True
            self.fields["title"].error_messages["required"] = _("Write in a few words what this is.")
        choices = [one.code for one in asked.indicators]
        self.fields["indicators"].choices = [(one.code, one.words()) for one in asked.indicators]
        ticked = choices if len(choices) == 1 else [asked.code] if asked.code in choices else []
        self.fields["indicators"].initial = ticked

    def clean_link(self) -> str:
        """An address of the web that a browser opens; nothing is fetched."""
        said = self.cleaned_data["link"].strip()
        address = said if "://" in said else f"https://{said}"
        URLValidator(["http", "https"], message=_("This is no address of the web. Copy it whole: https://…"))(address)
        return address

    @property
    def ticks(self) -> Sequence[tuple[str, str, bool]]:
        """The indicators with their words and whether each is ticked, for the template."""
        chosen = self["indicators"].value() or []
        return [(code, words, code in chosen) for code, words in self.fields["indicators"].choices]

    @property
    def needs_file(self) -> bool:
        """Whether it must be seen or heard in a file."""
        kind = self.asked.kind
        return "file" in self.fields and (self.by != FILE or kind is None or kind.file == "required")

    @property
    def takes_pages(self) -> bool:
        """Whether one paper may have several photos."""
        return self.by == FILE

    @property
    def uploads(self) -> list[UploadedFile]:
        """The files that were chosen; also beside fields that are wrong."""
        return self.cleaned_data.get("file") or []

    def of_pages_only(self) -> None:
        """Only pages were added, moved or left out: what else is missing is not asked for yet."""
        for name in [name for name in self.errors if name != "file"]:
            del self.errors[name]

    def refused(self, problem: Refused) -> None:
        """Shows why the act was refused, at the field that it names."""
        self.add_error(problem.field if problem.field in self.fields else None, str(problem))
