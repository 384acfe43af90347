"""What is wrong with a criteria file, in words for people: the line, the entry, the reason and what to do.

The pure parser knows no Django and speaks English. Here each of its sentences has its own for people; a test walks through the
parser's sources, so that none is left out.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recognition.criteria.reading import CriteriaProblem

SHOWN = 100
# The parser's sentence, with {names} for what changes -> the sentence for people, which may use them.
SENTENCES: tuple[tuple[str, Promise], ...] = (
    # a file that is no YAML
    ("“{a}” is not a number", gettext_lazy("“%(a)s” is not written as a number. Write it as 7 or 7.5.")),
    ("is longer than {a} characters", gettext_lazy("The file has more than %(a)s characters. Send a smaller file.")),
    ("must be words with values", gettext_lazy("Here words with values are expected, as “code: A1”. Look at the indent.")),
    ("has values inside values without end", gettext_lazy("Too many brackets inside brackets. Write it flatter.")),
    ("“{a}” must be a text as a word; put it in quotes", gettext_lazy("“%(a)s” is read as true or false. Put it in quotes.")),
    ("the word “{a}” stands twice", gettext_lazy("The word “%(a)s” stands twice in the same place. Delete one of them.")),
    ("repeats too much with “*”: write it out", gettext_lazy("“&” and “*” repeat too much. Write the values out.")),
    ("special characters are not allowed", gettext_lazy("There is a character that cannot be shown. Delete it.")),
    # one word
    ("“{a}” is missing", gettext_lazy("“%(a)s” is missing. Add a line “%(a)s: …” here.")),
    ("“{a}” is no word here: write “{b}”",
     gettext_lazy("“%(a)s” is not a word that is known here. Write “%(b)s” if that is meant.")),
    ("“{a}” must be a text", gettext_lazy("“%(a)s” must be a text that is not empty. A number is put in quotes.")),
    ("“{a}” has a character that is none: write it anew", gettext_lazy("“%(a)s” has a broken character. Type it anew.")),
    ("“{a}” is longer than {b} characters", gettext_lazy("“%(a)s” is longer than %(b)s characters. Shorten it.")),
    ("“{a}” must be small letters, digits, _ or -: not “{b}”",
     gettext_lazy("“%(a)s” takes small letters without marks, digits, _ and -. Correct “%(b)s”.")),
    ("“{a}” must be letters, digits, “.”, _ or -: not “{b}”",
     gettext_lazy("“%(a)s” takes letters without marks, digits, “.”, _ and -. Correct “%(b)s”.")),
    ("“sources” does not know “{a}”", gettext_lazy("“sources” has no entry “%(a)s”. Add it there, or correct the name.")),
    ("“category” does not know “{a}”; write “indicator A1” (one of this set), “competence framework/code” or “framework name”",
     gettext_lazy("“category” does not know “%(a)s”. Write “indicator A1”, “competence framework/code” or “framework name”.")),
    ("“{a}” does not know {b}; known: {c}", gettext_lazy("“%(a)s” does not know %(b)s. Choose one of: %(c)s.")),
    ("“{a}” must be a number, 0 or more: not {b}", gettext_lazy("“%(a)s” must be a number, 0 or more. Correct %(b)s.")),
    ("“{a}” must be greater than {b}", gettext_lazy("“%(a)s” must be greater than %(b)s. Write a greater number.")),
    ("“{a}” must be at most {b}: not {c}", gettext_lazy("“%(a)s” may be %(b)s at most. Write a number under %(c)s.")),
    ("“{a}” must be a whole number: not {b}", gettext_lazy("“%(a)s” must be a whole number. Correct %(b)s.")),
    ("“{a}” must be in steps of {b}, as the form takes them: not {c}",
     gettext_lazy("“%(a)s” goes in steps of %(b)s, as people can enter points. Correct %(c)s.")),
    ("“{a}” must be true or false", gettext_lazy("“%(a)s” takes true or false only.")),
    ("“{a}” must be a date such as 2022-07-28", gettext_lazy("“%(a)s” must be a day, written as 2022-07-28.")),
    ("“{a}” must be a list", gettext_lazy("“%(a)s” must be a list: each entry begins with “- ”.")),
    ("“{a}” must hold texts, not {b}", gettext_lazy("“%(a)s” holds texts. Put %(b)s in quotes.")),
    ("“{a}” holds “{b}” twice", gettext_lazy("“%(a)s” holds “%(b)s” twice. Delete one of them.")),
    ("unknown word “{a}”", gettext_lazy("The word “%(a)s” is not known here. Correct its spelling, or delete it.")),
    ("{a} “{b}” stands twice", gettext_lazy("“%(b)s” stands twice. Give one of them another name.")),
    ("“{a}” is empty", gettext_lazy("“%(a)s” is empty. Write at least one.")),
    ("“{a}” is empty; write null when {b} not known", gettext_lazy("“%(a)s” is empty. Write null where it is not known.")),
    ("“points”: least, proposes and most must be in this order",
     gettext_lazy("In “points” least ≤ proposes ≤ most must hold. Correct the three numbers.")),
    ("“subject_groups” are groups of people: not for another subject",
     gettext_lazy("“subject_groups” are groups of people. Delete them where the title is not a person's.")),
    # words against each other
    ("“{a}” is both a rule and a kind of evidence",
     gettext_lazy("“%(a)s” is both a rule and a kind of evidence. Give one of them another “id”.")),
    ("“authorities” is empty: no statement could ever count",
     gettext_lazy("“authorities” is empty, so no record could ever count. Write “portal”, or delete the word.")),
    ("“groups” is empty; “known: nothing” says that they are not known",
     gettext_lazy("“groups” is empty. Add the groups, or write “known: nothing”.")),
    ("“known” is nothing, but “groups” has some", gettext_lazy("“known” says nothing, but there are groups. Change “known”.")),
    ("“known” is nothing, but it has indicators", gettext_lazy("“known” says nothing, but it has indicators. Change “known”.")),
    ("has no indicator; “known: nothing” says that they are not known",
     gettext_lazy("This group has no indicator. Add one, or write “known: nothing” in it.")),
    ("“valid_to” {a} is before “valid_from” {b}",
     gettext_lazy("The last valid day %(a)s is before the first, %(b)s. Correct one.")),
    ("“total_points” is {a}, the indicators add up to {b}",
     gettext_lazy("“total_points” is %(a)s, but the indicators add up to %(b)s. Correct one of them.")),
    ("“total_points” is {a}, the indicators that are known alone have {b}",
     gettext_lazy("“total_points” is %(a)s, but the known indicators alone have %(b)s. Correct one of them.")),
    ("“bands”: none of them is recognised, so nobody could get the title",
     gettext_lazy("No band has “recognised: true”, so nobody could get the title. Set it where the title begins.")),
    ("“levels” must be 1, 2, … without holes: not {a}", gettext_lazy("“levels” must be 1, 2, … without holes. Correct %(a)s.")),
    ("“levels”: no target asks for anything at level {a}",
     gettext_lazy("No target asks for anything at level %(a)s. Add it to a target, or delete the level.")),
    ("“cap” {a} is more than indicator {b} can have ({c})",
     gettext_lazy("“cap” %(a)s is more than the %(c)s points that indicator %(b)s can have. Lower it.")),
    ("“points” {a} is more than indicator {b} can have ({c})",
     gettext_lazy("“most” %(a)s is more than the %(c)s points that indicator %(b)s can have. Lower it.")),
    ("a target is met at whole levels: “{a}” must be whole",
     gettext_lazy("A target is met at whole levels. Write whole numbers in “points”.")),
    ("a target is met at whole levels: “cap” and “points_per_step” must be whole",
     gettext_lazy("A target is met at whole levels. Write whole numbers in “cap” and “points_per_step”.")),
    ("“having” and “lacking” name the same: no statement could ever count",
     gettext_lazy("“having” and “lacking” name the same, so no record could ever count. Delete one of them.")),
    ("measures minutes of statements that lack them: it could never give points",
     gettext_lazy("It measures minutes of records without minutes and could never give points. Change “lacking”.")),
    ("a score goes up to 100: it could never give points",
     gettext_lazy("A score goes up to 100, so this could never give points. Lower “at_least” or “step”.")),
    ("“cap” {a} is more than a score of 100 gives ({b})",
     gettext_lazy("A score of 100 gives %(b)s points: “cap” %(a)s can never be reached. Lower it.")),
    ("{a} is more than all indicators have together ({b})",
     gettext_lazy("%(a)s is more than the %(b)s points of all indicators together, so nobody could reach it. Lower it.")),
    ("{a} is more than indicator {b} can have ({c})",
     gettext_lazy("%(a)s is more than the %(c)s points that indicator %(b)s can have, so nobody could reach it. Lower it.")),
    ("is recognised, but a higher band is not",
     gettext_lazy("The title comes with this band, but not with a higher one. Correct one.")),
    ("“at_least” {a} must be under that of the band before ({b})",
     gettext_lazy("Bands go from the highest down: %(a)s must be under %(b)s. Correct the points or the order.")),
    ("this level does not stand in “levels”",
     gettext_lazy("“levels” does not know this level. Add it there, or correct the number.")),
    ("must come before level {a}, each level once",
     gettext_lazy("Levels stand once each, the lowest first. Put it before level %(a)s.")),
    ("asks for less than level {a} ({b} area)",
     gettext_lazy("It asks for less than level %(a)s. A higher level asks for as much or more.")),
    ("“{a}” is a count and must be a whole number: not {b}", gettext_lazy("“%(a)s” is a count. Write a whole number for %(b)s.")),
    # shares of holders of a title
    ("“of” {a} does not fit the subject {b}",
     gettext_lazy("“of: %(a)s” does not fit a set for %(b)s. Households, clans and organisations have members; places residents.")),
    ("“title” {a} is not one of a {b}", gettext_lazy("“%(a)s” is not a title of a %(b)s. Choose another title, or another “of”.")),
    ("“steps” is missing: only a target in percent whose thresholds are known lends its own",
     gettext_lazy("“steps” is missing. Write from which percent on it gives how many points.")),
    ("“steps” is missing: the thresholds of the target are not the same for every area",
     gettext_lazy("“steps” is missing, and the target asks for different values in different areas. Write the steps.")),
    ("“steps” is empty: the share could never give points", gettext_lazy("“steps” is empty. Write at least one step.")),
    ("“steps” must rise, percent and points", gettext_lazy("The steps must rise, in percent and in points. Correct their order.")),
    ("is the name of a rule or a kind of evidence too",
     gettext_lazy("A rule or a kind of evidence has this “id” too. Change one.")),
    # lists of digital skills
    ("“competences” is empty: a set that asks for nothing gives no share",
     gettext_lazy("“competences” is empty. Write at least one competence.")),
    ("“known” is nothing, yet competences, rules or papers stand here",
     gettext_lazy("“known” says nothing, but there are competences, rules or papers. Change “known”.")),
    ("“valid_to” lies before valid_from", gettext_lazy("The last valid day lies before the first. Correct one of them.")),
    ("“authorities” is empty: nobody's statements would count",
     gettext_lazy("“authorities” is empty, so no record could ever count. Write “portal”, or delete the word.")),
    ("“code” of a framework that is not known", gettext_lazy("The framework is not known, so it has no competences. Delete this.")),
    ("“code” {a} is no competence of {b}", gettext_lazy("The framework %(b)s has no competence %(a)s. Correct the code.")),
    ("“at_least” of a score is at most 100", gettext_lazy("A score goes up to 100. Lower “at_least”.")),
    ("“level” {a} is none of the framework's {b}", gettext_lazy("The framework has %(b)s levels, from 1 on. Correct level %(a)s.")),
    # rules of a place
    ("“valid_from” is missing: a rule counts from a day on",
     gettext_lazy("“valid_from” is missing. Write the first day of the rule.")),
    ("write one of “any” and “all”, with a list of conditions",
     gettext_lazy("Write “any” or “all”, one of them, with conditions.")),
    ("“{a}” is empty: nobody, or everybody, would count", gettext_lazy("“%(a)s” is empty. Write at least one condition.")),
    ("“{a}” has more than {b} conditions", gettext_lazy("“%(a)s” has more than %(b)s conditions. Delete some.")),
    ("“{a}” has the same condition twice, the second in place {b}",
     gettext_lazy("“%(a)s” has the same condition twice. Delete the one in place %(b)s.")),
    ("must be one condition", gettext_lazy("Each entry of the list is one condition.")),
    ("does not know “{a}”; known: level, indicator, {b}",
     gettext_lazy("The condition “%(a)s” is not known. Choose one of: level, indicator, %(b)s.")),
    ("“{a}” must be true", gettext_lazy("“%(a)s” takes true only. Delete the line where it is not asked.")),
    ("write one of “at_least_percent” and “competences”",
     gettext_lazy("Write “at_least_percent” or “competences”, one of them.")),
    # publishing
    ("is published with other content and never changes; give the new content a new version",
     gettext_lazy("This version is published already, with other content. Write another “version”.")),
)  # fmt: skip
_NAME = re.compile(r"\\\{(\w)\\\}")


def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile(_NAME.sub(r"(?P<\1>.+?)", re.escape(sentence)), re.DOTALL)


# The longer sentence first: it says more of what the shorter one would match too.
_PATTERNS = sorted(((_pattern(one), text) for one, text in SENTENCES), key=lambda pair: -len(pair[0].pattern))


def sentence(reason: str) -> str:
    """The parser's reason in words for people; what no sentence fits comes from the YAML library or from a golden case."""
    for pattern, text in _PATTERNS:
        if found := pattern.fullmatch(reason):
            return str(text) % found.groupdict()
    return ""


@dataclass(frozen=True)
class Told:
    """One thing that is wrong: the line (None: not known), the entry as the file names it, and the sentence."""

    line: int | None
    entry: str
    text: str


def told(problem: CriteriaProblem) -> Told:
    """A problem for people."""
    text = sentence(problem.reason)
    if not text and problem.entry.startswith("golden case"):
        text = _("This golden case does not hold: %(why)s. Correct the set, or the case.") % {"why": problem.reason}
    if not text:
        text = _("This cannot be read: %(why)s. Look at the indent, the quotes and the “:” of this line.")
        text %= {"why": problem.reason}
    entry = "" if problem.entry == "the file" or problem.entry.startswith("line ") else problem.entry
    return Told(problem.line, entry.removeprefix("the file, "), text)


def all_told(problem: CriteriaProblem) -> tuple[list[Told], int]:
    """Everything that is wrong with a file, in the order of its lines; and how many more there are than are shown."""
    found = [told(one) for one in problem.every]
    return found[:SHOWN], max(0, len(found) - SHOWN)


def lines_of(problems: Iterable[Told]) -> set[int]:
    """The lines that something is wrong with."""
    return {one.line for one in problems if one.line is not None}
