"""The registry of titles: for each, whose it is, by which set it is judged, who proposes and decides, how long it lasts.

Who proposes and decides, and for how long a title holds, has no confirmed source for most of them. So it stands here as data
with its confidence, and is shown so; None is “not known”, never a guess. Sources are those of `docs/criteria.md`.
"""

from dataclasses import dataclass

from recognition.titles.sources import Sourced

SUBJECTS = ("person", "household", "clan", "residential_group", "organisation", "commune")
# Those whose members are named rows of their own; the members of a group or commune are its residents.
WITH_MEMBERS = ("household", "clan", "organisation")


class UnknownTitle(Exception):
    """No title of the registry has this key, or there is not exactly one for this kind of subject."""


@dataclass(frozen=True)
class Title:
    """One title. `lasts`: in years, None for without end; what has no source is `uncertain`."""

    key: str
    subject: str
    set_key: str
    proposes: Sourced
    decides: Sourced
    lasts: Sourced

    @property
    def has_members(self) -> bool:
        """Whether its subject has members of its own (a household, a clan, an organisation)."""
        return self.subject in WITH_MEMBERS


_NOT_FOUND = Sourced(None, "uncertain", note="không có trong các văn bản đã tìm được")
_WITHOUT_END = Sourced(None, "uncertain", note="chưa tìm được thời hạn của danh hiệu: coi là không có thời hạn")
_ASSOCIATION = Sourced("Hội Khuyến học cấp xã", "uncertain", note="suy ra từ cách làm chung, chưa có văn bản")
_COMMUNE = Sourced("Chủ tịch Ủy ban nhân dân cấp xã", "uncertain", note="suy ra từ cách làm chung, chưa có văn bản")
_YEARLY_IN_THE_COMMUNE = Sourced("cấp xã, xét hằng năm", "recalled-from-general-knowledge")


def _title(key: str, subject: str, proposes: Sourced, decides: Sourced) -> Title:
    return Title(key, subject, key, proposes, decides, _WITHOUT_END)


TITLES = (
    _title("cong_dan_hoc_tap", "person", _ASSOCIATION, _COMMUNE),
    _title("gia_dinh_hoc_tap", "household", _NOT_FOUND, _YEARLY_IN_THE_COMMUNE),
    _title("dong_ho_hoc_tap", "clan", _NOT_FOUND, _YEARLY_IN_THE_COMMUNE),
    _title("cong_dong_hoc_tap_thon", "residential_group", _NOT_FOUND, _YEARLY_IN_THE_COMMUNE),
    _title("don_vi_hoc_tap_xa", "organisation", _NOT_FOUND, _YEARLY_IN_THE_COMMUNE),
    _title(
        "cong_dong_hoc_tap_xa",
        "commune",
        Sourced("Ủy ban nhân dân cấp xã tự đánh giá và đề nghị", "verbatim-from-source", ("thủ tục 1.005097",)),
        Sourced(None, "uncertain", note="trước ngày 01/07/2025 là cấp huyện; nay chưa rõ"),
    ),
    _title(
        "don_vi_hoc_tap_tinh",
        "organisation",
        Sourced("thủ trưởng đơn vị lập đoàn tự đánh giá và đề nghị", "verbatim-from-source", ("thủ tục 2.002594",)),
        Sourced(
            "Chủ tịch Ủy ban nhân dân cùng cấp", "uncertain", ("thủ tục 2.002594",), "đọc được cho cấp huyện trước đây"
        ),
    ),
)


def title(key: str) -> Title:
    """The title with this key. Raises UnknownTitle."""
    for one in TITLES:
        if one.key == key:
            return one
    raise UnknownTitle(f"There is no title “{key}”; known: {', '.join(one.key for one in TITLES)}")


def titles_of(subject: str) -> tuple[Title, ...]:
    """The titles that a kind of subject can reach, in the order of the registry."""
    return tuple(one for one in TITLES if one.subject == subject)


def only_title_of(subject: str) -> Title:
    """The title of a kind of subject that has exactly one, as persons do. Raises UnknownTitle."""
    found = [one for one in TITLES if one.subject == subject]
    if len(found) != 1:
        raise UnknownTitle(f"There are {len(found)} titles for “{subject}”, not one: name the key")
    return found[0]
