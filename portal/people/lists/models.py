"""A list of people from Excel while it is looked at and taken in, and who came of which row."""

from django.db import models
from django_scopes import ScopedManager


class PeopleList(models.Model):
    """A file with people of one commune. What stands in it lies under a data key of its own, which goes with the file."""

    reference = models.CharField(max_length=22, unique=True)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file: sent twice, it is one list")
    file_encrypted = models.BinaryField(null=True)
    rows_encrypted = models.BinaryField(null=True)
    answers = models.JSONField(default=dict, help_text="row: who it is, and which people were shown; references alone")

    class Meta:
        app_label = "people"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "digest"],
                condition=models.Q(file_encrypted__isnull=False),
                name="one_open_list_of_a_file",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def holder(self) -> str:
        """Whose the data key is."""
        return f"list:{self.reference}"

    @property
    def is_open(self) -> bool:
        """Whether what stood in the file is still kept."""
        return self.rows_encrypted is not None


class ListedPerson(models.Model):
    """Who came of a row: registered by it, or known before (`registered` says which)."""

    people_list = models.ForeignKey(PeopleList, on_delete=models.PROTECT, related_name="people")
    row = models.PositiveIntegerField()
    learner = models.ForeignKey("people.Learner", on_delete=models.PROTECT, related_name="+")
    registered = models.BooleanField()

    objects = ScopedManager(people="learner__in")

    class Meta:
        app_label = "people"
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["people_list", "row"], name="a_row_is_taken_in_once")]
