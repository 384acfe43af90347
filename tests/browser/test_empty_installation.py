"""An installation without the demo, from its first administrator to its first citizen, in a real browser: pages alone lead there.

What everybody does is told in tests/portal/preparing/test_to_the_first_citizen.py; here it is clicked, and looked at.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser import prepared_site
from tests.browser.conftest import Site, Visitors
from tests.browser.judged import seen
from tests.browser.walking import BrowserWalker
from tests.builders.own_database import own_database
from tests.portal.preparing import test_to_the_first_citizen as journey

# By address (N: a number or a mark) what a page is called that is looked at: when somebody first comes there, or later after a “-”.
LOOKED_AT = {
    "/quan-ly/trung-tam/moi/": "centre",
    "/quan-ly/thon-to/": "groups",
    "/quan-ly/phan-loai-xa/": "area-class",
    "/quan-ly/vai-tro/": "roles",
    "/quan-ly/vai-tro/N/phieu/": "slip",
    "/quan-ly/co-quan/moi/": "body",
    "/quan-ly/dot-xet/moi/": "campaign",
    "/quay/moi/": "registration",
    "/quay/nguoi/N/": "registered",
    "/cua-toi/": "my-page",
    "/cua-toi/minh-chung/them/": "- - evidence",
    "/cua-toi/ho-so/gui/": "handing-in",
    "/can-bo/": "queue-empty",
    "/can-bo/ho-so/N/": "case",
    "/ky/": "- signing",
    "/ky/quyet-dinh/N/": "decision",
    "/giay-chung-nhan/N/": "certificate",
    "/kiem-tra/N/": "check",
}

# Judged with the demo's people in test_accessibility; here only when somebody wants to look (`SHOTS=folder`).
ELSEWHERE = {"roles", "registration", "registered", "evidence", "handing-in", "case", "certificate", "check"}


def shape(address: str) -> str:
    """A path with N for what differs from one thing to the next: a number, or a mark, drawn with capitals or digits in it."""
    return re.sub(r"/(\d+|(?=[^/]*[\dA-Z])[\w-]{12,})(?=/|$)", "/N", urlsplit(address).path.rstrip("/")) + "/"


class Album:
    """Judges each page of the list when somebody comes to it."""

    def __init__(self) -> None:
        self.lacks = {address: names.split() for address, names in LOOKED_AT.items()}

    def met(self, page: Page) -> None:
        """Somebody has come to this page."""
        names = self.lacks.get(shape(page.url))
        if names and (name := names.pop(0)) != "-" and ("SHOTS" in os.environ or name not in ELSEWHERE):
            seen(page, name)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """`manage.py up` over a database that has its tables and nothing else, and a first administrator."""
    folder = Path(tempfile.mkdtemp(prefix="portal-browser-", dir=prepared_site.PLACE))
    folder.chmod(0o755)
    try:
        with (
            own_database("walked_from_empty") as address,
            prepared_site.running(folder, DATABASE_URL=address) as run,
        ):
            subprocess.run(
                [sys.executable, "manage.py", "first_admin", "--username", journey.ADMIN],
                cwd=prepared_site.ROOT,
                env=prepared_site.environment(folder) | {"DATABASE_URL": address},
                input=f"{journey.PASSWORD}\n",
                text=True,
                check=True,
            )
            yield Site(run["base_url"], run["signins"], run, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_clicks_alone_lead_from_the_first_administrator_to_the_first_recognised_citizen(visitors: Visitors) -> None:
    album = Album()
    admin = journey.signed_in(BrowserWalker(visitors.page(), visitors.page, album.met), journey.ADMIN, journey.PASSWORD)
    seen(admin.page, "begin-empty")
    assert len(journey.lacking(admin)) > 12
    seen(admin.page, "begin-first")
    journey.the_places(admin)
    people = journey.the_people(admin)
    journey.the_campaign(admin)
    assert journey.lacking(admin) == {"lesson", "learner", "case", "judged", "certificate"}
    seen(admin.page, "begin-prepared")
    citizen = journey.the_citizen(people["staff"])
    journey.the_case(citizen)
    seen(citizen.page, "handed-in")
    journey.judged(people["officer"])
    seen(people["officer"].page, "judged")
    journey.signed(people["signer"])
    journey.certified(citizen)
    assert journey.lacking(admin) == {"lesson"}
    seen(admin.page, "begin-done")
    admin.link("/quan-ly/tinh-trang/")
    seen(admin.page, "status")
    assert not any(album.lacks.values()), f"not met: {album.lacks}"
