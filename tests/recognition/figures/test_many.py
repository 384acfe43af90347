"""However many people there are: no question a holder, and a commune's number walks the rows of the commune.

At the size of a province: `tests/bench/test_province.py`.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from recognition.figures import held_sql, keeping, year_results
from recognition.figures.kernel import Asked, end_of, held
from recognition.figures.year_results import year_result
from tests.builders.cases import Village
from tests.builders.lives import PERSON, recognise
from tests.builders.many_holders import REVOKED, many_holders
from tests.builders.moving import make_group
from tests.builders.people import make_commune, make_learner, signed_in
from tests.visited import visited

pytestmark = pytest.mark.usefixtures("all_seeing")
EACH = 100  # people in a group; two groups in a commune


def test_a_commune_s_number_walks_the_rows_of_the_commune(village: Village) -> None:
    today = timezone.localdate()
    others = [make_commune(f"Xã {n}", village.unit.parent) for n in range(9)]
    places = [(unit.pk, make_group(unit, name).pk) for unit in (village.unit, *others) for name in ("Đông", "Tây")]
    learner = make_learner(village.unit)
    one = recognise(learner, village.body, village.signer, village.officer, day=today)
    page = reverse("recognition:place", args=[village.unit.versions.get().code])
    official = signed_in(village.officer)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert official.get(page).status_code == 200
        return len(seen)

    asked()
    few, number = asked(), EACH * len(places)
    many_holders(one, number, places)
    assert asked() == few <= 30
    revoked = sum(n % REVOKED == 0 and n % len(places) in (0, 1) for n in range(1, number + 1))
    assert held(Asked(PERSON, today, village.unit)).count == 2 * EACH + 1 - revoked
    assert held(Asked(PERSON, today, None)).count == number + 1 - number // REVOKED
    assert held(Asked(PERSON, today, village.unit), by="entered").by["helped"] > 0
    assert year_result(PERSON, today.year, None, today).ended == {"revoked": number // REVOKED}
    about = {"titles": [PERSON], "on": today, "known": end_of(today), "unit": village.unit.pk}
    for by in ("entered", ""):
        walked = visited(held_sql.counted("AND r.unit_id = %(unit)s", by), about)
        assert 2 * EACH < walked < 50 * 2 * EACH, "about 30 a person of the commune; all ten would be 300"
    place, parameters = year_results._place(village.unit, None)
    asked_for = {"title": PERSON, "year": today.year, "on": today, "known": end_of(today)} | parameters
    walked = visited(held_sql.year_lines(place), asked_for)
    assert 2 * EACH < walked < 50 * 2 * EACH, "the lines of the commune, not those of the year"


def test_what_is_kept_for_officials_ends_when_something_is_recorded(village: Village, monkeypatch) -> None:
    monkeypatch.setattr(keeping, "SLOW_HERE", -1.0)
    page = reverse("recognition:place", args=[village.unit.versions.get().code])
    official, today = signed_in(village.officer), timezone.localdate()

    def told() -> tuple[int, str]:
        context = official.get(page).context
        return context["n"].count, context["result"]

    recognise(make_learner(village.unit), village.body, village.signer, village.officer, day=today)
    assert told() == told() == (1, "1 công nhận, còn 1")
    with CaptureQueriesContext(connection) as seen:
        told()
    assert not any("WITH" in one["sql"] for one in seen), "kept"
    recognise(make_learner(village.unit), village.body, village.signer, village.officer, day=today)
    assert told() == (2, "2 công nhận, còn 2")
