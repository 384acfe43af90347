"""The pages of a resolution about several communes: lines, what they bring about, entered or left aside, by administrators."""

import pytest
from django.urls import reverse

from portal.places.models import Merger, Unit
from tests.builders.moving import BEGIN, DOCUMENT
from tests.builders.people import make_admin, make_commune, make_learner, make_province, make_staff, signed_in

pytestmark = pytest.mark.django_db


def test_typed_looked_at_refused_when_stale_and_entered_once() -> None:
    province = make_province()
    old, new = make_commune("Sen Một", province), make_commune("Sen Hai", province)
    make_learner(old)
    typed = {"on": "01/08/2025", "document": DOCUMENT, "lines": f"{old}; ; {new}"}
    browser = signed_in(make_admin(province))
    here = browser.post(reverse("places:mergers"), typed)
    page = browser.get(here.url)
    assert (page.context["people"], page.context["wrong"]) == (1, [])
    make_learner(old)
    stale = browser.post(here.url, {"act": "apply"})
    assert (stale.status_code, len(stale.context["told"])) == (422, 2)
    assert Unit.objects.get(pk=old.pk).valid_to is None
    for _twice in range(2):
        assert browser.post(here.url, {"act": "apply"}).status_code == 302
    row = Merger.objects.get()
    assert (row.state, row.moved["people"]) == ("applied", 2)
    assert browser.get(here.url).status_code == 200
    assert Unit.objects.get(pk=old.pk).heir == new


def test_wrong_lines_are_told_and_a_plan_is_left_aside() -> None:
    province = make_province()
    old = make_commune("Sen Một", province)
    browser = signed_in(make_admin(province))
    typed = {"on": "01/08/2025", "document": DOCUMENT, "lines": f"{old}; ; Sen Không"}
    here = browser.post(reverse("places:mergers"), typed)
    assert [number for number, _why in browser.get(here.url).context["wrong"]] == [1]
    again = reverse("places:mergers") + f"?sua={Merger.objects.get().pk}"
    assert again in browser.get(here.url).text
    page = browser.get(again)
    assert f"{old}; ; Sen Không" in page.text
    assert DOCUMENT in page.text
    assert 'value="01/08/2025"' in page.text
    assert f"{old}; ;" not in signed_in(make_admin(province)).get(again).text, "a plan is its maker's"
    assert browser.post(here.url, {"act": "apply"}).status_code == 422
    browser.post(here.url, {"act": "drop"})
    assert Merger.objects.get().state == "dropped"
    assert browser.post(reverse("places:mergers"), {**typed, "lines": ""}).status_code == 422


def test_only_administrators_and_each_the_own_plans() -> None:
    province = make_province()
    row = Merger.objects.create(on=BEGIN, document=DOCUMENT, lines="", by=make_admin(province))
    assert signed_in(make_staff(make_commune("Sen Một", province))).get(reverse("places:mergers")).status_code == 403
    assert signed_in(make_admin(province)).get(reverse("places:merger", args=[row.pk])).status_code == 404
