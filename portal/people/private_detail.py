"""The table of private details: one row for each that is kept, apart from the personal record."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class PrivateDetail(models.Model):
    """One thing about a person that few may read, under the person's data key (acts: `private_details.py`).

    An identity number is found by a keyed digest (`lookup.py`), and nobody's twice.
    """

    class Kind(models.TextChoices):
        NUMBER = "identity_number", _("identity number")
        BIRTH_DATE = "birth_date", _("date of birth")
        ETHNICITY = "ethnicity", _("ethnicity")
        RELIGION = "religion", _("religion")

    learner = models.ForeignKey("people.Learner", on_delete=models.PROTECT, related_name="private_details")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    text_encrypted = models.BinaryField()
    lookup = models.CharField(max_length=64, unique=True, null=True, editable=False)
    entered_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now=True)

    objects = ScopedManager(people="learner__in")

    class Meta:
        app_label = "people"
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["learner", "kind"], name="one_private_detail_of_a_kind"),
            models.CheckConstraint(
                condition=Q(kind="identity_number", lookup__isnull=False)
                | (~Q(kind="identity_number") & Q(lookup=None)),
                name="an_identity_number_is_found_by_its_digest",
            ),
        ]
