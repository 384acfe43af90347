"""Whether the index keeps up: published pages that nobody finds yet, though the sweep has passed by."""

from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone
from wagtail.models import Page, Site

from content.public import reader_of
from search import page_text
from search.models import SearchDocument

AFTER = timedelta(minutes=10)  # the sweep comes every minute
MOST = 1000


def not_indexed() -> int:
    """How many public pages were published ten minutes ago or earlier and are not in the index as they are now; at most MOST."""
    home = Site.objects.filter(is_default_site=True).values_list("root_page__path", flat=True).first()
    if home is None:
        return 0
    fresh = SearchDocument.objects.filter(
        Q(page__last_published_at=None) | Q(indexed_at__gte=F("page__last_published_at"))
    )
    pages = reader_of(None).filter(Page.objects.filter(path__startswith=home))
    pages = pages.filter(content_type__app_label="content", content_type__model__in=page_text.KINDS)
    late = pages.filter(last_published_at__lte=timezone.now() - AFTER).exclude(pk__in=fresh.values("pk"))
    return len(late.values_list("pk", flat=True)[:MOST])
