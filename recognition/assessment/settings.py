"""How an officer uses the desk."""

from recognition.models import DeskSetting


def set_single_keys(user, wanted: bool) -> None:
    """Whether single keys do something on the officer's desk."""
    DeskSetting.objects.update_or_create(officer=user, defaults={"single_keys": wanted})
