"""Names of the field that we use, each with its source. One table; no IRI is typed anywhere else.

Verbs and activity types: ADL vocabulary (http://adlnet.gov/expapi).
"""

_VERB = "http://adlnet.gov/expapi/verbs/"
VERBS: dict[str, str] = {
    name: _VERB + name
    for name in (
        *("registered", "initialized", "progressed", "answered", "completed", "passed", "failed", "voided"),
        "attended",  # a session of a class at a centre
        "responded",  # to a poll, which has no right answer and is no evidence
    )
}
VERB_DISPLAY: dict[str, dict[str, str]] = {
    "registered": {"vi": "đã ghi tên học", "en": "registered"},
    "initialized": {"vi": "đã mở", "en": "initialized"},
    "progressed": {"vi": "đã học tiếp", "en": "progressed"},
    "answered": {"vi": "đã trả lời", "en": "answered"},
    "completed": {"vi": "đã học xong", "en": "completed"},
    "passed": {"vi": "đã đạt", "en": "passed"},
    "failed": {"vi": "chưa đạt", "en": "failed"},
    "voided": {"vi": "đã hủy bản ghi", "en": "voided"},
    "attended": {"vi": "đã dự", "en": "attended"},
    "responded": {"vi": "đã nêu ý kiến về", "en": "responded"},
}
# What others send and we only read: the rest of ADL's verbs, and those that cmi5 adds (https://w3id.org/xapi/adl/verbs).
VERBS_OF_OTHERS: dict[str, dict[str, str]] = {
    _VERB + name: {"vi": words, "en": name}
    for name, words in (
        ("asked", "đã hỏi"),
        ("attempted", "đã làm thử"),
        ("commented", "đã góp ý về"),
        ("exited", "đã rời"),
        ("experienced", "đã xem"),
        ("imported", "đã nhập"),
        ("interacted", "đã dùng"),
        ("launched", "đã vào"),
        ("mastered", "đã nắm vững"),
        ("preferred", "đã chọn"),
        ("resumed", "đã quay lại học"),
        ("scored", "được chấm"),
        ("shared", "đã chia sẻ"),
        ("suspended", "đã tạm dừng"),
        ("terminated", "đã đóng"),
    )
} | {
    f"https://w3id.org/xapi/adl/verbs/{name}": {"vi": words, "en": name}
    for name, words in (("abandoned", "đã bỏ dở"), ("satisfied", "đã đạt yêu cầu của"), ("waived", "được miễn"))
}
# Verbs that say what was taken up, answered or ended (ADL's and cmi5's): criteria count them even without a category.
OUTCOMES = frozenset(
    [_VERB + name for name in ("registered", "answered", "completed", "passed", "failed", "mastered", "scored")]
    + [f"https://w3id.org/xapi/adl/verbs/{name}" for name in ("satisfied", "waived")]
)
_TYPE = "http://adlnet.gov/expapi/activities/"
ACTIVITY_TYPES: dict[str, str] = {
    "course": _TYPE + "course",
    "module": _TYPE + "module",
    "lesson": _TYPE + "lesson",
    "question": _TYPE + "cmi.interaction",
    "assessment": _TYPE + "assessment",
}
PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress"
SIGNATURE_USAGE = "http://adlnet.gov/expapi/attachments/signature"

# The video profile, version 1.0.3 (https://w3id.org/xapi/video; adlnet/xapi-authored-profiles, video/v1.0.3).
VIDEO = "https://w3id.org/xapi/video"
VIDEO_TYPE = f"{VIDEO}/activity-type/video"
VIDEO_VERBS: dict[str, str] = {
    **{name: _VERB + name for name in ("initialized", "completed", "terminated")},
    **{name: f"{VIDEO}/verbs/{name}" for name in ("played", "paused", "seeked")},
}
VIDEO_DISPLAY: dict[str, dict[str, str]] = {
    "initialized": {"vi": "đã mở", "en": "initialized"},
    "played": {"vi": "đã phát", "en": "played"},
    "paused": {"vi": "đã dừng", "en": "paused"},
    "seeked": {"vi": "đã tua", "en": "seeked"},
    "completed": {"vi": "đã xem hết", "en": "completed"},
    "terminated": {"vi": "đã đóng", "en": "terminated"},
}


def video_extension(name: str) -> str:
    """The IRI of an extension of the video profile."""
    return f"{VIDEO}/extensions/{name}"
