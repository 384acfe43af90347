"""A statement as a sentence that a person can read."""

from django.utils.translation import gettext as _

from learning_records.vocabulary import AUDIO, VERB_DISPLAY, VERBS, VERBS_OF_OTHERS, VIDEO

_PLAYED = {one.type: {iri: one.display[name] for name, iri in one.verbs.items()} for one in (VIDEO, AUDIO)}
_OWN = {iri: VERB_DISPLAY[name] for name, iri in VERBS.items()}
_OF_MEDIA = {iri: words for told in _PLAYED.values() for iri, words in told.items() if iri not in _OWN}
_WORDS = _OWN | _OF_MEDIA | VERBS_OF_OTHERS


def _text(language_map: dict | None, language: str) -> str:
    if not language_map:
        return ""
    return language_map.get(language) or language_map.get("und") or next(iter(language_map.values()))


def verb_words(language: str = "vi") -> dict[str, str]:
    """How the verbs known here are said: IRI -> words, those that the portal itself uses first."""
    return {iri: words.get(language, words["en"]) for iri, words in _WORDS.items()}


def deed(statement: dict, language: str = "vi", name: str = "") -> str:
    """What was done, in one line without who did it: đã học xong “Một bài”. `name` stands in for the thing's own name."""
    verb = statement["verb"]
    kind = statement["object"].get("definition", {}).get("type", "")
    words = _PLAYED.get(kind, _WORDS).get(verb["id"]) or _WORDS.get(verb["id"])
    did = words.get(language, words["en"]) if words else _text(verb.get("display"), language) or verb["id"]
    thing = statement["object"]
    name = name or _text(thing.get("definition", {}).get("name"), language) or thing.get("name") or thing.get("id", "")
    return _outcome(f"{did} “{name}”" if name else did, verb["id"], name, statement.get("result", {}))


def _outcome(line: str, verb: str, name: str, result: dict) -> str:
    """The deed with what came of it: an answer is right or not quite, everything else has its score."""
    scaled = result.get("score", {}).get("scaled")
    if verb == VERBS["answered"] and name and result.get("success") is not None:
        words = _("answered rightly: “%(name)s”") if result["success"] else _("not answered rightly yet: “%(name)s”")
        line, scaled = words % {"name": name}, scaled if scaled not in (0, 1) else None
    if scaled is None:
        return line
    return line + _(", score %(percent)s%%") % {"percent": f"{round(scaled * 100)}"}


def sentence(statement: dict, language: str = "vi") -> str:
    """Who did what, in one line; the learner is not named, for a statement does not know the name."""
    return _("A learner %(did)s") % {"did": deed(statement, language)}
