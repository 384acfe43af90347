"""The closed vocabulary of criteria files. A new need is a new word here, with its test and its line in docs/criteria.md."""

import re
from decimal import Decimal

from recognition.titles.registry import SUBJECTS
from recognition.titles.sources import CONFIDENCE

__all__ = ["CONFIDENCE", "SUBJECTS"]

SCORING = ("points_with_floor", "points_with_bands", "all_targets_met")
VERBS = ("registered", "initialized", "progressed", "answered", "completed", "passed", "failed")
ACTIVITY_TYPES = ("course", "module", "lesson", "question", "assessment")
MEASURES = ("count", "distinct_days", "minutes", "mean_score", "max_score")
SCORES = ("mean_score", "max_score")
TAKES = ("all", "first", "latest", "best", "longest")
EXTENSIONS = ("minutes", "banked")
AREA_CLASSES = ("ordinary", "disadvantaged")
SUBJECT_GROUPS = ("N1", "N2", "N3", "N4")
FILES = ("required", "optional")
KNOWN = ("all", "part", "nothing")
SHARE_OF = ("members", "adults", "residents", "households")  # of whom a share counts those who hold a title
UNITS = ("yes_no", "percent", "count", "stage")
UNKNOWN = ("maximum", "wording", "mark", "floor", "bands", "band", "threshold", "indicators", "groups")

# What a case can hold (CaseEntry.points has four digits, two of them decimals) and its form takes (quarters).
POINT_STEP = Decimal("0.25")
MOST_POINTS = Decimal("99.75")
MOST_LEVELS = 9
MOST_NUMBER = Decimal(1_000_000)  # days, minutes, pieces: what a statement may carry at most
# As long as the columns of the database are.
LENGTHS = {"key": 60, "version": 30, "title": 200, "id": 60, "code": 20}
CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
