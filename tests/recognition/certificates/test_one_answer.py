"""My page, the front page and the check page say the same of a certificate: one function answers all three."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.pages.models import _at_home
from portal.people.public import everyone
from recognition.cases import closing
from recognition.certificates import register
from recognition.certificates.holdings import title_of
from recognition.decisions import signing
from recognition.decisions.ending import end_by_decision
from recognition.models import Certificate, CertificateStep
from tests.builders.cases import WHY, Village
from tests.builders.people import make_user, rename, signed_in

TODAY = timezone.localdate


def end(village: Village, held: Certificate, kind: str) -> None:
    end_by_decision(held, kind, village.body, f"15/{kind}", TODAY(), "Nhầm người", village.signer)


def supersede(village: Village, held: Certificate, name: str) -> Certificate:
    rename(held.learner_id, name)
    return register.supersede(held, village.signer, "Sai tên")


def lapse(village: Village, held: Certificate) -> None:
    with everyone(WHY):
        CertificateStep.objects.create(certificate=held, what="lapsed", on=TODAY(), by=village.signer)


def closed(village: Village) -> None:
    closing.close(village.campaign, "Đã hết đợt", by=make_user("administrator", unit=village.unit))


LIVES = {
    "issued": (lambda village, held: None, True),
    "superseded": (lambda village, held: supersede(village, held, "Lê Thị Đào Mai"), True),
    "superseded twice": (
        lambda village, held: supersede(village, supersede(village, held, "Lê Thị Đào Mai"), "Lê Thị Đào My"),
        True,
    ),
    "revoked": (lambda village, held: end(village, held, "revoke"), False),
    "annulled": (lambda village, held: end(village, held, "annul"), False),
    "superseded, then revoked": (
        lambda village, held: end(village, supersede(village, held, "Lê Thị Đào Mai"), "revoke"),
        False,
    ),
    "annulled after the end of the campaign": (
        lambda village, held: (closed(village), end(village, held, "annul")),
        False,
    ),
    "lapsed": (lapse, False),
}


@pytest.mark.parametrize("life", LIVES)
def test_all_pages_say_the_same(village: Village, life: str) -> None:
    happen, holds = LIVES[life]
    with everyone(WHY):
        case = village.confirmed("Lê Thị Đào")
        decision = signing.sign([case], village.body, "128/QĐ-UBND", TODAY(), village.signer)
        first = decision.lines.get().certificates.get()
        happen(village, first)
        last = Certificate.objects.order_by("pk").last()
        assert last is not None
        found = title_of(first.learner, "cong_dan_hoc_tap", TODAY().year)
        assert found is not None
        assert (found.certificate, found.standing.holds) == (last, holds)
    checked = Client().get(reverse("recognition:check", args=[last.token])).context["c"]
    assert (checked.verdict == "holds") == holds
    before = Client().get(reverse("recognition:check", args=[first.token])).context["c"]
    assert before.standing.title_holds == holds
    mine = signed_in(first.learner.user)
    page = mine.get(reverse("pages:my_page"))
    assert page.context["s"].gold == holds
    assert ("không còn giữ danh hiệu" in page.text.lower()) == (not holds and life != "annulled")
    assert (reverse("recognition:certificate_pdf", args=[last.token]) in page.text) == holds
    with everyone(WHY):
        assert _at_home(first.learner, [], [])["gold"] == holds
    sheet = mine.get(reverse("recognition:certificate", args=[last.token]))
    assert ("không còn hiệu lực" in sheet.text) == (not holds)


def test_a_year_ago_and_nothing_recorded_in_between(village: Village) -> None:
    """A day asks what was recorded by its end, so tomorrow's revocation says nothing of today's page."""
    with everyone(WHY):
        case = village.confirmed()
        held = signing.sign([case], village.body, "128", TODAY(), village.signer).lines.get().certificates.get()
    yesterday = (TODAY() - timedelta(days=1)).isoformat()
    page = Client().get(reverse("recognition:check", args=[held.token]), {"ngay": yesterday})
    assert page.context["c"].then.known.state == "not_yet"
