"""A case with papers, the officer's page of it, and what that page sends."""

import json
from decimal import Decimal
from io import BytesIO

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from portal.people.public import everyone
from portal.unsent.owner import owner_of
from recognition.cases import submission
from recognition.evidence.uploads import hand_in
from recognition.models import Case
from tests.builders.cases import CODES, WHY, Village, make_paper
from tests.builders.people import make_learner

EIGHTS = dict.fromkeys(CODES, "8")


MARKED = dict.fromkeys(CODES, (Decimal(8), "Đã xem giấy tờ gốc"))


def photo(place: int) -> bytes:
    made, written = Image.new("RGB", (300 + place, 200), (90, 20 * place % 255, 120)), BytesIO()
    made.save(written, "JPEG")
    return written.getvalue()


def page_of(case: Case) -> str:
    return reverse("recognition:case", args=[case.pk])


def soup(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.text, "html.parser")


def with_papers(village: Village, count: int, *, file: bool = False) -> Case:
    """A case with so many papers of the person's own, spread over the indicators."""
    learner = make_learner(village.unit)
    with everyone(WHY):
        for place in range(count):
            if file:
                hand_in(
                    learner,
                    kind_id="other",
                    indicators=[CODES[place % len(CODES)]],
                    title=f"Giấy số {place}",
                    on=timezone.localdate(),
                    file=SimpleUploadedFile(f"giay-{place}.jpg", photo(place)),
                    by=learner.user,
                )
            else:
                make_paper(learner, CODES[place % len(CODES)], by=learner.user)
        case = submission.draft_for(learner, learner.user)
        submission.set_all_self_points(case, EIGHTS, learner.user)
        return submission.submit(case, learner.user)


def form_of(case: Case, **other) -> dict:
    return {
        "version": case.version,
        **{f"points-{code}": "8" for code in CODES},
        **{f"reason-{code}": "Đã xem giấy tờ gốc" for code in CODES},
        **other,
    }


def draft(client: Client, case: Case, user, fields: dict, **other):
    body = {"typed_by": owner_of(user), "submission": case.submission_id, "fields": fields, **other}
    return client.post(
        reverse("recognition:case_draft", args=[case.pk]), json.dumps(body), content_type="application/json"
    )
