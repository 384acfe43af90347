"""Who: accounts, learners known by a random id, their encrypted identity, consent, residence, dated roles.

Every model of a person is reachable only inside a scope (`portal.people.scope`): its one manager is
also the base manager, so related access, forms and the admin are guarded by the same filter.
"""

import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from portal.people.keys import DataKey, decrypt_all
from portal.people.lists.models import ListedPerson as ListedPerson
from portal.people.lists.models import PeopleList as PeopleList
from portal.people.pictures.models import CardPictures as CardPictures
from portal.people.private_detail import PrivateDetail as PrivateDetail  # a table of this app, in a file of its own


class Erasure(models.Model):
    """That somebody was forgotten: the digest of a random id, which says nothing about anybody."""

    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(auto_now_add=True)


def opaque_name() -> str:
    """A user name that says nothing: what people sign in with is a `SignInName`."""
    return secrets.token_hex(8)


def this_moment() -> datetime:
    """When something is recorded; the acts give it themselves where two rows belong together."""
    return timezone.now()


class User(AbstractUser):
    """An account. Its user name is random; people sign in with a telephone number or a chosen name (`SignInName`)."""

    username = models.CharField(max_length=150, unique=True, default=opaque_name)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sessions_ended = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("Grows when all sessions of the account end.")
    )
    last_name = None  # type: ignore[assignment]

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What each session of the account carries: the password's, and another one after sessions were ended."""
        told = super()._get_session_auth_hash(secret)
        return f"{told}:{self.sessions_ended}" if self.sessions_ended else told

    def get_full_name(self) -> str:
        """How others are shown the account: its chosen name, never a telephone number; else the random one."""
        if "_shown" not in self.__dict__:
            show_names([self])
        return self.__dict__["_shown"]

    def get_short_name(self) -> str:
        return self.get_full_name()

    @property
    def first_name(self) -> str:  # type: ignore[override]
        """The same for Wagtail's menu, which else shows the random name. No column: names of persons lie in their records."""
        return self.get_full_name()


class SignInName(models.Model):
    """What somebody signs in with: encrypted under the account's data key, found by a keyed digest (`lookup.py`)."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("telephone number")
        NAME = "name", _("chosen name")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_names")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    lookup = models.CharField(max_length=64, unique=True)
    text_encrypted = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_sign_in_name_of_a_kind")]


def show_names(users: Iterable[User]) -> None:
    """Looks up with two queries how these accounts are shown, so that a list of them asks no more.

    The chosen name; of a telephone number the last three digits; of an account without either the random user name.
    """
    rows = {user.pk: user for user in users}
    names = list(SignInName.objects.filter(user__in=rows).order_by("kind"))
    found: dict[int, str] = {}
    for name, text in zip(names, decrypt_all(name.text_encrypted for name in names), strict=True):
        told = text if name.kind == SignInName.Kind.NAME else gettext("telephone …%(end)s") % {"end": text[-3:]}
        found.setdefault(name.user_id, told if text else "")
    for pk, user in rows.items():
        user.__dict__["_shown"] = found.get(pk) or user.username


class Learner(models.Model):
    """Whoever has cases: a person, or a group of people.

    Known by `learner_id` (UUID4, the only thing statements carry; never in a URL, badge or certificate). Name, home and
    cases of a group lie where a person's lie, so scope, keys and mergers hold for it; only a person has an account.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        HOUSEHOLD = "household", _("household")
        CLAN = "clan", _("clan")
        RESIDENTIAL_GROUP = "residential_group", _("residential group")
        ORGANISATION = "organisation", _("organisation")
        COMMUNE = "commune", _("commune")

    learner_id = models.UUIDField(default=uuid.uuid4, primary_key=True, editable=False)
    user = models.OneToOneField("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="learner")
    reference = models.CharField(max_length=22, unique=True, help_text=_("Random text for addresses of pages."))
    created_at = models.DateTimeField(auto_now_add=True)
    registered_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.PERSON)
    represented_by = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="represents",
        help_text=_("The person who acts for a group: the head of a household or clan, of an organisation or a place."),
    )

    objects = ScopedManager(people="pk__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [
            models.CheckConstraint(condition=Q(kind="person") | Q(user=None), name="only_a_person_has_an_account"),
            models.CheckConstraint(
                condition=~Q(kind="person") | Q(represented_by=None), name="a_person_is_represented_by_nobody"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_person(self) -> bool:
        """Whether this is one person, not a group."""
        return self.kind == self.Kind.PERSON

    @property
    def has_members(self) -> bool:
        """Whether members are rows of their own; those of a residential group or commune are its residents."""
        return self.kind in (self.Kind.HOUSEHOLD, self.Kind.CLAN, self.Kind.ORGANISATION)


class Member(models.Model):
    """Somebody who belongs to a household, clan or organisation during `[valid_from, valid_to)`.

    A person is named only while that person agrees; else the row counts an adult or a child and names nobody. A row whose
    consent ended keeps its person for those days alone, so that who judged the group stays apart from it.
    """

    class Age(models.TextChoices):
        ADULT = "adult", _("adult")
        CHILD = "child", _("child")

    class Consent(models.TextChoices):
        UNNAMED = "", _("not named")
        ASKED = "asked", _("asked, no answer yet")
        GIVEN = "given", _("agrees to be named")
        REFUSED = "refused", _("does not want to be named")
        ENDED = "ended", _("does not agree any longer")

    subject = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Learner, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    age = models.CharField(max_length=5, choices=Age.choices)
    consent = models.CharField(max_length=7, choices=Consent.choices, blank=True)
    guardian_encrypted = models.BinaryField(
        null=True, blank=True, help_text=_("Name of the parent or guardian who agreed for somebody under 16.")
    )
    entered_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = ScopedManager(people="subject__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "person"], condition=Q(valid_to=None, person__isnull=False), name="member_once"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, consent__in=["asked", "given", "ended"])
                | Q(person=None, consent__in=["", "refused"]),
                name="member_named_by_consent",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="member_validity"
            ),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"member {self.pk}"


class LearnerAlias(models.Model):
    """A second record of a person found twice (`joining.py`): nothing of it is rewritten; reads span both.

    `alias` is the `learner_id` of the second record. Whoever takes the joining back removes the row; the log keeps both.
    """

    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="aliases")
    alias = models.UUIDField(unique=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    joined_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    proof = models.CharField(max_length=200, blank=True, help_text=_("What showed that both are one person."))
    account_went_over = models.BooleanField(
        default=False, help_text=_("The only account of the two came from the second.")
    )

    objects = ScopedManager(people="learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"


class PersonalRecord(models.Model):
    """Identity of a learner. Name and sort key are encrypted with the learner's data key (`keys.py`)."""

    class SubjectGroup(models.TextChoices):
        N1 = "N1", _("Farmers and rural workers")
        N2 = "N2", _("Workers, handicraft workers, repairers, self-employed")
        N3 = "N3", _("Officials, public employees, entrepreneurs and managers")
        N4 = "N4", _("Fourth group (not yet named in a document)")

    learner = models.OneToOneField(Learner, on_delete=models.PROTECT, related_name="record")
    key = models.ForeignKey(
        DataKey, null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    full_name_encrypted = models.BinaryField()
    sort_key_encrypted = models.BinaryField()
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    address_form = models.CharField(
        max_length=10, blank=True, help_text=_("cô, chú, anh, chị, bác… as the person chose.")
    )
    subject_group = models.CharField(max_length=2, choices=SubjectGroup.choices, blank=True)
    name_tokens = ArrayField(models.BigIntegerField(), default=list, help_text="keyed digests of words (names.py)")

    objects = ScopedManager(people="learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        indexes = [GinIndex(fields=["name_tokens"], name="record_name_tokens")]


class Consent(models.Model):
    """A learner's yes to one purpose, with the version of the text that was shown. Silence is not consent."""

    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=30)
    text_version = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    entered_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    representative_encrypted = models.BinaryField(
        null=True, blank=True, help_text=_("Name of the parent or guardian who agreed for somebody under 16.")
    )

    objects = ScopedManager(people="learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "purpose"], condition=Q(withdrawn_at=None), name="one_consent_in_force"
            )
        ]


class JoinSpan(models.Model):
    """From when to when two records were known to be one person's: what `LearnerAlias` says now, kept for every moment.

    Numbers of a past day ask it: who was counted once then is counted once in that number for ever.
    """

    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="join_spans")
    alias = models.UUIDField(db_index=True)
    joined_at = models.DateTimeField(default=this_moment)
    parted_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(people="learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["alias"], condition=Q(parted_at=None), name="joined_to_one_person"),
            models.CheckConstraint(condition=Q(parted_at=None) | Q(parted_at__gte=F("joined_at")), name="join_span"),
        ]


class Residence(models.Model):
    """Where a learner lives during `[valid_from, valid_to)`, and since when that is known.

    A row changes once: it gets its end. One that never held (it was replaced on its first day) ends on the day it began, so
    that a number of a past day finds what was known by then (`recorded_at`, `end_recorded_at`) and never moves.
    """

    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="residences")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    residential_group = models.ForeignKey(
        "places.ResidentialGroup", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=this_moment, editable=False)
    end_recorded_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ScopedManager(people="learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["learner"], condition=Q(valid_to=None), name="one_residence_now"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="residence_validity"
            ),
        ]


class Role(models.Model):
    """What a user may do, where and when. A citizen needs no row: having a learner is enough."""

    class Kind(models.TextChoices):
        STAFF = "staff", _("centre staff")
        OFFICER = "officer", _("recognition officer")
        SIGNER = "signer", _("signer")
        INSPECTOR = "inspector", _("inspector (reads, changes nothing)")
        ADMINISTRATOR = "administrator", _("administrator")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="roles")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    unit = models.ForeignKey(
        "places.Unit",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Commune or province. Empty: the whole installation (administrators only)."),
    )
    centre = models.ForeignKey("places.Centre", null=True, blank=True, on_delete=models.PROTECT, related_name="roles")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind="administrator") | Q(unit__isnull=False), name="role_has_a_unit"),
            # The same day twice: a role taken back before it did anything. The row stays as a trace.
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="role_ends_after_it_begins"
            ),
        ]


class ResetSlip(models.Model):
    """A one-time code on paper with which a person sets a new password; staff start it and never know the secret."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="reset_slips")
    code_sha256 = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
