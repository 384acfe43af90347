"""The dataset computed a second time, straight from the CSV files in SQL, sharing nothing with importer and engine.

What it should come to is written here by hand from the text of the set `oulad_demo`; compare, never import.
"""

import csv
import gzip
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

_TABLES = {
    "student_registration": "reg(module, presentation, student, day, gone)",
    "assessment": "ass(module, presentation, id, type, day, weight)",
    "student_assessment": "sub(id, student, day, banked, score)",
}

_VIEWS = """
CREATE VIEW handed AS
  SELECT s.student, s.id, s.banked = 'True' AS banked, CAST(NULLIF(s.score, '') AS INTEGER) AS score,
         date(substr(a.presentation, 1, 4) || CASE substr(a.presentation, 5) WHEN 'B' THEN '-02-01' ELSE '-10-01' END,
              s.day || ' days') AS day
  FROM sub s JOIN ass a ON a.id = s.id;
CREATE VIEW people AS SELECT student FROM reg UNION SELECT student FROM sub;
CREATE VIEW points AS
  SELECT p.student,
    min(10, 4 * (SELECT count(*) FROM reg r WHERE r.student = p.student)) AS t1,
    min(10, count(CASE WHEN NOT h.banked THEN h.id END)) AS t2,
    CASE WHEN count(DISTINCT CASE WHEN NOT h.banked THEN h.day END) < 2 THEN 0.0
         ELSE min(9.0, 1.5 * (count(DISTINCT CASE WHEN NOT h.banked THEN h.day END) / 2)) END AS t3,
    CASE WHEN coalesce(sum(h.score), 0) < 40 * count(h.score) THEN 0
         ELSE coalesce(sum(h.score) / (10 * nullif(count(h.score), 0)), 0) END AS k1,
    min(10.0, min(6, count(CASE WHEN h.score >= 40 THEN 1 END) / 2)
      + CASE WHEN coalesce(max(h.score), 0) < 70 THEN 0.0 ELSE min(5.0, 0.5 * (max(h.score) / 10)) END) AS k2
  FROM people p LEFT JOIN handed h ON h.student = p.student GROUP BY p.student;
"""

_COUNTS = {
    "learners": "SELECT count(*) FROM people",
    "registered": "SELECT count(*) FROM reg",
    "answered": "SELECT count(*) FROM sub",
    "passed": "SELECT count(*) FROM handed WHERE score >= 40",
    "failed": "SELECT count(*) FROM handed WHERE score < 40",
    "t1-enrolled": "SELECT count(*) FROM reg",
    "t2-handed-in": "SELECT count(*) FROM handed WHERE NOT banked",
    "t3-days": "SELECT count(*) FROM handed WHERE NOT banked",
    "k1-mean": "SELECT count(*) FROM handed",
    "k2-passed": "SELECT count(*) FROM handed WHERE score >= 40",
    "k2-best": "SELECT count(*) FROM handed WHERE score IS NOT NULL",
}


@dataclass(frozen=True)
class Expected:
    """What the database should hold. `points`: learner_id -> points of T1, T2, T3, K1, K2 in tenths."""

    counts: dict[str, int]
    points: dict[UUID, tuple[int, ...]]


def compute(folder: Path, iri_base: str) -> Expected:
    """Everything from the CSV files alone; raises OSError when one is missing."""
    store = sqlite3.connect(":memory:")
    for name, table in _TABLES.items():
        store.execute(f"CREATE TABLE {table}")
        packed = folder / f"{name}.csv.gz"
        opener, path = (gzip.open, packed) if packed.exists() else (open, folder / f"{name}.csv")
        with opener(path, "rt", encoding="utf-8") as lines:
            reader = csv.reader(lines)
            marks = ",".join("?" * len(next(reader)))
            store.executemany(f"INSERT INTO {table.split('(')[0]} VALUES ({marks})", reader)  # noqa: S608 - own names
    store.executescript("CREATE INDEX sub_student ON sub(student); CREATE INDEX reg_student ON reg(student);")
    store.executescript(_VIEWS)
    counts = {name: store.execute(query).fetchone()[0] for name, query in _COUNTS.items()}
    points = {
        uuid5(NAMESPACE_URL, f"{iri_base}/oulad/student/{student}"): tuple(round(one * 10) for one in values)
        for student, *values in store.execute("SELECT * FROM points")
    }
    store.close()
    return Expected(counts, points)
