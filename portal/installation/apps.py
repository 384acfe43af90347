from importlib import import_module

from django.apps import AppConfig


class InstallationConfig(AppConfig):
    name = "portal.installation"
    label = "installation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("portal.installation.checks")  # registers them; needs the models, so it cannot be imported above
