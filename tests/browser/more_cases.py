"""Cases that wait in the demo's commune, made in the site's own database: `python -m tests.browser.more_cases QUIET FLAGGED`.

Each reaches the mark by its papers; some of them have a photo that can be opened. The flagged ones claim more than is proposed.
Further words are accounts, made with the password of the demo: `name:officer` with that role in the commune, `name:` without one.
"""

import os
import sys
from io import BytesIO
from types import SimpleNamespace

PHOTOS = 5  # papers with a file in each case
NAMES = ("Lê Thị An", "Lê Văn Bình", "Lê Thị Chi", "Lê Văn Dũng", "Lê Thị Em", "Lê Văn Giang")


def main(quiet: int, flagged: int, *accounts: str) -> None:
    """Makes them, the quiet ones first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    import django

    django.setup()
    from portal.people.models import Role

    unit = Role.objects.filter(kind="officer").order_by("pk").first().unit
    for place in range(quiet + flagged):
        _case(SimpleNamespace(unit=unit), place, own="5" if place < quiet else "10")
    for account in accounts:
        _account(unit, *account.split(":"))


def _account(unit, name: str, role: str) -> None:
    from portal.demo.people import official, password
    from portal.people.public import create_account, give_role

    user = create_account(name, password())
    if role:
        give_role(user, role, by=official("administrator"), begin=unit.valid_from, unit=unit)


def _case(village, place: int, own: str) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    from portal.people.public import everyone
    from recognition.cases import submission
    from recognition.evidence.uploads import hand_in
    from tests.builders.cases import CODES, WHY, make_paper
    from tests.builders.people import make_learner
    from tests.builders.quiet import PAPERS

    learner = make_learner(village.unit, f"{NAMES[place % len(NAMES)]} {place}")
    with everyone(WHY):
        for number, (kind, *indicators) in enumerate(PAPERS):
            if number >= PHOTOS:
                make_paper(learner, *indicators, by=learner.user, rule=kind)
                continue
            hand_in(
                learner,
                kind_id=kind,
                indicators=indicators,
                title=f"Giấy {number + 1}",
                on=timezone.localdate(),
                file=SimpleUploadedFile("giay.jpg", photo(place, number)),
                by=learner.user,
            )
        case = submission.draft_for(learner, learner.user)
        submission.set_all_self_points(case, dict.fromkeys(CODES, own), learner.user)
        submission.submit(case, learner.user)


def photo(place: int, number: int) -> bytes:
    """The file of a case's paper: a picture unlike every other one here, also to the eye."""
    import random

    from PIL import Image

    grain = random.Random(place * 100 + number)
    small = Image.frombytes("RGB", (8, 6), bytes(grain.randrange(256) for _ in range(8 * 6 * 3)))
    written = BytesIO()
    small.resize((640, 480), Image.Resampling.NEAREST).save(written, "JPEG")
    return written.getvalue()


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:3]), *sys.argv[3:])
