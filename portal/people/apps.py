from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "portal.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("portal.people.second_factor.sessions")  # connects what follows each step of signing in
        import_module("portal.people.checks")  # registers them; needs the models, so it cannot be imported above
