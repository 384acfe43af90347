"""The loop that joins statements to evidence. Celery only wakes it: a lost task loses nothing, for beat sweeps."""

from celery import shared_task

from recognition.certificates import jobs
from recognition.decisions import shares
from recognition.evidence import quarantine, waiting
from recognition.evidence.judging import judge_next
from recognition.models import CriteriaSet
from recognition.simulation import trials
from recognition.skills.judging import judge_next as judge_skills


@shared_task(name="recognition.tasks.catch_up")
def catch_up(limit: int = 500) -> int:
    """Judges what every judged set has not read yet, `limit` statements a transaction; then what requirement sets have not.

    Returns how many statements concerned a criteria set, summed over those sets. Safe to run twice and at the same time.
    """
    read = 0
    for criteria_set in CriteriaSet.objects.filter(judged=True).order_by("pk"):
        while (found := judge_next(criteria_set, limit)) is not None:
            read += found
    while judge_skills(limit) is not None:
        pass
    return read


@shared_task(name="recognition.tasks.forget_waiting")
def forget_waiting() -> int:
    """Removes chosen files that waited an hour for their form. Safe to run twice and at the same time."""
    return waiting.forget_ended()


@shared_task(name="recognition.tasks.search_again")
def search_again() -> int:
    """Asks the virus scanner about files it had no answer for. Safe to run twice and at the same time."""
    return quarantine.search_again()


@shared_task(name="recognition.tasks.count_trials")
def count_trials(seconds: float = 15.0) -> int:
    """Counts drafts of criteria sets on the cases of a past year, a slice at a time. Safe to run twice and at the same time."""
    return trials.sweep(seconds)


@shared_task(name="recognition.tasks.print_sheets")
def print_sheets(seconds: float = 15.0) -> int:
    """Makes files of many certificates, a slice at a time. Safe to run twice and at the same time."""
    return jobs.sweep(seconds)


@shared_task(name="recognition.tasks.forget_printed")
def forget_printed() -> int:
    """Removes files of many certificates that are a week old. Safe to run twice and at the same time."""
    return jobs.forget_old()


@shared_task(name="recognition.tasks.push_shares")
def push_shares() -> int:
    """Counts anew the groups around whoever was recognised, or lost a title, lately. Safe to run twice and at the same time."""
    return shares.push_lately()


@shared_task(name="recognition.tasks.push_every_share")
def push_every_share() -> int:
    """Counts every group anew, by the clock: who came, left or moved. Safe to run twice and at the same time."""
    return shares.push_every_group()
