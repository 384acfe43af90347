"""What the log says was done."""

from portal.audit.models import Entry


def acts_noted() -> list[str]:
    """The acts of all entries, in their order."""
    return list(Entry.objects.order_by("pk").values_list("act", flat=True))
