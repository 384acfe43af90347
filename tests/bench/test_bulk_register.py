"""Five thousand learners from Excel: every planted mistake named, everybody else registered, in under a minute.

The baseline is the same work without the portal: openpyxl reads the same file, and for each right row a bare table gets a row of
its own in a transaction of its own, as a loop over the counter's form would at best. Both run on the same machine one after the
other, so a busy machine slows both.
"""

import os
import time
from io import BytesIO

import pytest
from django.db import connection, transaction
from openpyxl import load_workbook

from portal.audit.public import check
from portal.people.lists import keeping
from portal.people.lists.judging import WRONG, judge
from portal.people.lists.registering import register_list
from portal.people.lists.words import said_of
from portal.people.lists.workbooks import with_results
from portal.people.models import Consent, PersonalRecord, Residence
from portal.people.public import Person, everyone, find_people, register_at_counter
from tests.builders.people import make_commune, make_staff
from tests.builders.people_lists import many, workbook

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "5000"))
MISTAKES = 50
MOST_SECONDS = 60
ONE_BY_ONE = 200  # people registered by the counter's own act, to compare with
LEAST_AGAINST_BARE = 0.05
LEAST_AGAINST_COUNTER = 2


def bare(content: bytes) -> float:
    """Seconds for reading the file and writing a bare row a person."""
    begun = time.perf_counter()
    rows = load_workbook(BytesIO(content), read_only=True).worksheets[0].iter_rows(min_row=2, values_only=True)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bare_people (name text, year text, phone text)")
        for row in rows:
            with transaction.atomic():
                cursor.execute("INSERT INTO bare_people VALUES (%s, %s, %s)", [row[0], row[1], row[5]])
        cursor.execute("DROP TABLE bare_people")
    return time.perf_counter() - begun


@pytest.mark.django_db(transaction=True)
def test_five_thousand_people_from_excel():
    commune = make_commune()
    staff = make_staff(commune)
    rows, planted = many(PEOPLE, MISTAKES)
    content = workbook(rows)
    begun = time.perf_counter()
    made = keeping.keep_file(staff, commune, content)
    lines = keeping.lines_of(made)
    found = judge(made, lines)
    read = time.perf_counter() - begun
    taken = register_list(staff, made)
    registered = time.perf_counter() - begun - read
    back = with_results(content, {row.number: said_of(row) for row in judge(made, lines).rows})
    whole = time.perf_counter() - begun
    assert {row.number: row.problems[0].field for row in found.of(WRONG)} == {
        row: one[0] for row, one in planted.items()
    }
    assert taken.registered == PEOPLE - MISTAKES
    with everyone("a measurement looks"):
        assert PersonalRecord.objects.count() == Residence.objects.count() == PEOPLE - MISTAKES
        right = [row for place, row in enumerate(rows) if place + 2 not in planted]
        assert Consent.objects.count() == sum(row[6] == "có" for row in right)
        assert find_people(right[-1][0]).number >= 1
    sheet = load_workbook(BytesIO(back), read_only=True).worksheets[0]
    said = {number: row[8] for number, row in enumerate(sheet.iter_rows(values_only=True), start=1) if number > 1}
    assert {number for number, text in said.items() if text != "Đã ghi"} == set(planted)
    assert check() is None
    without = bare(content)
    each = one_by_one(staff, commune)
    print(
        f"\n{PEOPLE} people: read and judged {read:.1f} s, registered {registered:.1f} s, all with the file back {whole:.1f} s; "
        f"bare rows {without:.1f} s (ratio {without / whole:.2f}); the counter's act {each * 1000:.1f} ms a person, "
        f"the list {registered / taken.registered * 1000:.1f} ms (ratio {each * taken.registered / registered:.1f})"
    )
    assert whole < MOST_SECONDS
    assert without / whole >= LEAST_AGAINST_BARE
    assert each * taken.registered / registered >= LEAST_AGAINST_COUNTER


def one_by_one(staff, commune) -> float:
    """Seconds a person for the counter's own act."""
    begun = time.perf_counter()
    for number in range(ONE_BY_ONE):
        register_at_counter(staff, Person(f"Người Từng Một {'a' * (number + 1)}"[:90], commune, 1984), consents=True)
    return (time.perf_counter() - begun) / ONE_BY_ONE
