"""A slip is what COSE says it is, for programs of others too; one wrong bit is refused; the code is read from its picture."""

import io

import cbor2
import pytest
import segno
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pycose.keys import OKPKey
from pycose.keys.curves import Ed25519
from pycose.messages import Sign1Message

from portal.people.public import everyone
from recognition.certificates.badges import keys
from recognition.certificates.review.reviews import answer, open_review
from recognition.certificates.slip import base45, cbor, cose, slip
from recognition.certificates.slip.slip import BEGINS, read, slip_of
from recognition.certificates.superseding import supersede_with
from recognition.decisions import signing
from recognition.decisions.ending import end_by_decision
from recognition.models import Certificate, CertificateStep
from recognition.refusals import Incomplete, WrongState
from tests.builders.cases import WHY, Village, make_body
from tests.builders.people import make_user, signed_in

VALUES = st.recursive(
    st.integers(-(2**63), 2**64 - 1) | st.binary(max_size=300) | st.text(max_size=300),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.integers(0, 300), inner, max_size=4),
    max_leaves=6,
)


@pytest.fixture
def held(village: Village) -> Certificate:
    with everyone(WHY):
        day = timezone.localdate()
        decision = signing.sign([village.confirmed()], village.body, "128/QĐ-UBND", day, village.signer)
        return decision.lines.get().certificates.select_related("line__decision__body", "line__unit").get()


def public_of(village: Village) -> tuple[Ed25519PublicKey, bytes]:
    key = keys.in_use(village.body, keys.ED25519)
    raw = keys.from_base64url(key.public["x"])
    return Ed25519PublicKey.from_public_bytes(raw), raw


@given(VALUES)
def test_our_cbor_is_that_of_others_in_its_one_writing(value) -> None:
    data = cbor.encode(value)
    assert data == cbor2.dumps(value, canonical=True)
    assert cbor.decode(data) == value


@pytest.mark.parametrize(
    "data", ["1800", "5f4101ff", "f97e00", "a2020001", "a20200020001", "8181818181818181818100", "6180", "", "0000"]
)
def test_another_writing_or_kind_is_refused(data: str) -> None:
    with pytest.raises(cbor.BadCbor):
        cbor.decode(bytes.fromhex(data))


@given(st.binary(max_size=200))
def test_letters_come_back_as_bytes(data: bytes) -> None:
    assert base45.decode(base45.encode(data)) == data


def test_letters_of_the_standard() -> None:
    assert base45.encode(b"AB") == "BB8"  # RFC 9285, 4.3
    assert base45.encode(b"ietf!") == "QED8WEX0"
    for wrong in ("GGW", "A", ":::", "ab8"):
        with pytest.raises(ValueError, match="."):
            base45.decode(wrong)


@pytest.mark.usefixtures("all_seeing")
def test_a_foreign_program_reads_it_and_one_wrong_bit_is_refused(village: Village, held: Certificate) -> None:
    text = slip_of(held, skills=37)
    assert len(text) <= 311, "a QR code of version 10-M holds so many letters"
    message = base45.decode(text.removeprefix(BEGINS))
    public, raw = public_of(village)
    found = Sign1Message.decode(message)
    found.key = OKPKey(crv=Ed25519, x=raw)
    assert found.verify_signature()
    said = cbor2.loads(found.payload)
    assert (said[1], said[3], said[4], said[8]) == ("Nguyễn Thị Hoa", held.line.title, "128/QĐ-UBND", 37)
    assert not {"80", "82"} & {str(one) for one in said.values()}, "never points"
    refused = 0
    for place in range(len(message) * 8):
        changed = bytearray(message)
        changed[place // 8] ^= 1 << place % 8
        try:
            cose.opened(bytes(changed), public)
        except cose.BadSlip:
            refused += 1
        else:
            kid = cose.kid_of(bytes(changed))
            assert kid != cose.kid_of(message), "only what names the key is not signed"
            refused += 1
            with pytest.raises(Incomplete):
                read(BEGINS + base45.encode(bytes(changed)))
    assert refused == len(message) * 8


@pytest.mark.usefixtures("all_seeing")
def test_it_is_read_from_its_picture(held: Certificate) -> None:
    text, out = slip_of(held), io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(out, kind="png", scale=4, border=4)
    assert int(code.version) <= 10
    assert zxingcpp.read_barcodes(Image.open(out).convert("L"))[0].text == text


@pytest.mark.usefixtures("all_seeing")
def test_what_is_said_of_a_slip_that_is_no_longer_true(village: Village, held: Certificate) -> None:
    text = slip_of(held)
    assert (read(text).state, read(text).key_state) == ("valid", "in_use")
    running = open_review(held, "Có phản ánh", village.signer)
    assert read(text).state == "suspended", "what the check page says, this page says too"
    answer(running, "keep", "Không có gì sai", make_user("signer", unit=village.unit))
    assert read(text).state == "valid"
    chief = make_user("administrator", unit=village.unit)
    old = keys.in_use(village.body, keys.ED25519)
    keys.rotate(village.body, by=chief)
    assert read(text).key_state == "retired", "an old slip goes on being read"
    end_by_decision(held, "revoke", village.body, "15/QĐ-UBND", timezone.localdate(), "Nhầm", village.signer)
    keys.compromised(old, by=chief)
    assert (read(text).state, read(text).key_state) == ("revoked", "compromised")
    held.refresh_from_db()
    with pytest.raises(WrongState):
        slip_of(held)


@pytest.mark.usefixtures("all_seeing")
def test_a_slip_that_another_body_signed_or_whose_time_is_over(
    village: Village, held: Certificate, monkeypatch
) -> None:
    other, text = make_body(Village("Hạ Long").unit), slip_of(held)
    with monkeypatch.context() as during:
        during.setattr(slip, "issuing_today", lambda _certificate: other)
        foreign = slip_of(held)
    assert (read(foreign).state, read(foreign).body_name) == ("", other.name), "not in the register of who signed"
    CertificateStep.objects.create(certificate=held, what="lapsed", on=timezone.localdate(), by=village.signer)
    assert read(text).state == "lapsed"


@pytest.mark.usefixtures("all_seeing")
def test_a_slip_of_a_sheet_that_was_replaced_says_how_the_title_stands(village: Village, held: Certificate) -> None:
    text = slip_of(held)
    new = supersede_with(held, village.signer, "Sai tên", {"name": "Nguyễn Thị Hòa"})
    assert read(text).state == "superseded"
    end_by_decision(new, "revoke", village.body, "15/QĐ-UBND", timezone.localdate(), "Nhầm", village.signer)
    assert read(text).state == "revoked", "nobody is told that it was only replaced"


def test_pages_and_command(client, village: Village, held: Certificate, capsys) -> None:
    with everyone(WHY):
        holder, text = held.learner.user, slip_of(held)
    assert text in signed_in(holder).get(reverse("recognition:slip", args=[held.token])).content.decode()
    where = reverse("recognition:read_slip")
    shown = client.post(where, {"text": f"\n {text} \r\n"})
    assert shown.status_code == 200
    assert "Nguyễn Thị Hoa" in shown.content.decode()
    other = "A" if text[30] != "A" else "B"
    for wrong in (text[:30] + other + text[31:], text[:-3], "CHTCD1:", "", "x" * 800, "CHTCD1:é"):
        refused = client.post(where, {"text": wrong})
        assert (refused.status_code, b"Hoa" in refused.content) == (422, False)
    call_command("verify_slip", text)
    assert "state: valid" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("verify_slip", text[:-3])
