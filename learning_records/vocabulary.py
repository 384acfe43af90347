"""Names of the field that we use, each with its source. One table; no IRI is typed anywhere else.

Verbs and activity types: ADL vocabulary (http://adlnet.gov/expapi).
"""

_VERB = "http://adlnet.gov/expapi/verbs/"
VERBS: dict[str, str] = {
    name: _VERB + name
    for name in ("registered", "initialized", "progressed", "answered", "completed", "passed", "failed", "voided")
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
}
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
