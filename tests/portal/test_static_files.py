"""Static files as they are served: under hashed names, compressed, kept for a year."""

import re
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.templatetags.static import static
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

from portal.look.static_files import StaticFiles
from portal.settings import base

pytestmark = (
    pytest.mark.django_db
)  # an answer that is closed looks after the connection, which a test before may have left open


@pytest.fixture
def collected(settings, tmp_path: Path):
    settings.STATIC_ROOT, settings.STORAGES = tmp_path, base.STORAGES
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def test_a_hashed_name_is_kept_for_a_year_and_compressed(collected: Path, rf) -> None:
    address = static("css/tokens.css")
    assert re.fullmatch(r"/static/css/tokens\.[0-9a-f]{12}\.css", address)
    hashed = collected / address.removeprefix("/static/")
    assert Path(f"{hashed}.gz").exists()
    assert hashed.read_text() == (collected / "css/tokens.css").read_text() != ""
    served = WhiteNoiseMiddleware(lambda request: pytest.fail("not served"))
    answer = served(rf.get(address, headers={"accept-encoding": "gzip"}))
    answer.close()
    assert answer["Cache-Control"] == "max-age=315360000, public, immutable"
    assert answer["Content-Encoding"] == "gzip"
    plain = served(rf.get("/static/css/tokens.css"))
    plain.close()
    assert "immutable" not in plain["Cache-Control"]


def test_every_file_that_a_style_names_is_there(collected: Path) -> None:
    for style in collected.glob("css/*.css"):
        for named in re.findall(r"url\([\"']?([^)\"']+)", style.read_text(encoding="utf-8")):
            if not named.startswith(("data:", "#")):
                assert (style.parent / named.partition("#")[0].partition("?")[0]).exists(), (style.name, named)


def test_what_is_shipped_is_the_storage_that_was_tested() -> None:
    assert base.STORAGES["staticfiles"]["BACKEND"] == "portal.look.static_files.StaticFiles"
    assert issubclass(StaticFiles, CompressedManifestStaticFilesStorage)
    assert "whitenoise.middleware.WhiteNoiseMiddleware" in project.MIDDLEWARE
