"""Issuers of digital certificates outside, whose keys an administrator entered by hand: nothing is fetched."""

from django.db import models


class OutsideIssuer(models.Model):
    """One issuer with its public key. It is ended, never removed: papers were judged by it."""

    name = models.CharField(max_length=200)
    issuer_id = models.CharField(max_length=300, help_text="as credentials name it: an address of the web or a DID")
    key = models.JSONField(help_text="the public key as a JWK")
    added_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer_id"], condition=models.Q(ended_on=None), name="outside_issuer_once")
        ]

    def __str__(self) -> str:
        return self.name
