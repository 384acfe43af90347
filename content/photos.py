"""Photos on pages, small enough for a telephone: one size of each, made when a page is published, found with the photo itself."""

import logging
from collections.abc import Iterable
from typing import Any

from django_tasks import task
from wagtail.images import get_image_model
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import Filter, SourceImageIOError

log = logging.getLogger(__name__)
# A noisy photo of 600 by 450 weighs 75 KB in WebP as it comes; this stays below 45, and is as wide as a telephone shows it.
PHOTO = "width-560|format-webp|webpquality-60"


def with_sizes(wanted: Iterable[int]) -> dict[int, Any]:
    """The images of these ids, each knowing its size for pages: one question, or two where a size was not made yet."""
    ids, model = set(wanted), get_image_model()
    found: dict[int, Any] = {}
    if not ids:
        return found
    sizes = model.get_rendition_model().objects.filter(image__in=ids, filter_spec=PHOTO)
    for one in sizes.select_related("image"):
        image = found.setdefault(one.image_id, one.image)
        image.__dict__.setdefault("prefetched_renditions", []).append(one)
    for image in model.objects.filter(pk__in=ids - found.keys()) if ids - found.keys() else ():
        found[image.pk], image.prefetched_renditions = image, []
    return found


@task()
def make_sizes(ids: list[int]) -> None:
    """Makes what is not there yet. A photo that cannot be made small is told of in the log; the page shows what it can."""
    for image in with_sizes(ids).values():
        try:
            _make(image)
        except (SourceImageIOError, InvalidFilterSpecError, OSError, ValueError):
            log.exception("no size for pages of image %s", image.pk)


def _make(image: Any) -> None:
    """As Wagtail makes it by looking, but that closes what it wrote."""
    wanted = image.clean_filter_for_svg(Filter(PHOTO))
    if image.find_existing_renditions(wanted):
        return
    file = image.generate_rendition_file(wanted)
    try:
        image.renditions.get_or_create(
            filter_spec=wanted.spec, focal_point_key=wanted.get_cache_key(image), defaults={"file": file}
        )
    finally:
        file.close()
