from importlib import import_module

from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "content"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The models whose files are looked after are there only now."""
        import_module("content.approval.registration")
        import_module("content.gone_with_pages")
        people = import_module("portal.people.public")
        people.also_forget(import_module("content.teaching.erasing").forget_messages)
        people.also_forget(import_module("content.opinions.reflections").forget_opinions)
