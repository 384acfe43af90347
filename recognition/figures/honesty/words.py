"""Questions in words: what the numbers say, what is asked, and why they may well be as they are."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.people.public import PersonalRecord
from recognition.figures.honesty.questions import Question


@dataclass(frozen=True)
class Asked:
    """A question as it is read."""

    question: Question
    title: str
    text: str
    reasons: tuple[str, ...]


def in_words(one: Question) -> Asked:
    """The question in words; nobody is named, and nobody is blamed."""
    title, text, reasons = {
        "agreement": _agreement,
        "unopened": _unopened,
        "full": _full,
        "jump": _jump,
        "same_file": _same_file,
        "gap_age": _gap,
        "gap_area": _gap,
        "gap_group": _gap,
    }[one.key](one)
    return Asked(one, title, text, reasons)


def _agreement(one: Question) -> tuple[str, str, tuple[str, ...]]:
    text = _(
        "On %(code)s two assessors rarely came to the same points (kappa %(kappa)s of 100, %(n)s pairs). Is the wording read alike?"
    )
    said = {"code": one.about, "kappa": one.n, "n": one.base}
    reasons = (_("the wording of the indicator can be read in two ways"), _("papers of this kind are hard to judge"))
    return _("Do assessors read an indicator alike?"), text % said, reasons


def _unopened(one: Question) -> tuple[str, str, tuple[str, ...]]:
    text = _(
        "In %(n)s of %(base)s judged cases with files (%(percent)s%%) no file was opened here. Were the papers seen elsewhere?"
    )
    reasons = (
        _("the originals were looked at on paper"),
        _("the points rest on records of learning alone"),
        _("quiet cases were confirmed together, after a sample was judged one by one"),
    )
    return _("Were the papers seen?"), text % {"n": one.n, "base": one.base, "percent": one.percent}, reasons


def _full(one: Question) -> tuple[str, str, tuple[str, ...]]:
    text = _(
        "On %(code)s %(n)s of %(base)s judged cases have all points (%(percent)s%%). Does the indicator still tell people apart?"
    )
    said = {"code": one.about, "n": one.n, "base": one.base, "percent": one.percent}
    reasons = (_("nearly everybody here really does it"), _("people hand in only once they have all of it"))
    return _("Does everybody have all points?"), text % said, reasons


def _jump(one: Question) -> tuple[str, str, tuple[str, ...]]:
    text = _("%(now)s people were recognised for this year, %(before)s for the year before. What has changed?")
    reasons = (
        _("it is the first or the last year of a drive"),
        _("the commune was merged"),
        _("helpers came, or left"),
    )
    return _("Why so many more or fewer?"), text % {"now": one.n, "before": one.base}, reasons


def _same_file(one: Question) -> tuple[str, str, tuple[str, ...]]:
    text = _("%(n)s files were handed in by several people each, one of them by %(most)s people. Whose paper is it?")
    reasons = (
        _("one certificate names a whole class"),
        _("a photo of a common activity"),
        _("a printed form without a name"),
    )
    return _("The same file in many cases?"), text % {"n": one.n, "most": one.base}, reasons


def _gap(one: Question) -> tuple[str, str, tuple[str, ...]]:
    text = _(
        "Of “%(low)s” %(n)s of %(base)s judged cases reach the title (%(percent)s%%), of “%(high)s” %(other_n)s of "
        "%(other_base)s (%(other_percent)s%%). What stands in the way?"
    )
    said = {
        "low": _group(one.about),
        "high": _group(one.other),
        "n": one.n,
        "base": one.base,
        "percent": one.percent,
        "other_n": one.other_n,
        "other_base": one.other_base,
        "other_percent": one.other_percent,
    }
    reasons = (
        _("courses are far away, or at hours that do not fit"),
        _("no telephone or no help at hand"),
        _("chance, where few people are compared"),
    )
    return _("Why do some groups reach it less often?"), text % said, reasons


def _group(key: str) -> str:
    known = {
        "under_18": _("under 18"),
        "18_34": _("18 to 34"),
        "35_59": _("35 to 59"),
        "from_60": _("60 and older"),
        "ordinary": _("ordinary area"),
        "disadvantaged": _("disadvantaged area"),
    }
    return known.get(key) or str(dict(PersonalRecord.SubjectGroup.choices).get(key, key))
