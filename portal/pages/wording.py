"""Words for what Wagtail leaves without any: fields and columns that would be named after the code, in English."""

from collections.abc import Callable

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import choosers
from wagtail.admin.forms.workflows import TaskChooserSearchForm, WorkflowPageForm
from wagtail.admin.views import workflows
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput, AdminTimeInput
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


def name_fields() -> None:
    """Gives fields and columns their words; what is shown later speaks the editor's language."""
    for form in FORMS:
        for name, field in form.base_fields.items():
            if name in LABELS:
                field.label = LABELS[name]
    workflows.TaskChooserSearchForm = TaskSearchForm
    for widget in (AdminDateInput, AdminDateTimeInput, AdminTimeInput):
        widget.get_config = _leaving_what_was_typed(widget.get_config)
    for column in IndexView.columns:
        if column.name in LABELS:
            column.label = LABELS[column.name]
