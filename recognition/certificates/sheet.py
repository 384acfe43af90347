"""The certificate as a sheet: what stands on it, and the PDF made of it. The same certificate gives the same bytes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from portal.look.lotus import Petal, lotus
from portal.look.numbers import in_words
from portal.people.public import decrypt
from recognition.models import Certificate, CriteriaSet, DecisionLine
from recognition.papers.days import long_day
from recognition.papers.pdf import compile_pdf
from recognition.papers.qr import qr_svg
from recognition.sets.publishing import criteria_of

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Sheet:
    """The words of a certificate, for the PDF and for the page; always Vietnamese, as the paper is."""

    name: str
    title: str
    body: str
    about: str
    result: str
    register_code: str
    place_and_day: str
    signer_title: str
    signer_name: str
    basis: str
    check_url: str
    lotus_text: str
    issued: tuple[int, int, int]


def number(value: Decimal) -> str:
    """Points as they are written in Vietnamese: 81 or 7,5."""
    return f"{value.normalize():f}".replace(".", ",")


def check_url(certificate: Certificate) -> str:
    """The public address of the check page, as it stands in the QR code."""
    return settings.PUBLIC_URL + reverse("recognition:check", args=[certificate.token])


def sheet_of(certificate: Certificate) -> Sheet:
    """What stands on the certificate; everything from the frozen line, nothing from today's data."""
    line, decision = certificate.line, certificate.line.decision
    unit = line.unit_name[:1].lower() + line.unit_name[1:]  # “Xã Đồng Sen” within a sentence
    home = ", ".join(part for part in (line.residential_group_name, unit) if part)
    born = f"sinh năm {line.birth_year}, " if line.birth_year else ""
    day = long_day(decision.date)
    replaced = Certificate.objects.filter(superseded_by=certificate).first()
    basis = f"Theo Quyết định số {decision.number} {day} của {decision.body_name}."
    if replaced is not None:
        basis += f" Giấy này thay cho giấy số {replaced.register_code}."
    petals = petals_of(certificate)
    points = [f"{one.code} {_said(line, one.code)}" for one in petals]
    most = sum((Decimal(one.maximum) for one in petals), Decimal(0))
    return Sheet(
        name=decrypt(certificate.name_encrypted),
        title=line.title,
        body=decision.body_name,
        about=f"{born}{home},",
        result=f"năm {decision.campaign_year}, {result_words(line, most)}.",
        register_code=certificate.register_code,
        place_and_day=f"{decision.place_name}, {day}",
        signer_title=decision.signer_title,
        signer_name=decision.signer_name,
        basis=basis,
        check_url=check_url(certificate),
        lotus_text=f"Hoa sen {in_words(len(petals))} cánh: {', '.join(points)}",
        issued=(certificate.issued_on.year, certificate.issued_on.month, certificate.issued_on.day),
    )


def _said(line: DecisionLine, code: str) -> str:
    """What was confirmed of an indicator, for whoever cannot see the flower."""
    if code in line.not_applicable:
        return "không áp dụng"
    value = number(Decimal(line.points[code]))
    return f"mức {value}" if line.level else f"{value} điểm"


def result_words(line: DecisionLine, most: Decimal) -> str:
    """What was reached, in the words of the set's model: a level and its targets, a grade and its points, or points and floor."""
    if line.level:
        left_out = len(line.not_applicable)
        targets = f"{line.level}: mọi chỉ tiêu của mức này đều đạt"
        return f"{targets}, {in_words(left_out)} chỉ tiêu không áp dụng" if left_out else targets
    points = f"với {number(line.total)} trên {number(most)} điểm"
    if line.band:
        return f"xếp loại {line.band}, {points}"
    return f"{points}, không có chỉ số nào dưới {number(line.floor)} điểm"


def flower(certificate: Certificate, size: int = 200) -> str:
    """The lotus of the confirmed points, in gold."""
    line = certificate.line
    petals = petals_of(certificate)
    values = [float(line.points[one.code]) for one in petals]
    return lotus(values, petals, size, mark=float(line.mark), floor=float(line.floor), recognised=True)


def petals_of(certificate: Certificate) -> tuple[Petal, ...]:
    """The indicators of the set by which was decided, group by group; a published set never changes."""
    line = certificate.line
    criteria = criteria_of(CriteriaSet.objects.get(key=line.set_key, version=line.set_version))
    return tuple(
        Petal(one.code, place, float(one.maximum))
        for place, group in enumerate(criteria.groups)
        for one in criteria.indicators
        if one.group == group.code
    )


def pdf(certificate: Certificate) -> bytes:
    """The sheet as PDF/A-2a and PDF/UA-1. Deterministic: its date is the day of issue."""
    sheet = sheet_of(certificate)
    data = {name: getattr(sheet, name) for name in sheet.__dataclass_fields__}
    drawn = flower(certificate).replace("<svg ", '<svg font-family="Noto Sans" ', 1)
    return compile_pdf(
        HERE / "sheet.typ", data, day=date(*sheet.issued), svgs={"lotus": drawn, "qr": qr_svg(sheet.check_url)}
    )
