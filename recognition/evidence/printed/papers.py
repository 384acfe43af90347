"""Papers to be printed and filled in by hand: the confirmation for a hamlet or employer, and the form of the title.

Their words are the portal's proposal, and say so at the foot; no official form was found. Always Vietnamese, as paper is.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from recognition.criteria.words import Criteria
from recognition.papers.pdf import compile_pdf
from recognition.papers.qr import qr_svg

HERE = Path(__file__).parent


# What a sheet says of whose title it is: before the name, before the place, above the signature, for whom staff type, and whom
# somebody else confirms.
_WORDS = {
    "person": ("Họ và tên:", "Ở:", "NGƯỜI TỰ CHẤM", "tôi", "ông, bà"),
    "household": ("Tên hộ gia đình:", "Ở:", "ĐẠI DIỆN HỘ GIA ĐÌNH", "hộ gia đình", "hộ gia đình"),
    "clan": ("Tên dòng họ:", "Ở:", "ĐẠI DIỆN DÒNG HỌ", "dòng họ", "dòng họ"),
    "residential_group": (
        "Tên thôn, tổ dân phố:",
        "Thuộc:",
        "ĐẠI DIỆN THÔN, TỔ DÂN PHỐ",
        "thôn, tổ dân phố",
        "thôn, tổ dân phố",
    ),
    "organisation": ("Tên đơn vị:", "Địa chỉ:", "ĐẠI DIỆN ĐƠN VỊ", "đơn vị", "đơn vị"),
    "commune": ("Tên xã, phường:", "Thuộc:", "ĐẠI DIỆN XÃ, PHƯỜNG", "xã, phường", "xã, phường"),
}


def confirmation(
    criteria: Criteria, *, subject: str = "person", name: str = "", home: str = "", address: str = ""
) -> bytes:
    """A sheet on which somebody confirms what a person or group did; blank, or with the name and place.

    It lists what such a confirmation can speak for, so that it can be ticked: where the set names no confirmations, what any
    paper can. `subject`: its kind, as `Learner.Kind`; `address`: of a page of the counter, becomes a code that staff scan.
    """
    kind = criteria.manual_kind("witness") or criteria.manual_kind("other")
    rows = [
        {"code": one.code, "words": one.words()} for one in criteria.indicators if kind and one.code in kind.indicators
    ]
    return _made(
        "confirmation.typ",
        {"name": name, "home": home, "title": criteria.title, "rows": rows} | _words(subject),
        address,
    )


def form(
    criteria: Criteria,
    *,
    subject: str = "person",
    group: str = "",
    name: str = "",
    home: str = "",
    address: str = "",
    choices: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """The self-assessment to be filled in by hand, in large print; blank, or for one subject with the code that staff scan.

    `subject`: its kind, as `Learner.Kind`; `choices`: what can be ticked for a target, by its code.
    """
    groups = [
        {
            "code": one.code,
            "name": one.name,
            "rows": [
                {
                    "code": row.code,
                    "words": row.words(group),
                    "most": f"{row.maximum.normalize():f}",
                    "choices": list((choices or {}).get(row.code, ())),
                }
                for row in criteria.indicators
                if row.group == one.code
            ],
        }
        for one in criteria.groups
    ]
    about = {"name": name, "home": home, "title": criteria.title, "groups": groups}
    return _made("form.typ", about | _words(subject), address)


def _words(subject: str) -> dict[str, str]:
    return dict(zip(("before_name", "before_home", "signs", "for_whom", "confirmed"), _WORDS[subject], strict=True))


def _made(source: str, data: Mapping[str, Any], address: str) -> bytes:
    inputs = {**data, "address": address}
    return compile_pdf(HERE / source, inputs, svgs={"qr": qr_svg(settings.PUBLIC_URL + address if address else "")})
