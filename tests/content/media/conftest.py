"""A library with real sound and film, looked at as the clock does."""

from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document

from content.media.preparing import prepare_all
from content.public import CentreSpace

Put = Callable[[str, bytes], Document]


@pytest.fixture
def put(school, settings, tmp_path, django_capture_on_commit_callbacks) -> Put:
    """Puts a file into the centre's library and lets the clock prepare it."""
    settings.MEDIA_ROOT, settings.PLACES_ROOT = tmp_path / "media", tmp_path / "places"

    def added(name: str, data: bytes) -> Document:
        collection = CentreSpace.objects.get().collection
        made = Document.objects.create(title=name, file=ContentFile(data, name=name), collection=collection)
        with django_capture_on_commit_callbacks(execute=True):
            prepare_all()
        made.refresh_from_db()
        return made

    return added
