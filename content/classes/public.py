"""What others may do with classes."""

from content.classes.enrolling import enrol_people
from content.classes.marking import Wish, close, mark
from content.classes.planning import approve_class, call_off, map_class, open_class, plan_sessions
from content.classes.register import due_session

__all__ = [
    "Wish",
    "approve_class",
    "call_off",
    "close",
    "due_session",
    "enrol_people",
    "map_class",
    "mark",
    "open_class",
    "plan_sessions",
]
