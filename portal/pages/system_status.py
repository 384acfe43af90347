"""How the installation is: each part good or not, with what was found and, where something is wrong, the next step.

Every part is asked with one or two short questions; counts have an end.
"""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning_records.public import forwarding_alarms
from portal.installation.public import BACKUP, CLOCK, Note, noted, queued, worker_of
from recognition.public import count_put_aside
from search.public import not_indexed

WORKER_AFTER = timedelta(minutes=2)  # it says that it is alive twice a minute
CLOCK_AFTER = timedelta(minutes=5)  # its message comes every minute
WAITS_AFTER = timedelta(minutes=10)
BACKUP_AFTER = timedelta(days=2)
FREE_BYTES, FREE_SHARE = 2 * 1024**3, 0.05


@dataclass(frozen=True)
class Part:
    """One part: `found` in words and, when it is not good, `step`: what to do. `url`: the page where more is said."""

    name: str
    title: str
    good: bool
    found: str
    step: str = ""
    url: str = ""


def parts() -> list[Part]:
    """All parts, those that need somebody first."""
    queues = [queue.name for queue in settings.CELERY_TASK_QUEUES]
    notes = noted([BACKUP, CLOCK, *map(worker_of, queues)])
    found = [_worker(queues, notes), _clock(notes), _queue(), _disk(), _backup(notes)]
    found += [_put_aside(), _forwarding(), _search()]
    return sorted(found, key=lambda one: one.good)


def _ago(at: datetime) -> str:
    if timezone.now() - at < timedelta(minutes=1):
        return _("just now")
    return _("%(time)s ago") % {"time": timesince(at, depth=1)}


def _late(note: Note | None, after: timedelta) -> bool:
    return note is None or note.at < timezone.now() - after


def _worker(queues: list[str], notes: dict[str, Note]) -> Part:
    silent = [name for name in queues if _late(notes.get(worker_of(name)), WORKER_AFTER)]
    last = [notes[worker_of(name)] for name in queues if worker_of(name) in notes]
    if not last:
        found = _("No worker has ever said that it is alive.")
    elif silent:
        oldest = min(last, key=lambda one: one.at)
        found = _("Nothing from the worker for the queue %(queue)s; last heard %(ago)s.") % {
            "queue": ", ".join(silent), "ago": _ago(oldest.at),
        }  # fmt: skip
    else:
        found = _("Alive, last heard %(ago)s.") % {"ago": _ago(min(one.at for one in last))}
    step = _(
        "Start it: celery -A portal worker --pool=threads -c 4 -B. Until then points do not move; nothing is lost. What it "
        "says stands in its log."
    )
    return Part("worker", _("Worker"), not silent, found, step)


def _clock(notes: dict[str, Note]) -> Part:
    note = notes.get(CLOCK)
    found = _("Last turn %(ago)s.") % {"ago": _ago(note.at)} if note else _("It has never turned.")
    step = _(
        "Start one worker with -B, exactly one in the whole installation. If it runs already, its messages do not arrive: see "
        "“Queue” on this page."
    )
    return Part("clock", _("Clock of the worker"), not _late(note, CLOCK_AFTER), found, step)


def _queue() -> Part:
    now, found = timezone.now(), queued()
    step = _(
        "See that the worker runs. If it does and the queue grows, start a second worker for the queue portal-long."
    )
    if found.problem:
        told = _("The queue does not answer (%(problem)s).") % {"problem": found.problem}
        step = _("Start Redis again, or look at CELERY_BROKER_URL. Nothing is lost: the clock finds what was left.")
        return Part("queue", _("Queue"), False, told, step)
    if not found.waiting:
        return Part("queue", _("Queue"), True, _("Nothing waits."))
    told = ngettext("%(n)s job waits", "%(n)s jobs wait", found.waiting) % {"n": found.waiting}
    if found.more:
        told = _("More than %(n)s jobs wait") % {"n": found.waiting}
    if found.oldest:
        told = _("%(waiting)s, the oldest since %(ago)s.") % {"waiting": told, "ago": timesince(found.oldest, depth=1)}
    late = found.more or bool(found.oldest and found.oldest < now - WAITS_AFTER)
    return Part("queue", _("Queue"), not late, told, step)


def _disk() -> Part:
    usage = shutil.disk_usage(settings.VAR_DIR)
    good = usage.free >= FREE_BYTES and usage.free >= FREE_SHARE * usage.total
    found = _("%(free)s free of %(total)s, where files and media lie.") % {
        "free": filesizeformat(usage.free), "total": filesizeformat(usage.total),
    }  # fmt: skip
    step = _(
        "Make room or add a disk: without room nobody can hand in papers, and PostgreSQL stops. Old backups go first."
    )
    return Part("disk", _("Disk"), good, found, step)


def _backup(notes: dict[str, Note]) -> Part:
    note = notes.get(BACKUP)
    if note is None:
        found = _("None is known.")
    else:
        found = _("The last one %(ago)s: %(where)s.") % {"ago": _ago(note.at), "where": note.text}
    step = _(
        "Run manage.py backup FOLDER every night, and take the folder to another machine. Who makes backups otherwise notes "
        "each by manage.py note_backup."
    )
    return Part("backup", _("Backup"), not _late(note, BACKUP_AFTER), found, step)


def _put_aside() -> Part:
    count = count_put_aside()
    told = ngettext("%(n)s record is put aside.", "%(n)s records are put aside.", count) % {"n": count}
    step = _(
        "Open the records, read the reason and press “Judge again” once it is mended; each brings no points until then."
    )
    found = told if count else _("None is put aside.")
    return Part("parked", _("Records that could not be judged"), not count, found, step, reverse("pages:records"))


def _forwarding() -> Part:
    count = forwarding_alarms()
    told = ngettext("%(n)s system needs somebody.", "%(n)s systems need somebody.", count) % {"n": count}
    step = _("Open the system that is marked: its page says what was answered. Nothing is lost meanwhile.")
    found = told if count else _("Everything gets through.")
    return Part(
        "forwarding", _("Copies to other systems"), not count, found, step, reverse("learning_records:forwarding")
    )


def _search() -> Part:
    count = not_indexed()
    told = ngettext("%(n)s page is not found yet.", "%(n)s pages are not found yet.", count) % {"n": count}
    step = _(
        "See that the worker runs, or run manage.py search_index. A page that stays away is named in the worker's log."
    )
    return Part("search", _("Search index"), not count, told if count else _("All public pages are in it."), step)
