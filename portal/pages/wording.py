"""Words for what Wagtail leaves without any: fields and columns that would be named after the code, in English."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import choosers
from wagtail.admin.forms.workflows import TaskChooserSearchForm, WorkflowPageForm
from wagtail.admin.views import workflows
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


def name_fields() -> None:
    """Gives fields and columns their words; what is shown later speaks the editor's language."""
    for form in FORMS:
        for name, field in form.base_fields.items():
            if name in LABELS:
                field.label = LABELS[name]
    workflows.TaskChooserSearchForm = TaskSearchForm
    for column in IndexView.columns:
        if column.name in LABELS:
            column.label = LABELS[column.name]
