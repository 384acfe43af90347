"""What the clock starts: sweeps that find what a lost signal or a killed process left undone."""

from typing import Any


def _every(seconds: float, task: str) -> dict[str, Any]:
    """A sweep by the clock. One that nobody took before the next is due is dropped: while the worker is away none pile up."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


SWEEPS = {
    # The nudge of a request may be lost; this sweep makes sure that a stored statement is a judged one.
    "catch-up": _every(5.0, "recognition.tasks.catch_up"),
    # The signal of a published page may be lost; this sweep compares the pages with the index of the search box.
    "search-index": _every(60.0, "search.tasks.catch_up"),
    # Pages that appear or expire by the clock.
    "content-keep-up": _every(60.0, "content.tasks.keep_up"),
    # Sound and films that were uploaded: how long they are, and those that not every telephone plays are changed.
    "prepare-media": _every(5.0, "content.tasks.prepare_media"),
    # Published pages are read aloud before somebody asks; sounds of pages that are no more go.
    "read-ahead": _every(60.0, "content.tasks.read_ahead"),
    "forget-readings": _every(24 * 3600.0, "content.tasks.forget_readings"),
    # Openings of pages are added up to one number a page and day; old ones go, and who answered about an article is forgotten.
    "add-up-reads": _every(300.0, "content.tasks.add_up_reads"),
    "forget-news-marks": _every(24 * 3600.0, "content.tasks.forget_news_marks"),
    # Photos that waited for a form which did not come again.
    "forget-waiting": _every(600.0, "recognition.tasks.forget_waiting"),
    # Files that were handed in while the virus scanner gave no answer.
    "quarantine": _every(300.0, "recognition.tasks.search_again"),
    # Drafts of criteria sets that somebody wants tried on the cases of a past year.
    "trials": _every(5.0, "recognition.tasks.count_trials"),
    # Files of all certificates of a decision, which somebody asked for, and those that are a week old.
    "print-sheets": _every(5.0, "recognition.tasks.print_sheets"),
    "forget-printed": _every(3600.0, "recognition.tasks.forget_printed"),
    # Shares of a group's people who hold a title: after a decision, and every six hours for who came, left or moved.
    "shares": _every(60.0, "recognition.tasks.push_shares"),
    "every-share": _every(21600.0, "recognition.tasks.push_every_share"),
    # That the clock runs and its messages arrive, for the page that says how the system is.
    "tick": _every(60.0, "portal.tasks.tick"),
    # How far the log of acts is known to be whole, for the page that shows it.
    "walk-log": _every(600.0, "portal.audit.tasks.walk_chain"),
    # Sessions and counts of attempts that have ended.
    "forget-ended": _every(3600.0, "portal.tasks.forget_ended"),
    # Entries of the log that fill a block, so that one of them can be shown to lie in the whole.
    "seal-log": _every(3600.0, "portal.tasks.seal_log"),
    # What was stored or voided past the pages of learning reaches the learners' progress.
    "progress": _every(5.0, "content.tasks.follow_progress"),
    # Copies for other record stores, and files of statements that were sent in: both are rows, this only looks for them.
    "forwarding": _every(5.0, "learning_records.forwarding.tasks.sweep"),
    "intake": _every(5.0, "learning_records.imports.tasks.sweep"),
    # Voidings and references that a killed writer left unsettled.
    "records-settle": _every(60.0, "learning_records.tasks.settle"),
    # Files of attachments and of statements that a killed process left, and how often keys asked that have not asked for an hour.
    "records-tidy": _every(3600.0, "learning_records.tasks.tidy"),
}
# Only where a replica reads: how far the primary is consistent.
WITH_A_REPLICA = {"heartbeat": _every(1.0, "learning_records.tasks.heartbeat")}
