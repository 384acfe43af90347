"""Puts our rights in the places of Wagtail's. An app of its own: it has to be ready after Wagtail's apps are."""

from importlib import import_module

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """Registers the policies for pages, collections, images and documents."""

    name = "content.rights"
    label = "content_rights"

    def ready(self) -> None:
        """Wagtail's models are there only now."""
        import_module("content.rights.registration")
