"""The sentences of reports and refusals, by the names that reading gives."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from content.courses.strict import CourseFileError
from content.exchange.package import ENTRIES, LARGEST, UNPACKED, NoPackage, Note

_REFUSED = {
    "empty": _("This file is empty. Export the course anew, then choose that file."),
    "large": _("This file is larger than %(largest)s MB. Take films out of the course, then export it anew."),
    "other": _(
        "This is not a course that was exported here. Choose the ZIP file as it was downloaded, without packing it anew."
    ),
    "damaged": _("This file is damaged: it did not arrive whole. Download it anew, then choose it again."),
    "many": _("This file holds more than %(entries)s parts, so nothing of it was read."),
    "too many files": _("This course uses more than %(entries)s files. Take some out of it, then export it anew."),
    "unpacked": _("Unpacked, this file is larger than %(unpacked)s MB, so nothing of it was read."),
    "twice": _("A name stands in this file twice, so nothing of it was read. Export the course anew."),
    "strange": _("There is a file in it that does not belong to a course (%(detail)s), so nothing of it was read."),
    "locked": _("This file asks for a password or is packed in another way. Export the course anew."),
    "newer": _("This course was exported by a newer portal. Ask for an update of this one first."),
    "not the same": _("The list in this file and what lies in it differ (%(detail)s). Export the course anew."),
    "digest": _("“%(detail)s” was changed after the export, so nothing was taken. Export the course anew."),
}

_NOTES = {
    "lesson": "",
    "file": _("Lies in the centre's library now."),
    "file: there already": _("Lay in the centre's library already, and is used from there."),
    "file: converted": _("Turned into a kind that every browser shows; lies in the centre's library now."),
    "file: refused": _("The file was left out: the library does not take it. Add it in the lesson, as another file."),
    "file: gone": _("The file was lost where the course was exported. Add it in the lesson."),
    "file: closed": _("A file that not everybody may see was left out. Add it in the lesson, as another file."),
    "page: closed": _("Lessons that not everybody may read were left out."),
    "left out there": _("Left out already when the course was exported."),
    "block: unknown": _("This portal has no such part of a lesson, so it was left out."),
    "block: wrong": _("This part cannot stand in a lesson, so it was left out."),
    "block: half": _("Taken, but not finished: it can be published when this is mended."),
    "mapping: unknown": _(
        "This portal does not know what it counts for: tick it in the lesson, if there is something like it."
    ),
}


def refusal(problem: NoPackage) -> str:
    """Why the file was not taken, and what to do."""
    mega = 1024 * 1024
    told = {"largest": LARGEST // mega, "unpacked": UNPACKED // mega, "entries": ENTRIES, "detail": problem.detail}
    return str(_REFUSED[problem.reason]) % told


def fault(problem: CourseFileError) -> str:
    """Why a course file was not taken: the place, in the words of the file."""
    told = _("The course file says something that it may not say, so nothing was taken. Place and reason: %(told)s")
    return str(told) % {"told": str(problem)[:500]}


def sentence(note: Note) -> str:
    """What became of a thing."""
    if note.reason != "lesson":
        return str(_NOTES[note.reason])
    blocks, asked = map(int, note.detail.split())
    parts = ngettext("%(n)s part", "%(n)s parts", blocks) % {"n": blocks}
    questions = ngettext("%(n)s question", "%(n)s questions", asked) % {"n": asked}
    return str(_("Taken as a draft: %(parts)s, of them %(questions)s.")) % {"parts": parts, "questions": questions}


def about(note: Note) -> str:
    """What the note is about, before its sentence."""
    where = note.where.removeprefix("course.yaml, ")
    detail = "" if note.reason == "lesson" else note.detail
    return ": ".join(part for part in (where, detail) if part)
