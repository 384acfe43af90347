"""What of a campaign may still be changed, by what people have done in it. Pure: the one table that form and act ask."""

EMPTY, BEGUN, HANDED_IN, JUDGED, CLOSED = "empty", "begun", "handed_in", "judged", "closed"
STAGES = (EMPTY, BEGUN, HANDED_IN, JUDGED, CLOSED)
FREE, LATER, FIXED = "free", "later", "fixed"  # any day; a later day with a reason (an extension); not at all

# field -> what may be done with it while the campaign is empty, begun, handed in, judged, closed
TABLE: dict[str, tuple[str, str, str, str, str]] = {
    "unit": (FIXED, FIXED, FIXED, FIXED, FIXED),
    "title_key": (FREE, FIXED, FIXED, FIXED, FIXED),
    "year": (FREE, FIXED, FIXED, FIXED, FIXED),
    # What was handed in was scored by it: the same people would be measured with two measures.
    "criteria_set": (FREE, FREE, FIXED, FIXED, FIXED),
    "registration_from": (FREE, FREE, FIXED, FIXED, FIXED),
    "registration_to": (FREE, FREE, LATER, LATER, FIXED),
    "submission_from": (FREE, FREE, FIXED, FIXED, FIXED),
    # A day that was announced may move away from people, never towards them.
    "submission_to": (FREE, LATER, LATER, LATER, FIXED),
    "assessment_from": (FREE, FREE, FREE, FIXED, FIXED),
    "assessment_to": (FREE, FREE, LATER, LATER, FIXED),
    "council_from": (FREE, FREE, FREE, FREE, FIXED),
    "council_to": (FREE, FREE, FREE, FREE, FIXED),
    "decision_from": (FREE, FREE, FREE, FREE, FIXED),
    "decision_to": (FREE, FREE, LATER, LATER, FIXED),
    # What counted is copied into each submission: another period would judge the next ones otherwise.
    "evidence_from": (FREE, FREE, FIXED, FIXED, FIXED),
    "evidence_to": (FREE, FREE, FIXED, FIXED, FIXED),
}


def may(field: str, stage: str) -> str:
    """FREE, LATER or FIXED. KeyError and ValueError for a field or stage that is none."""
    return TABLE[field][STAGES.index(stage)]
