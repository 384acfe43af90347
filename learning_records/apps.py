from django.apps import AppConfig


class LearningRecordsConfig(AppConfig):
    name = "learning_records"
    default_auto_field = "django.db.models.BigAutoField"
