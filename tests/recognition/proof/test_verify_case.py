"""The file of a case, checked by a program that shares no line with the portal: whole, or one changed byte anywhere is refused."""

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.urls import reverse

from portal.audit import blocks
from portal.audit.public import broken_block, seal
from portal.people.models import Role
from portal.people.public import everyone
from recognition.certificates.badges import keys
from recognition.certificates.badges.did import document_of
from recognition.models import DecisionLine, IssuerKey
from recognition.proof import package
from tests.builders.cases import WHY, Village, make_body
from tests.builders.decided import decided
from tests.builders.people import make_province, make_user, signed_in
from tools import verify_case

PROGRAM = Path(verify_case.__file__)


@pytest.fixture
def line(village: Village) -> DecisionLine:
    return decided(village)


@pytest.fixture
def taken(line: DecisionLine, tmp_path: Path) -> Path:
    with everyone(WHY):
        (tmp_path / "ho-so.zip").write_bytes(package.case_file(line))
    return tmp_path / "ho-so.zip"


def files_of(taken: Path | io.BytesIO) -> dict[str, bytes]:
    with zipfile.ZipFile(taken) as archive:
        return {one: archive.read(one) for one in archive.namelist()}


def signed_again(files: dict[str, bytes], body) -> bytes:
    """An archive of these files, its list of digests made right, and signed by whoever has a key."""
    manifest = json.loads(files["manifest.json"])
    manifest["files"] = {
        one: verify_case.hashlib.sha256(data).hexdigest() for one, data in files.items() if one != "manifest.json"
    }
    return package.signed(files | {"manifest.json": package.as_json(manifest)}, body)


def changed(taken: Path, name: str, change, *, body=None) -> bytes:
    """The archive with one file rewritten, and signed again."""
    files = files_of(taken)
    said = json.loads(files[name])
    return signed_again(files | {name: package.as_json(change(said) or said)}, body)


def test_it_is_checked_without_the_portal(village: Village, taken: Path) -> None:
    print_of = IssuerKey.objects.get(kind="ed25519").printed
    command = [sys.executable, "-I", str(PROGRAM), str(taken), "--fingerprint", print_of]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, env={"PATH": os.environ["PATH"], "PYTHONUTF8": "1"}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"(\d+) bản ghi học tập khớp", done.stdout).group(1) != "0"
    assert "SAI" not in done.stdout
    source = PROGRAM.read_text(encoding="utf-8")
    for name in ("django", "recognition", "portal", "learning_records"):
        assert f"import {name}" not in source, name
        assert f"from {name}" not in source, name


def test_who_signed_is_asked_apart(village: Village, taken: Path, tmp_path: Path) -> None:
    assert verify_case.main([str(taken)]) == 2, "right, but nobody said whose key it has to be"
    assert verify_case.main([str(taken), "--fingerprint", "ab" * 32]) == 1
    own, other = tmp_path / "did.json", tmp_path / "other.json"
    own.write_text(json.dumps(document_of(village.body)))
    foreign = make_body(Village("Hạ Long").unit)
    keys.in_use(foreign, keys.ED25519)
    other.write_text(json.dumps(document_of(foreign)))
    assert verify_case.main([str(taken), "--did", str(own)]) == 0
    assert verify_case.main([str(taken), "--did", str(other)]) == 1


def test_one_changed_byte_anywhere_is_refused(taken: Path) -> None:
    data = taken.read_bytes()
    every = 1 if os.environ.get("SOAK") else 211
    places = {*range(0, len(data), every), *range(len(data) - package.TAIL - 30, len(data))}
    for place in sorted(places):
        for bit in (1, 32) if place >= len(data) - package.TAIL else (1,):
            bad = bytearray(data)
            bad[place] ^= bit
            assert refused(bytes(bad)), f"byte {place} of {len(data)} was changed and nobody saw it"
    assert all(refused(bad) for bad in (data + b"x", data[:-1], b"x" + data, b""))


def refused(data: bytes) -> bool:
    """Whether the program sees that these bytes are not the ones that were signed."""
    try:
        verify_case.opened(data, None)
    except verify_case.Wrong:
        return True
    return False


def _first(rows):
    return next(one for one in rows if one["statement"])


CHANGES = {
    "another result": ("decision.json", lambda said: said["line"].update(total="99.00")),
    "another mark": ("decision.json", lambda said: said["line"].update(mark="70.00")),
    "points of the line": ("decision.json", lambda said: said["line"]["points"].update(B1="10")),
    "a mark of the officer": ("assessment.json", lambda said: said["marks"][0].update(points="10.00")),
    "a refused paper counted": ("assessment.json", lambda said: said.update(verdicts=[], marks=said["marks"][:3])),
    "proposed points": ("submission.json", lambda said: said["proposed"].update(A1="10")),
    "an item more": (
        "items.json",
        lambda said: [*said, {**_first(said), "number": 99, "item": 99, "activity": "urn:x"}],
    ),
    "an indicator left out": ("decision.json", lambda said: said["line"].update(not_applicable={"A1": "Không"})),
    "minutes": ("items.json", lambda said: _first(said).update(minutes="600.00")),
    "another rule": ("items.json", lambda said: _first(said).update(rule="b1-passed")),
    "another day": ("items.json", lambda said: _first(said).update(at="2026-01-01T00:00:00+00:00")),
    "somebody else's records": ("submission.json", lambda said: said.update(accounts=[])),
    "another area": ("decision.json", lambda said: said["line"].update(set_digest="0" * 64)),
    "the number of a certificate": ("certificates.json", lambda said: said[0].update(code="ĐS-2026-9999")),
    "the name on a certificate": ("certificates.json", lambda said: said[0].update(name="Lê Văn Khác")),
    "the title of a badge": ("decision.json", lambda said: said["line"].update(title="Gia đình học tập")),
    "keys that signed no badge": (
        "did.json",
        lambda said: said.update(verificationMethod=said["verificationMethod"][-1:]),
    ),
    "an entry of the log": ("audit.json", lambda said: said["entries"][0].update(act="case.nothing")),
    "a log without the signing": ("audit.json", lambda said: said["entries"].pop() and None),
    "an empty log": ("audit.json", lambda said: said.update(entries=[], blocks=[])),
    "a log told backwards": ("audit.json", lambda said: said["entries"].reverse()),
    "a record counted twice": (
        "items.json",
        lambda said: [*said, {**_first(said), "number": 99, "item": 99}],
    ),
    "a record that is none": (
        "items.json",
        lambda said: [*said, {**_first(said), "number": 99, "item": 99, "statement": None, "statement_sha256": ""}],
    ),
    "a paper for what its kind cannot show": (
        "items.json",
        lambda said: next(one for one in said if one["rule"] == "witness").update(indicators=["A1"]),
    ),
    "a paper judged that is not there": ("assessment.json", lambda said: said["verdicts"][0].update(item=9999)),
    "another assessor": ("assessment.json", lambda said: said.update(assessor="x")),
    "a council that never met": ("assessment.json", lambda said: said.update(kind="council")),
    "found not enough": ("assessment.json", lambda said: said.update(outcome="not_enough")),
    "own points": ("submission.json", lambda said: said["self_points"].update(A1="9")),
    "another submission": ("submission.json", lambda said: said.update(number=2)),
    "the number of the decision": ("decision.json", lambda said: said.update(number="999/QĐ-UBND")),
    "the date of the decision": ("decision.json", lambda said: said.update(date="2020-01-01")),
    "the kind of the decision": ("decision.json", lambda said: said.update(kind="correct")),
    "the name in the decision": ("decision.json", lambda said: said["line"].update(name="Lê Văn Khác")),
    "the fewest points": ("decision.json", lambda said: said["line"].update(floor="1.00")),
    "a certificate that was never issued": ("certificates.json", lambda said: said[0].update(life=[])),
    "another case": ("manifest.json", lambda said: said.update(case=99)),
    "another body": ("manifest.json", lambda said: said.update(issuer="did:web:khac.example")),
    "an entry out of the chain": ("audit.json", lambda said: said["entries"][0].update(previous_hash="0" * 63 + "1")),
}


@pytest.mark.usefixtures("all_seeing")
def test_what_was_changed_and_signed_again_does_not_compute(
    village: Village, taken: Path, tmp_path: Path, capsys
) -> None:
    bad = tmp_path / "bad.zip"
    for name, (file, change) in CHANGES.items():
        bad.write_bytes(changed(taken, file, change, body=village.body))
        assert verify_case.main([str(bad)]) == 1, name
    assert "thiếu hoặc sai cấu trúc" not in capsys.readouterr().out, "each is refused for what it is"


def test_shares_of_a_group_are_counted_too() -> None:
    """The last count of so many of so many, by its own steps or by those of the target."""
    item = {
        "item": 1,
        "number": 1,
        "kind": "derived",
        "rule": "holders",
        "indicators": ["X1"],
        "counts": True,
        "tie": "",
    }
    items = [
        item | {"count": 9, "base": 10, "at": "2026-01-01T00:00:00+00:00"},
        item | {"item": 2, "count": 19, "base": 20, "at": "2026-02-01T00:00:00+00:00"},
    ]
    asks = [{"level": 1, "at_least": 90}, {"level": 2, "at_least": {"ordinary": 95}}]
    share = {"id": "holders", "indicator": "X1"}
    told = {"indicators": [{"code": "X1", "target": {"unit": "percent", "asks": asks}}], "shares": [share]}
    assert verify_case.proposed(told, items) == {"X1": 2}
    assert verify_case.proposed(told, items, refused={2}) == {"X1": 1}
    own = {"indicators": [{"code": "X1", "maximum": 5}], "shares": [share | {"steps": [{"at_least": 95, "points": 3}]}]}
    assert verify_case.proposed(own, items) == {"X1": 3}


@pytest.mark.usefixtures("all_seeing")
def test_parts_taken_out_added_renamed_or_of_another_case_are_refused(
    village: Village, taken: Path, tmp_path: Path, capsys
) -> None:
    """Also by whoever can sign: each file is there under its name, no other one is, and all speak of one case."""
    files, bad, body = files_of(taken), tmp_path / "bad.zip", village.body
    bad.write_bytes(package.case_file(decided(village, number="129/QĐ-UBND", name="Lê Văn Nam")))
    other = files_of(bad)
    tried = {"a file more": files | {"giay-khen.txt": b"x"}, "all records of both": other | files}
    for name in verify_case.PARTS - {"manifest.json"}:
        rest = {one: data for one, data in files.items() if one != name}
        tried |= {f"without {name}": rest, f"{name} renamed": rest | {f"cu-{name}": files[name]}}
        if files[name] != other[name]:
            tried[f"{name} of another case"] = files | {name: other[name]}
    said = json.dumps(json.loads(files["set.json"]) | {"version": "2099"}, ensure_ascii=False, sort_keys=True).encode()
    set_digest = verify_case.hashlib.sha256(said).hexdigest()
    submission, decision = (json.loads(files[name]) for name in ("submission.json", "decision.json"))
    decision["line"]["set_digest"] = set_digest
    tried["another valid set"] = files | {"set.json": said}
    for name, version in (("digest", "2022.1"), ("digest and name", "2099")):  # written into the other files as well
        submission |= {"set_digest": set_digest, "set": f"cong_dan_hoc_tap {version}"}
        both = {"submission.json": package.as_json(submission), "decision.json": package.as_json(decision)}
        tried[f"another valid set, its {name} too"] = files | {"set.json": said} | both
    assert len(tried) > 30
    for name, changes in tried.items():
        bad.write_bytes(signed_again(changes, body))
        assert verify_case.main([str(bad)]) == 1, name
    assert "thiếu hoặc sai cấu trúc" not in capsys.readouterr().out, "each is refused for what it is"


@pytest.mark.usefixtures("all_seeing")
def test_a_key_of_one_s_own_is_not_the_key_of_the_body(village: Village, taken: Path, tmp_path: Path) -> None:
    """A forger's key may stand in the file; the key that the body published is asked, and only that one."""
    published, bad, forger = tmp_path / "did.json", tmp_path / "bad.zip", make_body(Village("Hạ Long").unit)
    published.write_text(json.dumps(document_of(village.body)))
    print_of = IssuerKey.objects.get(kind="ed25519").printed
    keys.in_use(forger, keys.ED25519)
    own = json.loads(published.read_text())
    own["verificationMethod"].append(document_of(forger)["verificationMethod"][-1])
    bad.write_bytes(signed_again(files_of(taken) | {"did.json": package.as_json(own)}, forger))
    assert verify_case.main([str(bad)]) == 2, "said to be nobody's as long as nobody says whose it has to be"
    assert verify_case.main([str(bad), "--fingerprint", print_of]) == 1
    assert verify_case.main([str(bad), "--did", str(published)]) == 1
    assert verify_case.main([str(taken), "--did", str(published), "--fingerprint", print_of]) == 0


@pytest.mark.usefixtures("all_seeing")
def test_the_log_reaches_the_roots_of_its_blocks(
    village: Village, line: DecisionLine, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(blocks, "SIZE", 4)
    assert seal() > 2
    assert seal() == 0
    assert broken_block() is None
    taken = tmp_path / "ho-so.zip"
    taken.write_bytes(package.case_file(line))
    log = json.loads(zipfile.ZipFile(io.BytesIO(taken.read_bytes())).read("audit.json"))
    assert sum(one["block"] is not None for one in log["entries"]) > 3
    assert verify_case.main([str(taken)]) == 2
    bad = tmp_path / "bad.zip"
    for change in (
        lambda said: said["blocks"][0].update(root="0" * 64),
        lambda said: said["entries"][0]["path"].reverse(),
        lambda said: said["blocks"].pop(1) and None,
    ):
        bad.write_bytes(changed(taken, "audit.json", change, body=village.body))
        assert verify_case.main([str(bad)]) == 1


@pytest.mark.usefixtures("all_seeing")
def test_a_badge_is_in_it_and_one_changed_letter_of_it_is_refused(
    village: Village, taken: Path, line: DecisionLine, tmp_path: Path, capsys
) -> None:
    files = files_of(taken)
    (name,) = [one for one in files if one.startswith("badges/")]
    assert name == f"badges/{line.certificates.get().urn}.jwt"
    assert verify_case.main([str(taken)]) == 2
    assert "1 huy hiệu số: chữ ký khớp khóa" in capsys.readouterr().out
    head, body, sign = files[name].decode().split(".")
    claims = json.loads(verify_case.unpacked(body)) | {"name": "Gia đình học tập"}
    forged = keys.base64url(json.dumps(claims).encode())
    for text in (f"{head}.{forged}.{sign}", f"{head}.{body}.{sign[:-8]}AAAAAAAA"):
        with pytest.raises(verify_case.Wrong, match="Chữ ký của huy hiệu"):
            verify_case.must_fit_their_badges(files | {name: text.encode()})
    with pytest.raises(verify_case.Wrong, match="không thuộc giấy chứng nhận"):
        verify_case.must_fit_their_badges(files | {"badges/khac.jwt": files[name]})


def test_the_files_of_a_decision_are_one_archive_that_is_checked_whole(
    village: Village, line: DecisionLine, tmp_path: Path, capsys
) -> None:
    decided(village, number="129/QĐ-UBND", name="Lê Văn Nam")
    where = reverse("recognition:decision_file", args=[line.decision_id])
    answer = signed_in(make_user("inspector", unit=village.unit)).get(where)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    taken = tmp_path / "quyet-dinh.zip"
    taken.write_bytes(answer.content)
    with zipfile.ZipFile(taken) as archive:
        assert sorted(archive.namelist()) == ["did.json", f"ho-so-{line.case_id}.zip", "manifest.json"]
    print_of = IssuerKey.objects.get(kind="ed25519").printed
    assert verify_case.main([str(taken), "--fingerprint", print_of]) == 0
    assert "phần 1 trên 1: 1 hồ sơ" in capsys.readouterr().out
    data = bytearray(answer.content)
    data[len(data) // 2] ^= 1
    taken.write_bytes(data)
    assert verify_case.main([str(taken)]) == 1
    files = files_of(io.BytesIO(answer.content))
    one = files.pop(f"ho-so-{line.case_id}.zip")
    for name in ("ho-so-99.zip", "ho-so-them.txt"):
        with everyone(WHY):
            taken.write_bytes(signed_again(files | {name: one}, village.body))
        assert verify_case.main([str(taken)]) == 1, "another case's name, or no case at all"
    assert signed_in(village.officer).get(f"{where}?phan=2").status_code == 404
    assert signed_in(Village("Hạ Long").officer).get(where).status_code == 404
    page = signed_in(village.signer).get(reverse("recognition:sign_decision", args=[line.decision_id])).text
    assert f"{where}?phan=1" in page


def test_officials_of_the_place_take_it_and_nobody_else(client, village: Village, line: DecisionLine) -> None:
    where = reverse("recognition:case_file", args=[line.case_id])
    answer = signed_in(village.officer).get(where)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert "Hoa" not in answer["Content-Disposition"]
    assert signed_in(Village("Hạ Long").officer).get(where).status_code == 404
    assert signed_in(village.staff).get(where).status_code == 403
    serves = Village("Sen Xa").officer  # judges elsewhere, and only serves people here
    Role.objects.create(user=serves, kind="staff", unit=village.unit, valid_from=village.campaign.submission_from)
    assert signed_in(serves).get(where).status_code == 404
    reader = signed_in(make_user("inspector", unit=village.unit))
    assert reader.get(where).status_code == 200
    assert where in reader.get(reverse("recognition:inspect_case", args=[line.case_id])).text
    assert signed_in(make_user("inspector", unit=make_province("Sen Trắng"))).get(where).status_code == 404
    assert client.get(where).status_code == 302
    assert b"def main" in client.get(reverse("recognition:verify_case")).content
