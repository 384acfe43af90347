"""What stands on a certificate: from the line as it was frozen and the sheet's own words, nothing of today. Always Vietnamese."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from recognition.certificates.about import About, about_of
from recognition.certificates.codes import threes
from recognition.certificates.results import result_of_line
from recognition.models import Certificate, Decision
from recognition.papers.days import long_day

_DEPUTY = re.compile(r"^phó\s+", re.IGNORECASE)
_PLACE = re.compile(r"\s(?=(?:xã|phường|đặc khu|tỉnh|thành phố)\s)", re.IGNORECASE)


@dataclass(frozen=True)
class SheetWords:
    """The words of a certificate, for the PDF and for the page. `result` only where the place prints points."""

    authority: str
    body_lines: tuple[str, ...]
    call: str
    name: str
    about: str
    title: str
    year: int
    decision: str
    decision_day: str
    book: str
    replaces: str
    place_and_day: str
    signature: tuple[str, ...]
    signer: str
    code: str
    check_place: str
    check_url: str
    result: str
    issued: tuple[int, int, int]

    @property
    def to(self) -> str:
        """“Công nhận ông”; of a group “Công nhận”."""
        return f"Công nhận {self.call}".rstrip()


def words_of(certificate: Certificate, about: About | None = None, replaces: str | None = None) -> SheetWords:
    """What stands on a certificate, which comes with its line and decision. `about` and `replaces` (the number of the sheet
    that it replaces, empty for none) spare their questions when they are at hand."""
    line, decision = certificate.line, certificate.line.decision
    said = about or about_of(certificate)
    if replaces is None:
        rows = Certificate.objects.filter(superseded_by=certificate)
        replaces = rows.values_list("register_code", flat=True).first() or ""
    signature = signature_of(decision)
    return SheetWords(
        authority=authority_of(decision, signature),
        body_lines=body_lines(decision.body_name),
        call=said.call,
        name=said.name,
        about="; ".join(
            part
            for part in (f"sinh năm {said.born}" if said.born else "", f"nơi ở: {said.home}" if said.home else "")
            if part and said.call
        )
        or said.home,
        title=line.title,
        year=decision.campaign_year,
        decision=f"Quyết định số {decision.number}",
        decision_day=long_day(decision.date),
        book=certificate.register_code,
        replaces=replaces,
        place_and_day=f"{decision.place_name}, {long_day(certificate.issued_on)}",
        signature=signature,
        signer=decision.signer_name,
        code=threes(certificate.code),
        check_place=check_place(),
        check_url=check_url(certificate),
        result=result_of_line(line) if certificate.printed_points else "",
        issued=(certificate.issued_on.year, certificate.issued_on.month, certificate.issued_on.day),
    )


def check_url(certificate: Certificate) -> str:
    """The public address of the check page, as it stands in the QR code."""
    return settings.PUBLIC_URL + reverse("recognition:check", args=[certificate.token])


def check_place() -> str:
    """Where one types the code, as it is printed: without the protocol, which nobody types."""
    return urlsplit(settings.PUBLIC_URL).netloc + reverse("recognition:check_typed").rstrip("/")


def signature_of(decision: Decision) -> tuple[str, ...]:
    """The lines above the signature: the head's office, or “KT.” and the deputy's (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""
    if decision.signature:
        return tuple(decision.signature)
    office = decision.signer_title.strip()
    if _DEPUTY.match(office):
        return (f"KT. {_DEPUTY.sub('', office).upper()}", office.upper())
    return (office.upper(),)


def authority_of(decision: Decision, signature: tuple[str, ...]) -> str:
    """Who recognises, in capitals: the head of the body, or the body where a collective decides. It follows the signature."""
    body = decision.body_name.upper()
    if signature[0].startswith("TM. "):
        return body
    return f"{signature[0].removeprefix('KT. ')} {body}"


def body_lines(name: str) -> tuple[str, ...]:
    """A body's name over two lines, in capitals: “ỦY BAN NHÂN DÂN”, “XÃ ĐỒNG SEN”."""
    return tuple(part.upper() for part in _PLACE.split(" ".join(name.split()), maxsplit=1) if part)
