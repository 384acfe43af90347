from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listens to Wagtail's page signals, which exist only once the apps are loaded."""
        from wagtail import signals  # noqa: PLC0415 - models are not ready when this module is imported
        from wagtail.models import PageViewRestriction  # noqa: PLC0415 - as above

        from search.signals import nudge  # noqa: PLC0415 - as above

        for signal in (
            signals.page_published,
            signals.page_unpublished,
            signals.post_page_move,
            signals.page_slug_changed,
        ):
            signal.connect(nudge, dispatch_uid="search.nudge")
        for saved in (post_save, post_delete):  # a page made private leaves the index as soon as one unpublished
            saved.connect(nudge, sender=PageViewRestriction, dispatch_uid="search.nudge")
