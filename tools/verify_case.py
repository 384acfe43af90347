#!/usr/bin/env python3
"""Kiểm chứng một hồ sơ (tệp .zip) do cổng học tập cộng đồng xuất ra. Chạy một mình, không cần cổng, không cần mạng.

    python3 verify_case.py HO-SO.zip [--fingerprint DẤU-NHẬN-DẠNG | --did did.json]

Needs Python 3.11 or newer and `cryptography`. It shares no line with the portal: rules are read and points are counted a
second time here. Ends with 0 (all right), 1 (something is wrong) or 2 (right, but nobody said whose key it has to be).
"""

import argparse
import base64
import hashlib
import io
import json
import sys
import zipfile
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_EVEN, Decimal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256

MAGIC, TAIL = b"CHTHS1:", 7 + 16 + 128  # what stands behind the archive: magic, key, signature
MOST = 200 * 1024 * 1024
VIETNAM = timezone(timedelta(hours=7))
LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
SPKI = bytes.fromhex("302a300506032b6570032100")  # what stands before an Ed25519 key in a SubjectPublicKeyInfo


class Wrong(Exception):
    """What is wrong, as a sentence."""


def read_json(data):
    return json.loads(data, parse_float=Decimal)


# --- the archive and its signature ---


def opened(data, pinned):
    """The files of an archive whose every byte is signed, and the fingerprint of the key."""
    tail = data[-TAIL:]
    kid, sign = tail[7:23].decode("ascii", "replace"), tail[23:].decode("ascii", "replace")
    if tail[:7] != MAGIC or set(kid + sign) - set("0123456789abcdef") or len(data) > MOST:
        raise Wrong("Tệp không phải hồ sơ kiểm chứng, hoặc bị cắt cụt.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if len(set(names)) != len(names) or sum(one.file_size for one in archive.infolist()) > MOST:
                raise Wrong("Tệp nén có hai phần cùng tên, hoặc quá lớn.")
            raw = key_in(pinned or read_json(archive.read("did.json")), kid)
            Ed25519PublicKey.from_public_bytes(raw).verify(bytes.fromhex(sign), data[:-TAIL])
            files = {name: archive.read(name) for name in names}  # only once all bytes are known to be the signed ones
    except InvalidSignature as problem:
        raise Wrong("Chữ ký không khớp: tệp đã bị sửa dù chỉ một ký tự.") from problem
    except Wrong:
        raise
    except Exception as problem:  # what a changed byte makes of an archive is known to nobody beforehand
        raise Wrong("Tệp nén hỏng, hoặc thiếu khóa của cơ quan.") from problem
    fingerprint = hashlib.sha256(SPKI + raw).hexdigest()
    if not fingerprint.startswith(kid):
        raise Wrong("Khóa không đúng với tên gọi của nó.")
    return files, fingerprint


def key_in(document, kid):
    for one in document["verificationMethod"]:
        if one["id"].partition("#")[2] == kid:
            number = 0
            for letter in one["publicKeyMultibase"][1:]:
                number = number * 58 + LETTERS.index(letter)
            data = number.to_bytes(34, "big")
            if data[:2] == b"\xed\x01":
                return data[2:]
    raise ValueError("no such key")


PARTS = {
    *("README.txt", "manifest.json", "did.json", "issuers.json", "set.json", "submission.json", "items.json"),
    *("assessment.json", "decision.json", "certificates.json", "audit.json"),
}


def must_have_its_parts(files):
    """Everything a case consists of, and nothing that no part speaks of."""
    if missing := sorted(PARTS - set(files)):
        raise Wrong(f"Hồ sơ thiếu {', '.join(missing)}.")
    known = PARTS | {f"statements/{one['statement']}.json" for one in read_json(files["items.json"])}
    known |= {f"badges/{one['urn']}.jwt" for one in read_json(files["certificates.json"])}
    if strange := sorted(set(files) - known):
        raise Wrong(f"Hồ sơ có phần không thuộc về nó: {', '.join(strange)}.")


def must_be_whole(files):
    if not {"manifest.json", "did.json"} <= set(files):
        raise Wrong("Hồ sơ thiếu manifest.json hoặc did.json.")
    said = read_json(files["manifest.json"])["files"]
    if set(said) != set(files) - {"manifest.json"}:
        raise Wrong("Danh sách tệp trong hồ sơ không khớp.")
    for name, digest in said.items():
        if hashlib.sha256(files[name]).hexdigest() != digest:
            raise Wrong(f"Nội dung {name} không khớp danh sách.")


# --- from statements to what they give ---


def several(value):
    return [] if value is None else value if isinstance(value, list) else [value]


def number(value):
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise Wrong("Một bản ghi có số không đọc được.")
    return Decimal(value)


def score_of(statement):
    score = (statement.get("result") or {}).get("score") or {}
    if "scaled" in score:
        found = number(score["scaled"])
    elif "raw" in score and "max" in score:
        low = number(score.get("min", 0))
        found = (number(score["raw"]) - low) / (number(score["max"]) - low)
    else:
        return None
    return found.quantize(Decimal("0.000001"), ROUND_HALF_EVEN)


def speaks(rule, statement, key, terms):
    """Whether a statement is one of those that a rule counts."""
    base, target = terms["iri_base"], statement["object"]
    if statement["verb"]["id"] not in [terms["verbs"][one] for one in several(rule["verb"])]:
        return False
    if target.get("objectType", "Activity") != "Activity":
        return False
    types = [terms["activity_types"][one] for one in several(rule.get("activity_type"))]
    if types and (target.get("definition") or {}).get("type") not in types:
        return False
    context, result = statement.get("context") or {}, statement.get("result") or {}
    wanted = several(rule.get("category"))
    said = [one["id"] for one in several((context.get("contextActivities") or {}).get("category"))]
    if wanted and not any(mapped(one, said, key, base) for one in wanted):
        return False
    if rule.get("success") is not None and result.get("success") is not rule["success"]:
        return False
    extensions = context.get("extensions") or {}
    name = base + "/xapi/extensions/"
    if any(name + one not in extensions for one in several(rule.get("having"))):
        return False
    if any(extensions.get(name + one) not in (None, False) for one in several(rule.get("lacking"))):
        return False
    if rule.get("min_score") is not None:
        score = score_of(statement)
        return score is not None and score * 100 >= rule["min_score"]
    return True


def mapped(wanted, said, key, base):
    kind, _, value = wanted.partition(" ")
    if kind == "indicator":
        return f"{base}/xapi/indicators/{key}/{value}" in said
    if kind == "competence":
        return f"{base}/xapi/competences/{value}" in said
    return any(one.startswith(f"{base}/xapi/competences/{value}/") for one in said)


def must_come_from(item, statement, criteria, terms, accounts):
    """An item of a record says what its statement says, of this person, and a rule counts it."""
    rule = next((one for one in criteria.get("rules") or [] if one["id"] == item["rule"]), None)
    if rule is None or not speaks(rule, statement, criteria["key"], terms):
        raise Wrong(f"Bản ghi {item['statement']} không thuộc cách tính “{item['rule']}”.")
    account = statement["actor"].get("account") or {}
    if account.get("homePage") != terms["iri_base"] or account.get("name") not in accounts:
        raise Wrong(f"Bản ghi {item['statement']} là của người khác.")
    if authority(statement) not in terms["authorities"]:
        raise Wrong(f"Bản ghi {item['statement']} không do hệ thống được bộ tiêu chí chấp nhận lập.")
    minutes = ((statement.get("context") or {}).get("extensions") or {}).get(
        terms["iri_base"] + "/xapi/extensions/minutes"
    )
    minutes = None if minutes is None else number(minutes).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    told = (
        statement["object"]["id"],
        minutes,
        score_of(statement),
        moment(statement["timestamp"]),
        [rule["indicator"]],
    )
    kept = (item["activity"], decimal(item["minutes"]), decimal(item["score"]), moment(item["at"]), item["indicators"])
    if statement["id"].lower() != item["statement"] or told != kept:
        raise Wrong(f"Minh chứng {item['number']} không giống bản ghi của nó.")


def authority(statement):
    account = (statement.get("authority") or {}).get("account") or {}
    return f"account|{account.get('homePage')}|{account.get('name')}"


def must_be_evidence(items, criteria):
    """Each piece is there once; what came from a record has one, and a paper speaks for what its kind may speak for."""
    kinds = {one["id"]: set(several(one["indicators"])) for one in criteria.get("manual") or []}
    seen = set()
    for one in items:
        of_record = one["kind"] == "automatic"
        if of_record != (one["statement"] is not None) or one["kind"] not in ("automatic", "manual", "derived"):
            raise Wrong(f"Minh chứng {one['number']} không rõ từ đâu mà có.")
        names = {("item", one["item"]), ("number", one["number"])}
        names |= {("record", one["rule"], one["statement"])} if of_record else set()
        if names & seen:
            raise Wrong(f"Minh chứng {one['number']} được kể hai lần.")
        seen |= names
        if one["kind"] == "manual" and set(one["indicators"]) - kinds.get(one["rule"], set(one["indicators"])):
            raise Wrong(f"Giấy tờ {one['number']} không thể chứng minh chỉ số mà nó được tính cho.")


def decimal(text):
    return None if text is None else Decimal(text)


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


# --- points ---


def chosen(take, items):
    if take == "all":
        return items
    held = {}
    for one in items:
        before = held.get(one["activity"])
        if before is None or take == "latest" or better(take, one, before):
            held[one["activity"]] = one
    return list(held.values())


def better(take, one, before):
    """More minutes, a better score; what has none comes last."""
    if take == "first":
        return False
    name, least = ("score", -2) if take == "best" else ("minutes", -1)
    value, held = decimal(one[name]), decimal(before[name])
    return (Decimal(least) if value is None else value) > (Decimal(least) if held is None else held)


def measured(rule, items):
    used = chosen(rule.get("take") or "all", items)
    if rule["measure"] == "count":
        return Decimal(len(used))
    if rule["measure"] == "distinct_days":
        return Decimal(len({moment(one["at"]).astimezone(VIETNAM).date() for one in used}))
    if rule["measure"] == "minutes":
        return sum((Decimal(one["minutes"]) for one in used if one["minutes"] is not None), Decimal(0))
    scores = [Decimal(one["score"]) * 100 for one in used if one["score"] is not None]
    if not scores:
        return Decimal(0)
    return max(scores) if rule["measure"] == "max_score" else sum(scores, Decimal(0)) / len(scores)


def points_of(criteria, indicator, items):
    """What the rules propose for one indicator, from items in order of time."""
    total, code = Decimal(0), indicator["code"]
    for rule in criteria.get("rules") or []:
        if rule["indicator"] != code:
            continue
        value = measured(rule, [one for one in items if one["kind"] != "manual" and one["rule"] == rule["id"]])
        if value >= Decimal(rule.get("at_least") or 0):
            step = Decimal(rule.get("step") or 1)
            total += min(value // step * Decimal(rule["points_per_step"]), Decimal(rule["cap"]))
    for kind in criteria.get("manual") or []:
        if code in several(kind["indicators"]):
            handed = [
                one
                for one in items
                if one["kind"] == "manual" and one["rule"] == kind["id"] and code in one["indicators"]
            ]
            total += Decimal(kind["points"]["proposes"]) * min(len(handed), int(kind.get("at_most") or 1))
    for share in criteria.get("shares") or []:
        if share["indicator"] == code:
            total += shared(share, indicator, [one for one in items if one["rule"] == share["id"] and one.get("base")])
    return min(total, Decimal(most_of(indicator)))


def shared(share, indicator, counts):
    """Points for a share of holders: the highest step that the last count reaches; a target in percent lends its own."""
    if not counts:
        return Decimal(0)
    percent = Decimal(counts[-1]["count"]) * 100 / Decimal(counts[-1]["base"])
    steps = share.get("steps") or [
        {"at_least": one["at_least"], "points": one["level"]} for one in indicator["target"]["asks"]
    ]
    same_everywhere = lambda said: next(iter(said.values())) if isinstance(said, dict) else said  # noqa: E731
    reached = [Decimal(one["points"]) for one in steps if percent >= Decimal(same_everywhere(one["at_least"]))]
    return max(reached, default=Decimal(0))


def most_of(indicator):
    if "target" in indicator:
        return indicator["target"]["asks"][-1]["level"]
    return indicator["maximum"]


def proposed(criteria, items, refused=()):
    counted = [one for one in items if one["counts"] and one["item"] not in refused]
    counted.sort(key=lambda one: (moment(one["at"]), one["tie"], one["number"]))
    return {one["code"]: points_of(criteria, one, counted) for one in criteria["indicators"]}


def verdict(criteria, points, area, apart):
    """(passed, total, mark, below the floor, name of the grade or level)."""
    if criteria["scoring"] == "all_targets_met":
        return targets_met(criteria, points, apart)
    held = {one["code"]: points.get(one["code"], Decimal(0)) for one in criteria["indicators"]}
    total = sum(held.values(), Decimal(0))
    if criteria["scoring"] == "points_with_floor":
        marks = criteria["marks"]
        mark = Decimal(plain(marks[area] if area in marks else marks["ordinary"]))
        floor = Decimal(plain(criteria["floor"]))
        return total >= mark and all(one >= floor for one in held.values()), total, mark, ""
    bands = criteria["bands"]
    reached = next((one for one in bands if total >= one["at_least"]), None)
    good = [Decimal(one["at_least"]) for one in bands if one["recognised"]]
    mark = min(good) if good else max(Decimal(one["at_least"]) for one in bands)
    return bool(reached and reached["recognised"]), total, mark, reached["name"]["vi"] if reached else ""


def plain(said):
    """A value of a set, which may stand beside its source."""
    return said["value"] if isinstance(said, dict) else said


def targets_met(criteria, points, apart):
    concerned = [one for one in criteria["indicators"] if one["code"] not in apart]
    reached, met, asked = "", 0, 0
    for level in criteria["levels"]:
        needs = {}
        for one in concerned:
            need = max((ask["level"] for ask in one["target"]["asks"] if ask["level"] <= level["level"]), default=0)
            if need:
                needs[one["code"]] = need
        met, asked = sum(points.get(code, Decimal(0)) >= need for code, need in needs.items()), len(needs)
        if met < asked or not needs:
            break
        reached = level["name"]["vi"]
    return bool(reached), Decimal(met), Decimal(asked), reached


# --- badges ---


def must_fit_their_badges(files):
    """Each badge is signed by a key of its issuer, and says what its certificate and the decision say."""
    certificates = {one["urn"]: one for one in read_json(files["certificates.json"])}
    decision = read_json(files["decision.json"])
    documents = [read_json(files["did.json"]), *read_json(files.get("issuers.json", b"[]"))]
    names = [name for name in files if name.startswith("badges/")]
    for name in names:
        certificate = certificates.get(name.removeprefix("badges/").removesuffix(".jwt"))
        if certificate is None:
            raise Wrong("Có huy hiệu không thuộc giấy chứng nhận nào của hồ sơ.")
        code, claims = certificate["code"], claims_of(files[name], documents)
        subject, (evidence,) = claims["credentialSubject"], claims["evidence"]
        (identity,) = subject["identifier"]
        digest = hashlib.sha256((certificate["name"] + identity["salt"]).encode()).hexdigest()
        said = (subject["id"], claims["name"], identity["identityHash"], evidence["narrative"].rpartition(" ")[2])
        day = "/".join(reversed(decision["date"].split("-")))
        paper = f"Quyết định số {decision['number']} ngày {day} của {decision['body']}"
        right = (f"urn:uuid:{certificate['urn']}", decision["line"]["title"], f"sha256${digest}", code, paper)
        if (*said, evidence["name"]) != right:
            raise Wrong(f"Huy hiệu của giấy {code} không giống giấy chứng nhận.")
        if not claims.get("credentialStatus"):
            raise Wrong(f"Huy hiệu của giấy {code} không nói xem trạng thái ở đâu.")
    return f"{len(names)} huy hiệu số: chữ ký khớp khóa của cơ quan, nội dung khớp giấy chứng nhận"


def claims_of(text, documents):
    """What a badge says, once its signature (JWT, RS256) fits the key of its issuer."""
    head, body, sign = text.decode("ascii").split(".")
    header, claims = read_json(unpacked(head)), read_json(unpacked(body))
    issuer, kid = claims["issuer"]["id"], header["kid"]
    if header["alg"] != "RS256" or kid.partition("#")[0] != issuer or claims["iss"] != issuer:
        raise Wrong("Huy hiệu không do khóa của cơ quan cấp ký.")
    methods = [one for document in documents if document["id"] == issuer for one in document["verificationMethod"]]
    said = next((one["publicKeyJwk"] for one in methods if one["id"] == kid and "publicKeyJwk" in one), None)
    if said is None:
        raise Wrong("Hồ sơ không có khóa đã ký huy hiệu.")
    exponent, modulus = (int.from_bytes(unpacked(said[part]), "big") for part in ("e", "n"))
    try:
        key = rsa.RSAPublicNumbers(exponent, modulus).public_key()
        key.verify(unpacked(sign), f"{head}.{body}".encode(), padding.PKCS1v15(), SHA256())
    except InvalidSignature as problem:
        raise Wrong("Chữ ký của huy hiệu không khớp.") from problem
    return claims


def unpacked(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


# --- the whole ---


def must_follow(files):
    """From statements to the line of the decision, each step computed anew."""
    terms, submission = read_json(files["manifest.json"])["terms"], read_json(files["submission.json"])
    criteria, items = read_json(files["set.json"]), read_json(files["items.json"])
    line, assessment = read_json(files["decision.json"])["line"], read_json(files["assessment.json"])
    if not hashlib.sha256(files["set.json"]).hexdigest() == submission["set_digest"] == line["set_digest"]:
        raise Wrong("Bộ tiêu chí không phải bản đã dùng để quyết định.")
    if submission["set"] != f"{criteria['key']} {criteria['version']}":
        raise Wrong("Bộ tiêu chí không phải bản mà hồ sơ đã nộp theo.")
    must_be_evidence(items, criteria)
    read = forgotten = 0
    for item in items:
        if item["statement"] is None:
            continue
        text = files.get(f"statements/{item['statement']}.json")
        if text is None and not item["statement_sha256"]:
            raise Wrong(f"Bản ghi {item['statement']} không còn, cũng không có mã băm của nó.")
        if text is None:
            forgotten += 1
            continue
        if item["statement_sha256"] and hashlib.sha256(text).hexdigest() != item["statement_sha256"]:
            raise Wrong(f"Bản ghi {item['statement']} khác với lúc nộp hồ sơ.")
        must_come_from(item, read_json(text), criteria, terms, submission["accounts"])
        read += 1
    yield f"{read} bản ghi học tập khớp với minh chứng" + (
        f"; {forgotten} bản ghi đã xóa theo yêu cầu, chỉ còn mã băm" if forgotten else ""
    )
    same(proposed(criteria, items), submission["proposed"], "Điểm đề xuất lúc nộp không khớp")
    yield "điểm đề xuất tính lại từ minh chứng: khớp"
    looked_at = {one["item"] for one in assessment["verdicts"]} | set(assessment["opened"]) | set(submission["fallen"])
    if looked_at - {one["item"] for one in items}:
        raise Wrong("Cán bộ đã xét một giấy tờ không có trong hồ sơ.")
    if assessment["kind"] != "council":
        refused = {one["item"] for one in last(assessment["verdicts"], "item").values() if one["verdict"] == "refused"}
        given = proposed(criteria, items, refused | set(submission["fallen"]))
        given |= {code: Decimal(one["points"]) for code, one in last(assessment["marks"], "indicator").items()}
        same(given, assessment["points"], "Điểm của cán bộ không khớp các lần ghi điểm")
        yield "điểm xét theo từng lần ghi của cán bộ: khớp"
    same(
        {code: Decimal(one) for code, one in assessment["points"].items()},
        line["points"],
        "Điểm trong quyết định khác điểm xét",
    )
    apart, most = assessment["not_applicable"], {one["code"]: Decimal(most_of(one)) for one in criteria["indicators"]}
    if any(not 0 <= Decimal(one) <= most.get(code, -1) for code, one in line["points"].items()):
        raise Wrong("Quyết định có điểm nằm ngoài thang điểm.")
    if line["not_applicable"] != apart:
        raise Wrong("Chỉ tiêu không áp dụng trong quyết định khác bản xét.")
    passed, total, mark, name = verdict(
        criteria, {c: Decimal(p) for c, p in line["points"].items()}, submission["area_class"], apart
    )
    if (
        not passed
        or assessment["outcome"] != "confirm"
        or (total, mark, name)
        != (
            Decimal(line["total"]),
            Decimal(line["mark"]),
            line["band"] or line["level"],
        )
    ):
        raise Wrong("Kết quả trong quyết định không phải kết quả tính lại.")
    if criteria["scoring"] == "points_with_floor" and Decimal(line["floor"]) != Decimal(plain(criteria["floor"])):
        raise Wrong("Điểm tối thiểu trong quyết định khác bộ tiêu chí.")
    yield f"kết quả tính lại: {total} điểm hoặc chỉ tiêu, cần {mark}: khớp quyết định"


def last(rows, name):
    return {one[name]: one for one in rows}


def same(found, said, words):
    if {code: Decimal(one) for code, one in said.items()} != found:
        differ = [code for code in found if found[code] != Decimal(said.get(code, -1))]
        raise Wrong(f"{words}: {', '.join(differ) or 'thiếu chỉ số'}.")


FOUND = ("case.confirm", "case.find_enough")


def must_be_logged(files):
    """The log tells of this case being handed in, judged and decided, and of each end of its certificates."""
    case, entries = read_json(files["manifest.json"])["case"], read_json(files["audit.json"])["entries"]
    submission, decision = read_json(files["submission.json"]), read_json(files["decision.json"])
    if any(one["subject"] != f"case:{case}" for one in entries if one["subject"].startswith("case:")):
        raise Wrong("Nhật ký là của hồ sơ khác.")
    signed = next((one for one in entries if one["act"] == "decision.signed"), None)
    if signed is None:
        raise Wrong("Nhật ký không có lần ký quyết định.")
    told, now = signed["details"], (decision["number"], decision["date"], decision["recorded_by"], decision["kind"])
    if (told["number"], told["date"], signed["actor"], told.get("kind", "recognise")) != now:
        raise Wrong("Quyết định không giống nhật ký: số, ngày, loại hoặc người ghi.")
    if case not in told.get("cases", [case]):
        raise Wrong("Theo nhật ký, quyết định không nói về hồ sơ này.")
    before = [one for one in entries if one["position"] < signed["position"] and one["subject"] == f"case:{case}"]
    must_have_been_handed_in(submission, before)
    must_have_been_judged(read_json(files["assessment.json"]), decision["line"], before)
    must_have_lived(read_json(files["certificates.json"]), entries, decision["line"])
    return f"nhật ký khớp: lần nộp {submission['number']}, lúc xét, quyết định {decision['number']} và giấy chứng nhận"


def numbers(points):
    return {code: Decimal(one) for code, one in points.items()}


def must_have_been_handed_in(submission, before):
    """By the set that the log names, with the points that the person said until then."""
    handed = [one for one in before if one["act"] == "case.submit"]
    last_one = next((one for one in reversed(handed) if one["details"]["submission"] == submission["number"]), None)
    if last_one is None or last_one["details"]["set"] != submission["set"]:
        raise Wrong("Nhật ký không có lần nộp này, hoặc nộp theo bộ tiêu chí khác.")
    if last_one["details"].get("set_digest", submission["set_digest"]) != submission["set_digest"]:
        raise Wrong("Theo nhật ký, hồ sơ đã nộp theo một bộ tiêu chí có nội dung khác.")
    said = {}
    for one in before:
        if one["act"] == "case.self_points" and one["position"] < last_one["position"]:
            said |= numbers(one["details"]["points"])
    if any(said.get(code) != one for code, one in numbers(submission["self_points"]).items()):
        raise Wrong("Điểm tự đánh giá khác điểm mà nhật ký ghi.")


def must_have_been_judged(assessment, line, before):
    """By somebody who acts in the log, with the points that it tells; a council's are told as its own."""
    if assessment["assessor"] not in {one["actor"] for one in before}:
        raise Wrong("Theo nhật ký, người xét là người khác.")
    found = [one["details"] for one in before if one["act"] in FOUND and "points" in one["details"]]
    if assessment["kind"] == "council":
        if not any(one["details"].get("how") == "council" for one in before if one["act"] in FOUND):
            raise Wrong("Theo nhật ký, hội đồng chưa xét hồ sơ này.")
    elif all(numbers(one["points"]) != numbers(line["points"]) for one in found):
        raise Wrong("Điểm trong quyết định khác điểm mà nhật ký ghi lúc xét.")


def must_have_lived(certificates, entries, line):
    """What the log says of the certificates stands in their lives, and the first one bears the name of the line."""
    if not certificates or any([step["what"] for step in one["life"][:1]] != ["issued"] for one in certificates):
        raise Wrong("Quyết định không có giấy chứng nhận, hoặc giấy không có lần cấp.")
    if line["name"] and certificates[0]["name"] and certificates[0]["name"] != line["name"]:
        raise Wrong("Tên trên giấy chứng nhận khác tên trong quyết định.")
    codes, ends = {one["code"] for one in certificates}, {step["what"] for one in certificates for step in one["life"]}
    for one in entries:
        kind, _, act = one["act"].partition(".")
        code = one["details"].get("by" if act == "superseded" else "code") if kind == "certificate" else None
        if kind == "certificate" and (act in ("superseded", "revoked", "annulled") and act not in ends):
            raise Wrong(f"Nhật ký ghi một giấy chứng nhận đã hết hiệu lực ({act}) mà hồ sơ không nói.")
        if code and code not in codes:
            raise Wrong(f"Hồ sơ thiếu giấy chứng nhận {code}.")


def must_be_chained(files):
    """Each entry of the log says what its digest says, and hangs on the one before it."""
    log = read_json(files["audit.json"])
    for before, after in zip(log["entries"], log["entries"][1:], strict=False):
        follows = after["position"] > before["position"]
        if not follows or (after["position"] == before["position"] + 1 and after["previous_hash"] != before["hash"]):
            raise Wrong(f"Mục nhật ký {after['position']} không nối tiếp mục trước.")
    for one in log["entries"]:
        said = [one["at"], one["actor"], one["act"], one["subject"], one["details"]]
        text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
        content = hashlib.sha256(text.encode()).hexdigest()
        link = hashlib.sha256((one["previous_hash"] + content).encode()).hexdigest()
        if (content, link) != (one["content_hash"], one["hash"]):
            raise Wrong(f"Mục nhật ký {one['position']} đã bị sửa.")
        if one["block"] is not None:
            must_reach(one, log["blocks"])
    roots = [(one["number"], one["root"], one["previous_root"]) for one in log["blocks"]]
    for before, after in zip(roots, roots[1:], strict=False):
        if (before[0] + 1, before[1]) != (after[0], after[2]):
            raise Wrong("Các khối nhật ký không nối tiếp nhau.")
    sealed = sum(one["block"] is not None for one in log["entries"])
    return f"{len(log['entries'])} mục nhật ký nguyên vẹn, {sealed} mục nằm trong {len(roots)} khối đã niêm phong"


def must_reach(entry, blocks):
    """The path from an entry to the root of its block."""
    found = bytes.fromhex(entry["hash"])
    for side, other in entry["path"]:
        pair = bytes.fromhex(other) + found if side == "left" else found + bytes.fromhex(other)
        found = hashlib.sha256(b"\x01" + pair).digest()
    if all(one["root"] != found.hex() for one in blocks if one["number"] == entry["block"]):
        raise Wrong(f"Mục nhật ký {entry['position']} không thuộc khối của nó.")


def checked(data, pinned, wanted):
    """Says what is right, of a case or of each case of a decision; the fingerprint of the key."""
    files, fingerprint = opened(data, pinned)
    must_be_whole(files)
    print("[đúng] tệp nguyên vẹn, chữ ký khớp với khóa", fingerprint[:16])
    if wanted and wanted != fingerprint:
        raise Wrong("Khóa đã ký không phải khóa của cơ quan này.")
    manifest = read_json(files["manifest.json"])
    if manifest["issuer"] != (pinned or read_json(files["did.json"]))["id"]:
        raise Wrong("Hồ sơ nêu một cơ quan khác với cơ quan có khóa.")
    if manifest["format"] == "ho-so-quyet-dinh/1":
        said, cases = manifest["decision"], sorted(name for name in files if name.endswith(".zip"))
        if set(files) - set(cases) != {"manifest.json", "did.json"} or not cases:
            raise Wrong("Tệp có phần không phải hồ sơ, hoặc không có hồ sơ nào.")
        print(f"Quyết định {said['number']}, phần {manifest['part']} trên {manifest['parts']}: {len(cases)} hồ sơ")
        for name in cases:
            print(f"--- {name}")
            if checked(files[name], pinned, wanted) != fingerprint and not (pinned or wanted):
                raise Wrong("Các hồ sơ trong tệp do khóa khác nhau ký.")
            held = opened(files[name], pinned)[0]
            if name != f"ho-so-{read_json(held['manifest.json'])['case']}.zip":
                raise Wrong(f"{name} là hồ sơ của trường hợp khác.")
            inside = read_json(held["decision.json"])
            if (inside["number"], inside["date"]) != (said["number"], said["date"]):
                raise Wrong(f"{name} thuộc quyết định khác.")
        return fingerprint
    must_have_its_parts(files)
    for words in must_follow(files):
        print("[đúng]", words)
    print("[đúng]", must_fit_their_badges(files))
    print("[đúng]", must_be_chained(files))
    print("[đúng]", must_be_logged(files))
    return fingerprint


def main(arguments=None):
    asked = argparse.ArgumentParser(description="Kiểm chứng hồ sơ công nhận.")
    asked.add_argument("file")
    asked.add_argument("--fingerprint", default="", help="dấu nhận dạng của khóa, như cơ quan đã in")
    asked.add_argument("--did", help="tệp did.json lấy từ trang của cơ quan")
    options = asked.parse_args(arguments)
    with open(options.file, "rb") as file:
        data = file.read(MOST + 1)
    pinned = None
    if options.did:
        with open(options.did, "rb") as file:
            pinned = read_json(file.read())
    wanted = options.fingerprint.replace(" ", "").lower()
    try:
        fingerprint = checked(data, pinned, wanted)
    except Wrong as problem:
        print("[SAI]", problem)
        return 1
    except (KeyError, ValueError, TypeError, IndexError, ArithmeticError, AttributeError) as problem:
        print("[SAI] Hồ sơ thiếu hoặc sai cấu trúc:", repr(problem)[:200])
        return 1
    if not (wanted or pinned):
        print(
            "[chưa đối chiếu] Chưa biết khóa này là của ai: so dấu nhận dạng",
            fingerprint,
            "với bản cơ quan đã công bố.",
        )
        return 2
    print("[đúng] khóa là của cơ quan đã nêu")
    return 0


if __name__ == "__main__":
    sys.exit(main())
