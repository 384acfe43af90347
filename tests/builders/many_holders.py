"""Very many holders of a title in many places, written by the database itself: copies of one certificate with all it rests on."""

from collections.abc import Mapping, Sequence

from django.apps import apps
from django.db import connection, transaction

from portal.people.public import everyone
from recognition.models import Certificate
from tests.builders.cases import WHY

REVOKED = 50  # one in so many was revoked


def many_holders(certificate: Certificate, number: int, places: Sequence[tuple[int, int | None]]) -> None:
    """`number` more people who hold what this certificate says, spread over these communes and residential groups."""
    line, person = certificate.line, "md5('holder' || n)::uuid"
    units = "(ARRAY[" + ",".join(str(unit) for unit, _group in places) + f"])[mod(n, {len(places)}) + 1]"
    groups = (
        "(ARRAY["
        + ",".join(str(group or "NULL") for _unit, group in places)
        + f"]::bigint[])[mod(n, {len(places)}) + 1]"
    )
    with everyone(WHY), transaction.atomic(), connection.cursor() as cursor:
        home = certificate.learner.residences.get()
        issued = certificate.life.get()
        cursor.execute(
            "SET LOCAL session_replication_role = replica"
        )  # rows that fit together: no need to look each up
        first = 10_000_000
        key = f"{first} + n"
        copies = (
            ("people.Learner", line.learner_id, {"learner_id": person, "reference": "'many' || n", "user_id": "NULL"}),
            ("people.Residence", home.pk, {"learner_id": person, "unit_id": units, "residential_group_id": groups}),
            ("recognition.Case", line.case_id, {"learner_id": person, "unit_id": units, "submission_id": key}),
            ("recognition.Submission", line.submission_id, {"case_id": key, "on_behalf_of": "mod(n, 3) = 0"}),
            ("recognition.DecisionLine", line.pk, {"learner_id": person, "case_id": key, "submission_id": key, "unit_id": units}),
            (
                "recognition.Certificate",
                certificate.pk,
                {
                    "learner_id": person, "line_id": key, "token": "'t' || n", "urn": person, "number": key,
                    "register_code": "'M-' || n", "code": "'M' || n",
                    "state": f"CASE WHEN mod(n, {REVOKED}) = 0 THEN 'revoked' ELSE 'valid' END",
                },
            ),
            ("recognition.CertificateStep", issued.pk, {"certificate_id": key}),
        )  # fmt: skip
        for name, source, changes in copies:
            own = {} if name == "people.Learner" else {"id": key}
            _copy(cursor, name, source, {**own, **changes}, f"generate_series(1, {number}) AS n")
        ended = {"id": f"{key} + {number}", "certificate_id": key, "what": "'revoked'"}
        _copy(
            cursor,
            "recognition.CertificateStep",
            issued.pk,
            ended,
            f"generate_series({REVOKED}, {number}, {REVOKED}) AS n",
        )
        for name, _source, _changes in copies:
            cursor.execute(f"ANALYZE {apps.get_model(name)._meta.db_table}")


def _copy(cursor, name: str, source: object, changes: Mapping[str, str], series: str) -> None:
    """Copies a row as often as the series has numbers, with these columns changed."""
    meta = apps.get_model(name)._meta
    columns = [field.column for field in meta.concrete_fields]
    changes = (
        {"number": "NULL", **changes} if name == "recognition.DecisionLine" else changes
    )  # a place in a list is one line's
    values = [changes.get(column, f's."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    cursor.execute(
        f"INSERT INTO {meta.db_table} ({names}) SELECT {', '.join(values)} FROM {series},"
        f' (SELECT * FROM {meta.db_table} WHERE "{meta.pk.column}" = %s) s',
        [source],
    )
