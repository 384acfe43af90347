"""What signs badges and slips: keys of a body, lists of states, and what was signed for whom. Private halves lie sealed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

LIST_BITS = 131_072  # a list of fewer entries would tell who is who (Bitstring Status List 1.0, 6.1)


class IssuerKey(models.Model):
    """A key of a body. One of a kind is in use; older ones stay, without their private half, so that what they signed is read."""

    class Kind(models.TextChoices):
        ED25519 = "ed25519", _("Ed25519: badges as JSON, slips on paper, case files")
        RSA2048 = "rsa2048", _("RSA, 2048 bits: badges as JWT")

    body = models.ForeignKey("recognition.IssuingBody", on_delete=models.PROTECT, related_name="issuer_keys")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    fingerprint = models.CharField(
        max_length=64, unique=True, help_text="SHA-256 of the public key (SPKI, DER), hexadecimal"
    )
    public = models.JSONField(help_text="the public half, as a JWK")
    private_sealed = models.BinaryField(
        blank=True, help_text="the private half under NAMES_KEY; empty once it is out of use"
    )
    active_from = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    compromised_at = models.DateTimeField(
        null=True, blank=True, help_text="others have it: nothing it signed is to be believed"
    )
    made_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["body", "kind"], condition=Q(retired_at=None), name="one_key_in_use"),
            models.CheckConstraint(
                condition=Q(compromised_at=None) | Q(retired_at__isnull=False), name="a_compromised_key_is_out_of_use"
            ),
        ]

    def __str__(self) -> str:
        return self.kid

    @property
    def kid(self) -> str:
        """What a signature calls its key: the first 8 bytes of its fingerprint, as on the slip."""
        return self.fingerprint[:16]

    @property
    def printed(self) -> str:
        """The fingerprint in fours, as people compare it."""
        return " ".join(self.fingerprint[at : at + 4] for at in range(0, len(self.fingerprint), 4))


class StatusList(models.Model):
    """A list of states of a body's badges, by place alone; each purpose is served as its own credential."""

    body = models.ForeignKey("recognition.IssuingBody", on_delete=models.PROTECT, related_name="status_lists")
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "number"], name="status_list_once")]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.body_id}/{self.number}"


class StatusEntry(models.Model):
    """The random place of a certificate in a list: it tells nothing of the register number."""

    list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="entries")
    index = models.PositiveIntegerField()
    certificate = models.OneToOneField("recognition.Certificate", on_delete=models.PROTECT, related_name="status_entry")

    objects = ScopedManager(people="certificate__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["list", "index"], name="status_place_once"),
            models.CheckConstraint(condition=Q(index__lt=LIST_BITS), name="status_place_in_the_list"),
        ]

    def __str__(self) -> str:
        return f"{self.list_id}: {self.index}"


class IssuedBadge(models.Model):
    """A badge as it was signed, once for each form: another key later changes nothing of what was given. Rows only grow."""

    class Form(models.TextChoices):
        PROOF = "di", _("JSON with a proof (eddsa-rdfc-2022)")
        JWT = "jwt", _("JWT (RS256)")

    certificate = models.ForeignKey("recognition.Certificate", on_delete=models.PROTECT, related_name="badges")
    form = models.CharField(max_length=3, choices=Form.choices)
    key = models.ForeignKey(IssuerKey, on_delete=models.PROTECT, related_name="badges")
    text_sealed = models.BinaryField(help_text="under the key of the decision, as the name on the certificate")
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(people="certificate__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["certificate", "form", "key"], name="badge_once_a_form_and_key")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.form} {self.certificate_id}"
