"""Forms about manual evidence and self-assessment."""

from collections.abc import Iterable, Sequence

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from recognition.criteria.words import Criteria, ManualKind
from recognition.evidence.waiting import Waiting
from recognition.refusals import Refused

ACCEPT = "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif,application/pdf,audio/*,.amr"


class ManyFilesInput(forms.FileInput):
    """Chooses several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """A list of the files chosen; an empty one for none."""

    def clean(self, data, initial=None) -> list[UploadedFile]:
        """Each file as Django's field cleans it."""
        return [super(ManyFilesField, self).clean(one, initial) for one in data or []]


class EvidenceForm(forms.Form):
    """What it is, when it happened, for which indicators, and the photo or PDF."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what kind of evidence this is.")},
    )
    also = forms.MultipleChoiceField(
        label=gettext_lazy("It is evidence for these too"), required=False, widget=forms.CheckboxSelectMultiple
    )
    title = forms.CharField(
        label=gettext_lazy("Its name, if it has one"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For example: First-aid class, Cultural house, March"),
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
    file = ManyFilesField(
        label=gettext_lazy("Photo, PDF or sound"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy(
            "Take a photo with the phone, or choose photos, a PDF or sound that is there. A paper of several pages: "
            "choose up to 10 photos at once. At most 15 MB a file, sound at most 5 minutes."
        ),
        widget=ManyFilesInput(attrs={"accept": ACCEPT}),
    )

    field_order = ("kind", "file", "on", "title", "also")  # as they stand on the page, so that what is wrong is told so

    def __init__(self, *args, criteria: Criteria, code: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.code = code
        self.kept: Waiting | None = None  # the file of an earlier try
        self.lost = False  # a file was chosen and cannot be kept
        self.kinds: Sequence[ManualKind] = criteria.manual_of(code)
        self.fields["kind"].choices = [(kind.id, kind.name) for kind in self.kinds]
        self.fields["also"].choices = [
            (one.code, f"{one.code}. {one.words()}") for one in criteria.indicators if one.code != code
        ]

    @property
    def needs_file(self) -> bool:
        """Whether the chosen kind, or while none is chosen every kind, must be seen on a photo or PDF."""
        chosen = [kind for kind in self.kinds if kind.id == self["kind"].value()]
        return all(kind.file == "required" for kind in chosen or self.kinds)

    @property
    def picks(self) -> Iterable[tuple[ManualKind, bool]]:
        """The kinds with whether each is chosen, for the template."""
        chosen = self["kind"].value()
        return [(kind, kind.id == chosen) for kind in self.kinds]

    @property
    def indicators(self) -> list[str]:
        """The indicator of the page and the further ones that were ticked."""
        return sorted({self.code, *self.cleaned_data["also"]})

    @property
    def uploads(self) -> list[UploadedFile]:
        """The files that were chosen; also beside fields that are wrong."""
        return self.cleaned_data.get("file") or []

    def refused(self, problem: Refused) -> None:
        """Shows why the act was refused, at the field that it names."""
        field = {"indicators": "also"}.get(problem.field, problem.field)
        self.add_error(field if field in self.fields else None, str(problem))
