"""Files in a library whose storage is the test's own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document

from tests.builders.pages import wagtail_roots
from tests.content.conftest import School


@pytest.fixture
def storage(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def filed(db, storage, request) -> Callable[[bytes, str], Document]:
    """Puts a file into the library."""
    if "school" not in request.fixturenames:
        wagtail_roots()

    def put(data: bytes, name: str = "huong-dan.pdf", **fields) -> Document:
        return Document.objects.create(title="Hướng dẫn", file=ContentFile(data, name=name), **fields)

    return put


__all__ = ["School"]
