"""Which tests have to catch what: the rooms whose mistakes would be wrong points, wrong rights or lost statements."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Room:
    """Modules that are mutated together, and the test files (or folders) that have to notice."""

    name: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]


def _room(name: str, modules: str, tests: str) -> Room:
    return Room(name, tuple(modules.split()), tuple(tests.split()))


_SPEC = "tests/learning_records/spec/"
_CRITERIA = " ".join(
    f"tests/recognition/criteria/test_{name}.py" for name in ("rules", "score", "golden", "properties")
)

ROOMS = (
    # Pure rooms.
    _room(
        "same statement",
        "learning_records/spec/comparison.py learning_records/spec/durations.py",
        f"{_SPEC}test_statement.py",
    ),
    _room(
        "shape of a statement",
        "learning_records/spec/statement.py",
        f"{_SPEC}test_statement.py {_SPEC}test_validation.py",
    ),
    _room(
        "validation",
        "learning_records/spec/validation.py",
        f"{_SPEC}test_validation.py",
    ),
    _room(
        "strict JSON",
        "learning_records/spec/strict_json.py",
        f"{_SPEC}test_strict_json.py",
    ),
    _room(
        "limits",
        "learning_records/spec/limits.py",
        "tests/learning_records/http/test_document_of_the_endpoint.py",
    ),
    _room("languages", "learning_records/query/languages.py", "tests/learning_records/query/test_languages.py"),
    _room(
        "points",
        "recognition/criteria/answer.py recognition/criteria/score.py recognition/criteria/targets.py",
        _CRITERIA,
    ),
    _room(
        "possible",
        "recognition/criteria/possible.py recognition/criteria/models_of_scoring.py",
        "tests/recognition/criteria/test_impossible.py tests/recognition/criteria/test_unknown.py",
    ),
    _room(
        "simulation",
        "recognition/simulation/comparison.py recognition/simulation/tally.py recognition/figures/small_counts.py",
        "tests/recognition/simulation tests/recognition/figures/test_small_counts.py",
    ),
    _room("matching", "recognition/criteria/match.py", _CRITERIA),
    _room(
        "digital skills",
        "recognition/skills/percent.py recognition/skills/matching.py",
        "tests/recognition/skills/test_requirements.py tests/recognition/skills/test_properties.py",
    ),
    _room("place rules", "recognition/skills/place_rules/words.py", "tests/recognition/skills/test_place_rules.py"),
    _room("quiz", "content/questions/marking.py", "tests/content/questions"),
    _room("folding", "portal/text/folding.py", "tests/portal/text/test_folding.py"),
    _room(
        "figures",
        "recognition/figures/rates.py recognition/figures/tree.py recognition/figures/targets.py",
        "tests/recognition/figures",
    ),
    # Acts that decide.
    _room(
        "voiding",
        "learning_records/access/rights.py learning_records/ingest/voiding.py learning_records/query/voidings.py",
        "tests/learning_records/ingest/test_voiding_rights.py",
    ),
    _room(
        "approval",
        "content/approval/rule.py content/approval/task.py content/approval/contributions.py content/approval/finish.py",
        "tests/content/test_approval_rule.py tests/content/approval",
    ),
    _room(
        "consent",
        "portal/people/consents.py",
        "tests/portal/people/test_consents.py tests/portal/people/test_registering.py",
    ),
    _room(
        "handing in",
        "recognition/cases/submission.py recognition/cases/entries.py recognition/cases/lifecycle.py "
        "recognition/cases/campaigns.py recognition/cases/flags.py",
        "tests/recognition/cases/test_lifecycle.py tests/recognition/cases/test_learner_acts.py "
        "tests/recognition/cases/test_campaigns.py tests/recognition/cases/test_flags.py",
    ),
    _room(
        "judging",
        "recognition/assessment/marking.py recognition/assessment/work.py recognition/assessment/three_people.py",
        "tests/recognition/assessment/test_marking.py",
    ),
    _room("signing", "recognition/decisions/signing.py", "tests/recognition/decisions/test_decisions.py"),
)
