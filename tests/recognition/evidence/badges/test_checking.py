"""Digital certificates: right by the issuer's key, not checked with the reason, or refused."""

import json
import re
import struct

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from portal.people.public import everyone
from recognition.evidence.badges.checking import judged, told
from recognition.evidence.badges.keys import BadKey, from_multibase, key_of_did
from recognition.evidence.badges.reading import MOST_TEXT, credential_in
from recognition.models import OutsideIssuer
from recognition.refusals import Incomplete
from tests.builders.cases import WHY, Village
from tests.builders.people import make_learner, make_user
from tests.recognition.evidence.badges import made
from tests.recognition.evidence.test_evidence_pages import kept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _vietnamese():
    with translation.override("vi"):
        yield


def stored(issuer: str, key: dict, **more) -> OutsideIssuer:
    return OutsideIssuer.objects.create(name="Trường", issuer_id=issuer, key=key, added_by=make_user(), **more)


@pytest.mark.parametrize(
    "data",
    [
        made.token(),
        made.token(made.credential(made.CURVE_DID), kid=made.CURVE_DID, curve=True),
        made.token({"iss": made.DID, "vc": made.credential()}),
        made.proved(),
    ],
    ids=["jwt", "jwt of another curve", "jwt of the older model", "proof inside"],
)
def test_a_signature_by_the_key_in_the_issuer_s_own_name_is_right_and_says_no_more(data):
    found = judged(data)
    assert (found["state"], found["name"], found["issuer"]) == ("signed", "Sửa máy nổ", "Trường nghề Bờ Sông")
    assert found["from"] == "2026-04-01"
    assert "chỉ chính tệp này nói vậy" in told(found)


@pytest.mark.parametrize("data", [made.token(), made.proved()], ids=["jwt", "proof inside"])
def test_what_was_changed_is_refused(data):
    with pytest.raises(Incomplete, match="đã bị sửa") as refused:
        judged(made.changed(data))
    assert refused.value.field == "file"


def test_an_issuer_stored_here_is_named_and_its_stored_key_decides():
    issuer = "https://truong.example.vn/badges"
    data = made.token(made.credential(issuer), kid=issuer + "#key", curve=True)
    assert judged(data)["reason"] == "issuer"
    row = stored(issuer, made.key(curve=True))
    assert judged(data)["state"] == "known"
    assert "cổng đã biết nơi này" in told(judged(data))
    with pytest.raises(Incomplete, match="đã bị sửa"):
        judged(made.token(made.credential(issuer), kid=made.DID))  # signed by somebody else in its name
    row.ended_on = timezone.localdate()
    row.save()
    assert judged(data)["state"] == "unchecked"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (made.HOSTED, "chỉ kiểm được trên trang của nơi cấp"),
        (json.dumps(made.credential()).encode(), "không có chữ ký số"),
        (made.proved(suite="eddsa-rdfc-2022"), "chưa đọc được"),
        (made.token(made.credential("https://noi-khac.example"), kid="https://noi-khac.example#1"), "chưa có trong danh sách"),
        (made.token(made.credential("https://noi-khac.example")), "khác với nơi cấp ghi trong tệp"),
        (made.proved(made.credential(credits=1.5)), "chưa đọc được"),
    ],
    ids=["hosted", "unsigned", "another proof", "unknown issuer", "another signer", "a fraction"],
)  # fmt: skip
def test_what_cannot_be_checked_says_why(data, reason):
    found = judged(data)
    assert found["state"] == "unchecked"
    assert told(found).startswith("Chưa kiểm được: ")
    assert reason in told(found)


def test_it_is_found_in_a_picture_packed_or_not():
    text = made.token()
    for data in (
        made.baked(text),
        made.baked(text, packed=True),
        made.baked(text, keyword=b"openbadges"),
        b"\n" + text,
    ):
        assert credential_in(data) == text


@pytest.mark.parametrize(
    "data",
    [
        made.png(20, 20),
        made.png(20, 20)[:40] + struct.pack(">I", 2**31) + b"iTXt",
        made.baked(b"x" * (MOST_TEXT + 5), packed=True),
        b"<svg>", b"", b"%PDF-1.7", b"a.b", b"{" + b"x" * MOST_TEXT,
    ],
    ids=["bare picture", "a chunk without end", "a bomb", "svg", "nothing", "pdf", "two parts", "too large"],
)  # fmt: skip
def test_what_is_no_badge_is_refused_with_the_next_step(data):
    with pytest.raises(Incomplete, match=r"chụp ảnh giấy"):
        credential_in(data)


@pytest.mark.parametrize(
    "data",
    [b"{", b"[]", b'{"a":' + b"[" * 100_000, b"eyJ.eyJ.x", b"e30.W10.", b"{}" * 3,
     b'{"issuer": "a", "issuer": "b"}', b'{"x": NaN}'],
    ids=["cut", "a list", "deep", "no base64", "payload is a list", "twice", "a name twice", "no number"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(data):
    with pytest.raises(Incomplete):
        judged(data)


def test_keys_that_are_none():
    for text in ("z0", "x", "z" + "1" * 300):
        with pytest.raises(BadKey):
            from_multibase(text)
    for did in ("did:web:a", "did:key:z1", "did:key:" + made.base58(b"\x80\x24" + b"\xff" * 33)):
        with pytest.raises(BadKey):
            key_of_did(did)
    assert key_of_did(made.DID)["crv"] == "Ed25519"


def test_the_page_keeps_what_the_check_found_and_the_file_over_a_mistake(client):
    person = make_learner(Village().unit)
    client.force_login(person.user)
    address = reverse("recognition:evidence_add") + "?giay=so-hoa&loai=course-certificate"
    data = {"title": "", "on": "", "indicators": ["B1"], "file": SimpleUploadedFile("a.png", made.baked(made.token()))}
    answer = client.post(address, data)
    assert answer.status_code == 422
    (token,) = re.findall(r'name="kept" value="(\w+)"', answer.text)
    answer = client.post(address, {"on": "2026-04-01", "indicators": ["B1"], "kept": token})
    (row,) = kept()
    assert (row.upload_id, row.credential["state"], row.indicators) == (None, "signed", ["B1"])
    page = client.get(answer.url).text
    assert "Chữ ký số đúng" in page
    with everyone(WHY):
        assert row.content_hash
    answer = client.post(
        address, {**data, "on": "2026-04-01", "file": SimpleUploadedFile("b.json", made.changed(made.proved()))}
    )
    assert "đã bị sửa" in answer.text
    assert len(kept()) == 1


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("9999-12-31T23:59:59Z", "9999-12-31"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01"),
        ("2027-12-31T18:00:00Z", "2028-01-01"),
        ("2027-02-29", ""),
        ("2028-02-29", "2028-02-29"),
    ],
)
def test_a_day_at_the_end_of_the_calendar_is_a_day(written, day):
    assert judged(made.token(made.credential(validUntil=written)))["to"] == day


@pytest.mark.parametrize("sign", ["\0", "\ud800"], ids=["end of text", "half a sign"])
@pytest.mark.parametrize("proof", [{}, {"proof": {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022",
                                                  "verificationMethod": made.DID, "proofValue": "z1"}}],
                         ids=["unsigned", "signed wrongly"])  # fmt: skip
def test_signs_that_no_database_keeps_are_no_error(client, sign, proof):
    person = make_learner(Village().unit)
    client.force_login(person.user)
    said = made.credential(**proof)
    said["issuer"]["name"] += sign
    said["credentialSubject"]["achievement"]["name"] = f"Sửa{sign} máy nổ"
    answer = client.post(
        reverse("recognition:evidence_add") + "?giay=so-hoa&loai=course-certificate",
        {"on": "2026-04-01", "indicators": ["B1"], "file": SimpleUploadedFile("a.json", json.dumps(said).encode())},
    )
    assert answer.status_code == (422 if proof else 302)
    names = [(row.credential["name"], row.credential["issuer"]) for row in kept()]
    assert names == ([] if proof else [("Sửa máy nổ", "Trường nghề Bờ Sông")])


@pytest.mark.parametrize("deep", [60, 600, 900])
def test_what_is_nested_without_end_is_refused(deep):
    text = '{"issuer": "x", "proof": {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "a":'
    with pytest.raises(Incomplete):
        judged((text + "[" * deep + "]" * deep + "}}").encode())
