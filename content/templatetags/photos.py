"""A photo in the size in which pages show it."""

from typing import Any

from django import template
from wagtail.images.shortcuts import get_rendition_or_not_found

from content.photos import PHOTO

register = template.Library()


@register.simple_tag
def photo(image: Any) -> Any:
    """The photo small enough for a telephone; a sign that it was lost where its file is gone."""
    return get_rendition_or_not_found(image, PHOTO)
