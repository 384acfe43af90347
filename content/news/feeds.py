"""The newest news as RSS 2.0, for readers of news and for other sites."""

import re
from datetime import UTC, datetime, time
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.feedgenerator import Enclosure, Rss201rev2Feed
from django.utils.http import http_date
from django.utils.translation import gettext as _
from wagtail.images.models import SourceImageIOError
from wagtail.models import Page

from content.visibility import reader_of
from portal.kept.parts import unchanged

NEWEST = 20
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_PICTURE = "width-720|format-jpeg"


def answered(request: HttpRequest, index: Page, rows: QuerySet, topic: Any) -> HttpResponse:
    """The feed; 304 for who has it already."""

    def made() -> tuple[bytes, datetime | None]:
        items = list(rows.defer("body").prefetch_related("image__renditions")[:NEWEST])
        return _written(request, index, items, topic), max((_changed(item) for item in items), default=None)

    reader = reader_of(request)
    name = f"feed-{request.get_host()}-{index.pk}-{topic.pk if topic else ''}"
    text, changed = unchanged(name, made) if reader.stranger else made()
    etag = f'"{sha256(text).hexdigest()[:32]}"'
    seconds = int(changed.timestamp()) if changed else None
    answer = get_conditional_response(request, etag=etag, last_modified=seconds)
    if answer is None:
        answer = HttpResponse(text, content_type="application/rss+xml; charset=utf-8")
    answer["ETag"] = etag
    if seconds is not None:
        answer["Last-Modified"] = http_date(seconds)
    own = bool(reader.restrictions_on(index)) or not reader.stranger
    patch_cache_control(answer, max_age=300, **({"private": True} if own else {}))
    return answer


def _written(request: HttpRequest, index: Page, items: list[Any], topic: Any) -> bytes:
    here = index.get_full_url(request)
    feed = Rss201rev2Feed(
        title=_plain(f"{index.title}: {topic}" if topic else index.title),
        link=f"{here}chu-de/{topic.slug}/" if topic else here,
        description=_("News of %(site)s, the newest first.") % {"site": settings.WAGTAIL_SITE_NAME},
        language="vi",
        feed_url=f"{here}chu-de/{topic.slug}/rss/" if topic else f"{here}rss/",
        ttl="60",
    )
    for item in items:
        picture = _picture(item, request)
        feed.add_item(
            title=_plain(item.title),
            link=item.get_full_url(request),
            description=_plain(item.intro or item.title),
            unique_id=f"{here}#tin-{item.pk}",
            unique_id_is_permalink=False,
            pubdate=_published(item),
            author_name=None,
            enclosures=[picture] if picture else [],
        )
    return feed.writeString("utf-8").encode()


def _plain(text: str) -> str:
    """Without what no XML can hold: a text that came out of a word processor may have it."""
    return _NO_XML.sub(" ", text)


def _published(item: Any) -> datetime:
    """The day of the article; with the hour at which it went live, where that was the same day."""
    first = item.first_published_at
    if first and timezone.localdate(first) == item.date:
        return first
    return timezone.make_aware(datetime.combine(item.date, time()))


def _changed(item: Any) -> datetime:
    known = (item.updated_at, item.last_published_at, _published(item))
    return max(one for one in known if one is not None).astimezone(UTC)


def _picture(item: Any, request: HttpRequest) -> Enclosure | None:
    """The main picture as a file to fetch; none where its file is gone."""
    if item.image_id:
        try:
            photo = item.image.get_rendition(_PICTURE)
            return Enclosure(request.build_absolute_uri(photo.url), str(photo.file.size), "image/jpeg")
        except (SourceImageIOError, OSError):
            return None
    if item.drawn:
        name = f"img/pictures/{item.drawn}.svg"
        size = (Path(settings.BASE_DIR) / "static" / name).stat().st_size
        return Enclosure(request.build_absolute_uri(static(name)), str(size), "image/svg+xml")
    return None
