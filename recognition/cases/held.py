"""Rows of cases that stand still until a transaction ends."""

from django.db.models import QuerySet

from recognition.models import Case


def hold_rows(cases: QuerySet[Case]) -> None:
    """Locks these cases until the transaction ends, in one order for everybody; what hangs on them is read afterwards.

    Locked and joined in one question, PostgreSQL joins what the row said before it had to wait: a case that was handed in anew
    meanwhile would come without its submission, one that went to another campaign not at all.
    """
    list(cases.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
