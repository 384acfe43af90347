from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "portal.pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listens for changes of what public pages show."""
        from django.db.models import signals  # noqa: PLC0415 - models are not ready when this module is imported

        from portal.pages.public_cache import changed  # noqa: PLC0415 - as above

        for signal in (signals.post_save, signals.post_delete):
            signal.connect(changed, dispatch_uid="pages.changed")
