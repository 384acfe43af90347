"""Very many cases in one commune, written by the database itself: copies of one case with people, names and papers of their own."""

import random
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F

from portal.people.keys import DataKey, encrypt, new_key
from portal.people.names import name_tokens, sort_key
from portal.people.public import everyone
from recognition.models import Case, SubmittedItem
from tests.builders.cases import WHY

FAMILY = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
)
MIDDLE = ("Thị", "Văn", "Hữu", "Thị Thu", "Đức", "Thị Kim", "Quang", "Minh", "Xuân", "Ngọc")
GIVEN = ("An", "Bình", "Chi", "Dung", "Giang", "Hạnh", "Hoa", "Hùng", "Khánh", "Lan", "Liên", "Lực", "Mai", "Nga", "Phước", "Quý",
         "Sơn", "Tâm", "Thắng", "Thảo", "Tuấn", "Tưởng", "Uyên", "Vân", "Vinh", "Yến")  # fmt: skip
NAMES = 2000  # different ones; how often each comes is as uneven as in life
_PEOPLE = ("people_learner", "people_personalrecord", "people_residence", "people_consent")
_CASES = ("recognition_case", "recognition_submission", "recognition_submitteditem", "recognition_evidence", "recognition_upload",
          "recognition_assessment", "recognition_caseevent")  # fmt: skip
# One in so many: flagged, of those sent back by the signer, held by the officer, judged already.
FLAGGED, BACK, HELD, JUDGED = 4, 25, 2500, 6
PAPERS = 4  # of the case that are copied: what the lists ask for does not hang on their number


@dataclass(frozen=True)
class Copying:
    """The numbers that copies begin behind."""

    start: int
    case: Case
    groups: tuple[int, ...]
    officer: int


def many_cases(case: Case, number: int, *, groups: tuple[int, ...], officer: int, seed: int = 1) -> None:
    """`number` cases that wait beside this one, which was handed in with papers, and a sixth as many that were judged.

    They lie in these residential groups of its commune. What they need (indexes, statistics) is brought up to date.
    """
    with everyone(WHY), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL session_replication_role = replica"
        )  # rows that fit together: no need to look each up
        _names(cursor, random.Random(seed))
        start = max(
            _last(cursor, table) for table in (*_CASES, "people_personalrecord", "people_residence", "people_consent")
        )
        _numbered(cursor, Copying(start + 1000, case, groups, officer), number + number // JUDGED, number)
        for table in (*_PEOPLE, *_CASES):
            if table != "people_learner":
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
    for table in (*_PEOPLE, *_CASES):
        with connection.cursor() as cursor:
            cursor.execute(
                f"{'VACUUM ANALYZE' if connection.get_autocommit() and not connection.in_atomic_block else 'ANALYZE'} {table}"
            )


def _names(cursor, chance: random.Random) -> None:
    key: DataKey = new_key("test:many-names")
    cursor.execute(
        "CREATE TEMP TABLE many_names (n int, key_id uuid, name bytea, sort bytea, tokens bigint[]) ON COMMIT DROP"
    )
    for n in range(NAMES):
        family = chance.choices(FAMILY, weights=[1 / (i + 1) for i in range(len(FAMILY))])[0]
        name = f"{family} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"
        row = (n, key.pk, encrypt(name, key), encrypt(sort_key(name), key), name_tokens(name))
        cursor.execute("INSERT INTO many_names VALUES (%s, %s, %s, %s, %s)", row)
    cursor.execute("ANALYZE many_names")


def _last(cursor, table: str) -> int:
    cursor.execute(f"SELECT COALESCE(max(id), 0) FROM {table}")
    return cursor.fetchone()[0]


def _copies(cursor, table: str, of: str, said: dict[str, str], also: str = "") -> None:
    """Copies of the rows `of` for everybody in `many`, with these columns otherwise."""
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped", [table]
    )
    columns = [name for (name,) in cursor.fetchall()]
    values = ", ".join(said.get(name, f't."{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    cursor.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} t, many m {also} WHERE {of}")


def _numbered(cursor, this: Copying, number: int, waiting: int) -> None:
    case, start = this.case, this.start
    cursor.execute(
        "CREATE TEMP TABLE many ON COMMIT DROP AS SELECT i, gen_random_uuid() AS learner, i > %s AS judged, "
        "hashint4(i) & 1023 AS chance, (%s::int[])[1 + i %% %s] AS home, now() - i %% 40000 * interval '1 minute' AS at "
        "FROM generate_series(1, %s) i",
        [waiting, list(this.groups), len(this.groups), number],
    )
    cursor.execute("ANALYZE many")
    learner, own = f"'{case.learner_id}'", SubmittedItem.objects.filter(submission=case.submission_id)
    items = list(own.select_related("upload").order_by(F("upload").asc(nulls_last=True), "pk")[:PAPERS])
    width = PAPERS + 1
    key = f"{start} + m.i"
    _copies(cursor, "people_learner", f"t.learner_id = {learner}", {
        "learner_id": "m.learner", "user_id": "NULL", "reference": "substr(md5(m.learner::text), 1, 22)"})  # fmt: skip
    _copies(cursor, "people_personalrecord", f"t.learner_id = {learner}", {
        "id": key, "learner_id": "m.learner", "key_id": "n.key_id", "full_name_encrypted": "n.name", "sort_key_encrypted": "n.sort",
        "name_tokens": "n.tokens", "birth_year": "1940 + m.i % 70"}, f"JOIN many_names n ON n.n = m.i % {NAMES}")  # fmt: skip
    for table in ("people_residence", "people_consent"):
        _copies(cursor, table, f"t.learner_id = {learner} ", {
            "id": key, "learner_id": "m.learner", "residential_group_id": "m.home"})  # fmt: skip
    back, own = '[["sent_back", "", "0"]]', '[["self_higher", "A1", "2"], ["near_mark", "", "1"]]'
    reasons = f"CASE WHEN m.i % {FLAGGED * BACK} = 0 THEN '{back}' ELSE '{own}' END"
    _copies(cursor, "recognition_case", f"t.id = {case.pk}", {
        "id": key, "learner_id": "m.learner", "submission_id": key, "residential_group_id": "m.home", "submitted_at": "m.at",
        "state": "CASE WHEN NOT m.judged THEN 'submitted' WHEN m.i % 3 = 0 THEN 'returned' ELSE 'confirmed' END",
        "flags": f"CASE WHEN NOT m.judged AND m.i % {FLAGGED} = 0 THEN 1 ELSE 0 END",
        "reasons": f"CASE WHEN NOT m.judged AND m.i % {FLAGGED} = 0 THEN ({reasons})::jsonb ELSE '[]'::jsonb END",
        "sent_back": f"NOT m.judged AND m.i % {FLAGGED * BACK} = 0",
        "lease_holder_id": f"CASE WHEN NOT m.judged AND m.i % {HELD} = 1 THEN {this.officer} END",
        "lease_until": f"CASE WHEN NOT m.judged AND m.i % {HELD} = 1 THEN now() + interval '1 day' END",
        "assessment_id": f"CASE WHEN m.judged THEN {key} END", "judged_at": "CASE WHEN m.judged THEN m.at END",
        "judged_by_id": f"CASE WHEN m.judged THEN {this.officer} END"})  # fmt: skip
    _copies(cursor, "recognition_submission", f"t.id = {case.submission_id}", {
        "id": key, "case_id": key, "residential_group_id": "m.home", "at": "m.at"})  # fmt: skip
    _copies(
        cursor,
        "recognition_caseevent",
        f"t.case_id = {case.pk} AND t.act = 'submit'",
        {"id": key, "case_id": key, "at": "m.at"},
    )
    _judgements(cursor, this, key)
    for place, item in enumerate(items):
        ours = f"{start} + m.i * {width} + {place}"
        digest = f"encode(sha256(convert_to(m.learner::text || {place}, 'UTF8')), 'hex')"
        if item.upload_id:
            _copies(cursor, "recognition_upload", f"t.id = {item.upload_id}", {
                "id": ours, "learner_id": "m.learner", "original_sha256": digest, "sha256": digest})  # fmt: skip
        upload = ours if item.upload_id else "NULL"
        _copies(cursor, "recognition_evidence", f"t.id = {item.evidence_id}", {
            "id": ours, "learner_id": "m.learner", "content_hash": digest, "upload_id": upload})  # fmt: skip
        _copies(cursor, "recognition_submitteditem", f"t.id = {item.pk}", {
            "id": ours, "submission_id": key, "evidence_id": ours, "content_hash": digest, "upload_id": upload})  # fmt: skip


def _judgements(cursor, this: Copying, key: str) -> None:
    cursor.execute(
        "INSERT INTO recognition_assessment (id, submission_id, kind, state, assessor_id, begun_at, ended_at, outcome, points, "
        "words, not_applicable) "
        f"SELECT {key}, {key}, 'first', 'ended', %s, m.at, m.at, "
        "CASE WHEN m.i %% 3 = 0 THEN 'ask_for_more' ELSE 'confirm' END, s.proposed, '', '{}' "
        "FROM many m, recognition_submission s WHERE m.judged AND s.id = %s",
        [this.officer, this.case.submission_id],
    )
