"""Names of the field that we use, each with its source. One table; no IRI is typed anywhere else.

Verbs and activity types: ADL vocabulary (http://adlnet.gov/expapi).
"""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class MediaProfile:
    """A profile of what is done with something that plays: its IRI, its one type of activity, its own verbs and extensions."""

    iri: str
    kind: str
    display: dict[str, dict[str, str]]  # of its verbs, by their short names

    @property
    def type(self) -> str:
        return f"{self.iri}/activity-type/{self.kind}"

    @property
    def verbs(self) -> dict[str, str]:
        """Short name -> IRI: three are the profile's own, three are ADL's."""
        own = {name: f"{self.iri}/verbs/{name}" for name in ("played", "paused", "seeked")}
        return {name: _VERB + name for name in ("initialized", "completed", "terminated")} | own

    def extension(self, name: str) -> str:
        return f"{self.iri}/extensions/{name}"


_PLAYED: dict[str, dict[str, str]] = {
    "initialized": {"vi": "đã mở", "en": "initialized"},
    "played": {"vi": "đã phát", "en": "played"},
    "paused": {"vi": "đã dừng", "en": "paused"},
    "seeked": {"vi": "đã tua", "en": "seeked"},
    "completed": {"vi": "đã xem hết", "en": "completed"},
    "terminated": {"vi": "đã đóng", "en": "terminated"},
}
# Both of adlnet/xapi-authored-profiles: video/v1.0.3, audio/v1.0. The video profile fixes the type of what is played, video; of a
# sound the audio profile speaks, in the same shape.
VIDEO = MediaProfile("https://w3id.org/xapi/video", "video", _PLAYED)
_HEARD = {
    "played": {"vi": "đã nghe", "en": "played"},
    "paused": {"vi": "đã dừng nghe", "en": "paused"},
    "seeked": {"vi": "đã tua đoạn nghe", "en": "seeked"},
    "completed": {"vi": "đã nghe hết", "en": "completed"},
}
AUDIO = MediaProfile("https://w3id.org/xapi/audio", "audio", _PLAYED | _HEARD)
