"""Index rows for tests of finding: a bare live Wagtail page and its row, made by the product's own recipe."""

from datetime import date

from wagtail.models import Page

from portal.text import folding
from search import page_text
from search.indexing import Wanted, _row
from search.models import SearchDocument
from tests.builders.pages import wagtail_roots


def document(
    title: str,
    *,
    lead: str = "",
    body: str = "",
    kind: str = "lesson",
    context: str = "",
    live: bool = True,
    minutes: int | None = 10,
    lessons: int | None = None,
    day: date | None = None,
) -> SearchDocument:
    """A page that can be found (or, with `live=False`, must not be)."""
    page = wagtail_roots().add_child(instance=Page(title=title, slug=f"p{Page.objects.count()}", live=live))
    text = page_text.Reading(folding.nfc(title), folding.nfc(lead), folding.nfc(body), "", minutes, day)
    want = Wanted(page.pk, kind, "state", context, lessons)
    return SearchDocument.objects.create(pk=page.pk, **_row(want, text, f"/p/{page.pk}/"))
