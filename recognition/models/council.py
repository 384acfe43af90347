"""The council of a campaign: who was named to it, its meetings, votes and minutes. Votes and corrections only grow."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class Council(models.Model):
    """Named by a decision of the agency, whose number and date are typed in from its register."""

    campaign = models.ForeignKey("recognition.Campaign", on_delete=models.PROTECT, related_name="councils")
    number = models.CharField(max_length=40)
    date = models.DateField()
    body_name = models.CharField(max_length=200, help_text="who named it, as it stands on the decision")
    place_name = models.CharField(max_length=100, help_text="stands before the date of its minutes")
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign"], condition=Q(ended_at=None), name="one_council_a_campaign")
        ]

    def __str__(self) -> str:
        return f"council {self.pk}"


class CouncilMember(models.Model):
    """A member as named. The account, where there is one, opens the council's pages and is asked for kinship."""

    class Role(models.TextChoices):
        CHAIR = "chair", _("chair")
        SECRETARY = "secretary", _("secretary")
        MEMBER = "member", _("member")

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="members")
    role = models.CharField(max_length=10, choices=Role.choices)
    name = models.CharField(max_length=100)
    position = models.CharField(max_length=150, blank=True)
    user = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["council"], condition=Q(role="chair"), name="one_chair"),
            models.UniqueConstraint(fields=["council"], condition=Q(role="secretary"), name="one_secretary"),
            models.UniqueConstraint(
                fields=["council", "user"], condition=Q(user__isnull=False), name="member_once_a_council"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Meeting(models.Model):
    """One meeting with its list of cases. Closed, it no longer changes: mistakes are corrected below it."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="meetings")
    day = models.DateField()
    begins = models.TimeField()
    place = models.CharField(max_length=200)
    notes = models.TextField(blank=True, help_text="what was said, for the minutes")
    version = models.PositiveIntegerField(default=1)
    where = models.CharField(
        max_length=200, blank=True, help_text="name of the place, as it was when the meeting closed"
    )
    quorum_of_six = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="the rule, when the meeting closed"
    )
    opened_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return f"meeting of {self.day}"


class MeetingItem(models.Model):
    """A case on the list, as it was judged until then (`basis`), and what the council made of it.

    Once the meeting is closed its minutes stay as they were: name, birth year, home and points stand here, the name under the
    meeting's own key.
    """

    class Outcome(models.TextChoices):
        WAITS = "", _("not decided yet")
        CONFIRM = "confirm", _("proposed for recognition")
        NOT_ENOUGH = "not_enough", _("not enough yet")
        PUT_OFF = "put_off", _("put off: no majority, or too few who could vote")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey("recognition.Case", on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey("recognition.Submission", on_delete=models.PROTECT, related_name="+")
    basis = models.ForeignKey("recognition.Assessment", on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True, help_text="to the learner, when it is not enough")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default="")
    assessment = models.ForeignKey(
        "recognition.Assessment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    counted = models.ForeignKey(
        "recognition.Assessment",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="the assessment that counted when the case was put on the list",
    )
    listed_at = models.DateTimeField(auto_now_add=True)
    name_encrypted = models.BinaryField(null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    home = models.CharField(max_length=100, blank=True)
    total = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)

    objects = ScopedManager(people="case__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"], condition=Q(outcome="", removed_at=None), name="one_open_item_a_submission"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.case_id}"


class Vote(models.Model):
    """What a member said of a case. The latest counts."""

    class Said(models.TextChoices):
        FOR = "for", _("for")
        AGAINST = "against", _("against")
        ABSTAIN = "abstain", _("abstained")
        ABSENT = "absent", _("absent")
        EXCLUDED = "excluded", _("left the room: kin, or helped")

    item = models.ForeignKey(MeetingItem, on_delete=models.PROTECT, related_name="votes")
    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, related_name="votes")
    said = models.CharField(max_length=10, choices=Said.choices)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(people="item__case__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.said} {self.item_id}"


class MinutesCorrection(models.Model):
    """What is wrong in the minutes of a closed meeting; printed below them."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="corrections")
    text = models.TextField()
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"correction {self.pk}"
