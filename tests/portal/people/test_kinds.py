"""Words follow the kind of the subject: a household is not called a person."""

import ast
import re
from pathlib import Path

import pytest
from django.template import engines
from django.utils.translation import override

from portal.people.models import Learner
from portal.people.public import the_one, this_one, worded

CATALOGUES = ("locale/recognition/vi/LC_MESSAGES/django.po", "locale/portal/vi/LC_MESSAGES/django.po")
# Sentences of recognition that speak of a person alone: pages that no group has (`kind="person"` in their views), the papers of
# the record store, and a witness; the last ones say in Vietnamese who handed in, which fits every kind.
OF_A_PERSON = {
    "Only the person, or the staff of the centre where the person lives, can enter this.",
    "You type for this person. The portal keeps that it was typed by staff on behalf.",
    "You act for this person. The portal keeps that staff did it on behalf.",
    "Self-assessment, as the person says it",
    "The record carries a random code instead of a name, so that nobody can tell from it who the person is.",
    "Tell the person",
    "What has the person brought?",
    "No campaign is open where this person lives.",
    "Say something else of the person's digital skills",  # only people have these
    "This person",
    "Your word about the person is kept.",
    "This person does not sign for this body.",  # an official
    "Somebody else has to know of it: neither the person nor whoever enters it here. Write the office and place.",
}
CALLED_A_PERSON = re.compile(r"\b[Nn]gười (này|ấy|dân)\b")


def texts(path: str) -> list[tuple[str, str]]:
    found = []
    for block in Path(path).read_text(encoding="utf-8").split("\n\n"):
        said = {
            key: "".join(ast.literal_eval(line) for line in lines.strip().split("\n"))
            for key, lines in re.findall(r'^(msgid|msgstr(?:\[0\])?) ((?:".*"\n?)+)', block, re.MULTILINE)
        }
        found.append((said.get("msgid", ""), said.get("msgstr", said.get("msgstr[0]", ""))))
    return found


@pytest.mark.parametrize("kind", [kind for kind in Learner.Kind.values if kind != "person"])
def test_every_kind_has_words_of_its_own(kind: str) -> None:
    subject = Learner(kind=kind)
    with override("vi"):
        said = worded("%(This)s, %(who)s, %(code)s", subject, code="A1")
        assert said == f"{this_one(kind)[:1].upper()}{this_one(kind)[1:]}, {the_one(kind)}, A1"
        assert this_one(kind) not in (this_one("person"), the_one(kind))
        assert not CALLED_A_PERSON.search(said)
        shown = engines["django"].from_string("{{ kind|the_one }}/{{ kind|this_one }}").render({"kind": kind})
    assert shown == f"{the_one(kind)}/{this_one(kind)}"


def test_what_may_speak_of_a_group_takes_its_words_from_the_kind() -> None:
    fixed = {msgid for msgid, vietnamese in texts(CATALOGUES[0]) if CALLED_A_PERSON.search(vietnamese)}
    unexpected = {one for one in fixed if re.search(r"\b[Tt](his|he) person\b", one)} - OF_A_PERSON
    assert unexpected == set(), "say %(this)s or %(who)s, and put the words in with `worded` or the filters"
