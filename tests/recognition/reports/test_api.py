"""The interface that only reads: published numbers for anybody, exact ones for officials, and a description that fits."""

import pytest
from django.test import Client
from django.utils import timezone
from jsonschema_rs import Draft202012Validator
from openapi_spec_validator import validate

from portal.people.public import everyone
from recognition.assessment import marking
from recognition.decisions import signing
from recognition.figures.reports.snapshots import freeze
from tests.builders.cases import EIGHTS, WHY, Village
from tests.builders.people import make_admin, make_province, make_user, signed_in

API = "/api/so-lieu/v1"


@pytest.fixture
def village(db) -> Village:
    village = Village()
    with everyone(WHY):
        cases = [marking.confirm(village.submitted(f"Người {n}"), village.officer, marks=EIGHTS) for n in range(2)]
        signing.sign(cases, village.body, "01/QĐ-UBND", timezone.localdate(), village.signer)
    return village


def _fits(description: dict, path: str, status: int, answer: dict) -> None:
    schema = description["paths"][path]["get"]["responses"][str(status)]["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": description["components"]}).validate(answer)


def test_every_answer_fits_the_description(village: Village) -> None:
    keeper = make_admin(village.unit)
    browser, code = signed_in(keeper), village.unit.versions.get().code
    row = freeze(village.unit, timezone.localdate().year, timezone.localdate(), keeper)
    description = Client().get(f"{API}/openapi.json").json()
    assert description["openapi"] == "3.1.0"
    validate(description)
    place = "/places/{code}"
    for path, address in (
        ("/places", "/places"),
        (f"{place}/holders", f"/places/{code}/holders"),
        (f"{place}/rates", f"/places/{code}/rates"),
        (f"{place}/report", f"/places/{code}/report"),
        (f"{place}/snapshots", f"/places/{code}/snapshots"),
        ("/snapshots/{number}", f"/snapshots/{row.pk}"),
    ):
        answer = browser.get(API + address)
        assert answer.status_code == 200, address
        _fits(description, path, 200, answer.json())
    assert browser.get(f"{API}/places/{code}/report").json()["tables"][0]["rows"][0]["values"][-1] == 2


def test_small_counts_are_for_officials_alone(village: Village) -> None:
    code = village.unit.versions.get().code
    told = Client().get(f"{API}/places/{code}/holders").json()
    assert (told["holders"], told["why"]) == (None, "not_published")
    assert all(one["numerator"] is None for one in Client().get(f"{API}/places/{code}/rates").json()["rates"])
    assert signed_in(make_admin(village.unit)).get(f"{API}/places/{code}/holders").json()["holders"] == 2
    away = signed_in(make_user("officer", unit=make_province("Sen Trắng")))
    assert away.get(f"{API}/places/{code}/holders").json()["holders"] is None
    assert away.get(f"{API}/places/{code}/report").status_code == 404


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/places/99999999/holders", 404),
        ("/places/{code}/holders?year=1999", 400),
        ("/places/{code}/holders?year=²", 400),
        ("/places/{code}/report", 401),
        ("/places/{code}/snapshots", 401),
        ("/snapshots/1", 401),
        ("/places?province=khong-co", 404),
    ],
)
def test_what_cannot_be_answered_says_why(village: Village, address: str, status: int) -> None:
    answer = Client().get(API + address.replace("{code}", village.unit.versions.get().code))
    assert answer.status_code == status
    assert answer.json()["error"]


def test_a_wrong_day_is_named(village: Village) -> None:
    code, browser = village.unit.versions.get().code, signed_in(make_admin(village.unit))
    for day in ("2026-02-31", "2999-01-01", "x"):
        answer = browser.get(f"{API}/places/{code}/report", {"day": day})
        assert answer.status_code == 400
        assert answer.json()["error"]


def test_nothing_is_taken(village: Village) -> None:
    assert Client().post(f"{API}/places").status_code == 405
