from django.apps import AppConfig


class PreparingConfig(AppConfig):
    name = "portal.preparing"
    label = "preparing"
