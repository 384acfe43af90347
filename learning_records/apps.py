from django.apps import AppConfig
from django.core.checks import Tags, register

from learning_records.checks import base_iri_is_fixed


class LearningRecordsConfig(AppConfig):
    name = "learning_records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register(base_iri_is_fixed, Tags.database)
