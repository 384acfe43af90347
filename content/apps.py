from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "content"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Asks before a file of the library is deleted."""
        from django.db.models.signals import pre_delete  # noqa: PLC0415 - models are not ready when this module is imported
        from wagtail.documents import get_document_model  # noqa: PLC0415 - as above
        from wagtail.images import get_image_model  # noqa: PLC0415 - as above

        from content.approval.files import stays_in_lessons  # noqa: PLC0415 - as above

        for kind in (get_document_model(), get_image_model()):
            pre_delete.connect(stays_in_lessons, sender=kind, dispatch_uid="content.files")
