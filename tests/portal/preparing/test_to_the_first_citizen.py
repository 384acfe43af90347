"""From an empty installation to its first recognised citizen: after the first administrator nobody needs a command again.

Everybody here presses only what a page shows (tests/builders/walking.py), so a dead end on the way is a red test.
"""

import re
from datetime import timedelta
from io import StringIO
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from tests.builders.second_step import CODES, SECOND_STEP, SET_UP, Apps, secret_on
from tests.builders.walking import Walker
from tests.recognition.evidence.safe import photos

ADMIN, PASSWORD, CHOSEN = "quan.tri", "mot-cau-dai-kho-doan", "mot-cau-dai-khac-han"
COMMUNE = "Cẩm Lộ"
START = "/quan-ly/bat-dau/"
CITIZEN = "Nguyễn Thị Hoa"
APPS = Apps()


def signed_in(somebody: Walker, name: str, password: str = CHOSEN) -> Walker:
    """Through the form that the home page leads to; officials set up their second step, and use it from then on."""
    somebody.open("/").link("/tai-khoan/login/").send("login", login=name, password=password)
    if somebody.address.startswith(SECOND_STEP):
        if SET_UP in somebody.text:
            APPS.keep(name, secret_on(somebody.link(SET_UP).text))
        somebody.send("code", code=APPS.code(name))
        if somebody.address == CODES:
            somebody.shows("Mã trên giấy").link("/cua-toi/")
    return somebody


def with_slip(page: Walker, name: str) -> Walker:
    """The person to whom the slip on this page was given: chooses a password with its code, and signs in."""
    code = re.search(r'class="code num"><b>([^<]+)</b>', page.text)
    assert code, page.told()
    person = page.somebody_else().open("/").link("/tai-khoan/login/").link("/tai-khoan/phieu/")
    person.send("code", code=code[1], password=CHOSEN)
    return signed_in(page.somebody_else(), name)


def the_places(admin: Walker) -> None:
    admin.link("/quan-ly/trung-tam/").link("/quan-ly/trung-tam/moi/")
    admin.send("address", unit=COMMUNE, name="Trung tâm học tập cộng đồng Cẩm Lộ", address="Khu phố 1")
    admin.open(START).link("/quan-ly/thon-to/")
    admin.send("names", unit=COMMUNE, names="Thôn Một\nThôn Hai")
    admin.send("looked", press=("act", "save")).shows("Thôn Hai")
    code = re.search(r'Mã hành chính: <span class="num">(\d+)<', admin.open(START).text)
    assert code, admin.told()
    admin.link("/quan-ly/phan-loai-xa/")
    document = {"number": "12/QĐ-TTg", "signed_on": "01/02/2026", "issuer": "Thủ tướng Chính phủ"}
    admin.send("lines", press=("act", "look"), lines=f"{code[1]}; bình thường; 01/03/2026", **document)
    admin.send("lines", press=("act", "save"))
    admin.open(START).link("/quan-tri/settings/pages/sitecontact/")
    admin.send("phone", name="Hội Khuyến học", phone="0233 000 000")


def the_people(admin: Walker) -> dict[str, Walker]:
    """Each official gets a role with a new account, a slip, and chooses a password."""
    people = {}
    for name, kind in (("can.bo.quay", "staff"), ("can.bo.xet", "officer"), ("nguoi.ky", "signer")):
        admin.open(START).link("/quan-ly/vai-tro/")
        admin.send("kind", username=name, new_account="on", kind=kind, unit=COMMUNE)
        people[kind] = with_slip(admin, name)
    return people


def the_campaign(admin: Walker) -> None:
    today = timezone.localdate()
    admin.open(START).link("/quan-ly/co-quan/").link("/quan-ly/co-quan/moi/")
    admin.send(
        "short_code", unit=COMMUNE, kind="peoples_committee", name="Ủy ban nhân dân xã Cẩm Lộ", place_name="Cẩm Lộ",
        short_code="CL", signer_name="Trần Văn Bình",
    )  # fmt: skip
    admin.open(START).link("/quan-ly/dot-xet/").link("/quan-ly/dot-xet/moi/")
    days = {"submission_from": today, "submission_to": today + timedelta(30), "assessment_to": today + timedelta(60)}
    typed = {name: f"{day:%d/%m/%Y}" for name, day in days.items()}
    admin.send("submission_from", press=("act", "look"), unit=COMMUNE, year=str(today.year), **typed)
    admin.send("submission_from", press=("act", "save"))


def the_citizen(staff: Walker) -> Walker:
    """Registered at the counter with consent and an account; the person chooses a password with the slip."""
    staff.link("/quay/").link("/quay/moi/")
    staff.send("full_name", full_name=CITIZEN, birth_year="1984", username="0912345678", consents="on")
    staff.shows(CITIZEN).press(staff.form_to("/quay/nguoi/"))
    return with_slip(staff, "0912345678")


def paper(citizen: Walker, title: str) -> None:
    """Fills in the form of a paper with what it proposes itself, and a photo."""
    photo = SimpleUploadedFile("giay.jpg", photos.written(photos.halves((60 + len(title), 40))), "image/jpeg")
    speaks_for = citizen.form("indicators").choices["indicators"][:1]
    day = f"{timezone.localdate():%d/%m/%Y}"
    citizen.send("file", title=title, on=day, indicators=speaks_for, file=photo).shows(title)


def the_case(citizen: Walker) -> None:
    """Two papers with their photos, points of one's own, handed in."""
    citizen.open("/").link("/cua-toi/").link("/cua-toi/minh-chung/them/")
    citizen.link("/cua-toi/minh-chung/them/?giay=the").link("/cua-toi/minh-chung/them/?giay=the&loai=")
    paper(citizen, "Thẻ thư viện xã")
    citizen.open("/").link("/cua-toi/").link("/cua-toi/minh-chung/them/")  # what the page proposes next
    paper(citizen, "Kế hoạch học tập")
    citizen.open("/").link("/cua-toi/").link("/cua-toi/ho-so/cham-diem/")
    fields = [name for one in citizen.forms for name in one.names if name.startswith("points-")]
    citizen.send(**dict.fromkeys(fields, "8"))
    citizen.open("/").link("/cua-toi/").link("/cua-toi/ho-so/gui/").send("version").shows("Rút hồ sơ")


def judged(officer: Walker) -> None:
    """The officer gives points with reasons, and proposes the person."""
    officer.open("/").link("/can-bo/").link("/can-bo/ho-so/").shows("Thẻ thư viện xã")
    form = officer.form("version", "act")
    values = {name: "8" for name in form.names if name.startswith("points-")}
    values |= {name: "Đã xem giấy tờ gốc" for name in form.names if name.startswith("reason-")}
    assert len(values) == 20
    officer.press(form, ("act", "confirm"), **values).shows("Đã đề nghị công nhận", CITIZEN)


def signed(signer: Walker) -> None:
    """The signer types number and day of the register, and looks at it once more; the papers are there at once."""
    signer.open("/").link("/ky/").shows(CITIZEN)
    (number,) = signer.form("cases").choices["cases"]
    signer.send(
        "number", press=("act", "sign"), number="77/QĐ-UBND", date=f"{timezone.localdate():%d/%m/%Y}", cases=number
    )
    signer.shows("77/QĐ-UBND", CITIZEN).send("number", press=("act", "record"))
    assert signer.address.startswith("/ky/quyet-dinh/"), signer.told()
    signer.shows("77/QĐ-UBND", CITIZEN, "CL-")
    assert signer.file(next(one for one in signer.links if one.endswith("/pdf"))).startswith(b"%PDF-")


def certified(citizen: Walker) -> None:
    """The citizen finds the certificate; a stranger who types the address of the check reads that it holds."""
    citizen.open("/").link("/cua-toi/").link("/giay-chung-nhan/", ends="/").shows(CITIZEN, "77/QĐ-UBND")
    check = next(one for one in citizen.links if "/kiem-tra/" in one)
    citizen.somebody_else().open(check[check.index("/kiem-tra/") :]).shows("CL-", "77/QĐ-UBND")


def lacking(admin: Walker) -> set[str]:
    """Rows of the page “Begin” that are not done."""
    admin.open("/").link(START).send("xa", xa=COMMUNE)
    return set(re.findall(r'<li id="(\w+)">\s*<span class="state">', admin.text))


@pytest.mark.django_db
def test_pages_alone_lead_from_the_first_administrator_to_the_first_recognised_citizen(settings, tmp_path) -> None:
    settings.STATIC_ROOT, settings.PRIVATE_ROOT = tmp_path / "static", tmp_path / "private"
    call_command("prepare", stdout=StringIO())
    with mock.patch("sys.stdin", StringIO(f"{PASSWORD}\n")):
        call_command("first_admin", "--username", ADMIN, stdout=StringIO())
    admin = signed_in(Walker(), ADMIN, PASSWORD)
    assert admin.address == START, "the first administrator stands there without looking for it"
    assert len(lacking(admin)) > 12
    admin.shows("Xong cả thì gửi được hồ sơ đầu tiên.")
    the_places(admin)
    people = the_people(admin)
    the_campaign(admin)
    assert lacking(admin) == {"lesson", "learner", "case", "judged", "certificate"}
    citizen = the_citizen(people["staff"])
    the_case(citizen)
    judged(people["officer"])
    signed(people["signer"])
    certified(citizen)
    assert lacking(admin) == {"lesson"}, "what the centre teaches comes with its lessons"
    assert "Đã xong 11 trên 12 việc." in admin.told()
    assert "gửi được hồ sơ đầu tiên" not in admin.told(), "it was handed in long ago"
