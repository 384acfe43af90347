"""Words for what Wagtail leaves without any: fields and columns that would be named after the code, in English."""

from collections.abc import Callable

from django import forms
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.compare import FieldComparison, register_comparison_class
from wagtail.admin.forms import choosers
from wagtail.admin.forms.workflows import TaskChooserSearchForm, WorkflowPageForm
from wagtail.admin.views import workflows
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput, AdminTimeInput
from wagtail.blocks import BooleanBlock
from wagtail.sites.views import IndexView

LABELS = {
    "link_text": _("Text of the link"),
    "email_address": _("E-mail address"),
    "phone_number": _("Telephone number"),
    "subject": _("Subject of the e-mail"),
    "body": _("First words of the e-mail"),
    "page": _("Page"),
    "port": _("Port"),
    "site_name": _("Name of the site"),
    "root_page": _("First page"),
}
FORMS = (
    choosers.ExternalLinkChooserForm,
    choosers.AnchorLinkChooserForm,
    choosers.EmailLinkChooserForm,
    choosers.PhoneLinkChooserForm,
    WorkflowPageForm,
)


class TaskSearchForm(TaskChooserSearchForm):
    """Wagtail's form, whose second field is made only when there are several kinds of step."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "task_type" in self.fields:
            self.fields["task_type"].label = _("Kind of step")


def _leaving_what_was_typed(config: Callable[[forms.Widget], dict]) -> Callable[[forms.Widget], dict]:
    """The calendar beside a field turns what it cannot read into now; the server reads more, and says so when it cannot."""

    def get_config(widget: forms.Widget) -> dict:
        return config(widget) | {"validateOnBlur": False}

    return get_config


def _yes_or_no(value: object) -> str:
    """A tick in words; nothing for a field that holds none."""
    return "" if value is None else gettext("Yes") if value else gettext("No")


class TickComparison(FieldComparison):
    """Two versions of a tick side by side: Wagtail writes True and False."""

    def __init__(self, field: models.Field, obj_a: models.Model, obj_b: models.Model) -> None:
        super().__init__(field, obj_a, obj_b)
        self.val_a, self.val_b = _yes_or_no(self.val_a), _yes_or_no(self.val_b)


def _tick_in_words(_block: BooleanBlock, value: object, context: dict | None = None) -> str:
    return _yes_or_no(value)


def name_fields() -> None:
    """Gives fields and columns their words; what is shown later speaks the editor's language."""
    for form in FORMS:
        for name, field in form.base_fields.items():
            if name in LABELS:
                field.label = LABELS[name]
    workflows.TaskChooserSearchForm = TaskSearchForm
    BooleanBlock.render_basic = _tick_in_words
    register_comparison_class(models.BooleanField, comparison_class=TickComparison)
    for widget in (AdminDateInput, AdminDateTimeInput, AdminTimeInput):
        widget.get_config = _leaving_what_was_typed(widget.get_config)
    for column in IndexView.columns:
        if column.name in LABELS:
            column.label = LABELS[column.name]
