"""The case file: one archive with everything a decision rests on, signed whole, so that one changed byte anywhere shows.

Behind the archive, in its comment, stand 151 letters: a magic word, the key and the signature over every byte before them.
`tools/verify_case.py` checks it without the portal and counts the points a second time.
"""

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from recognition.certificates.badges.did import did_of
from recognition.certificates.badges.keys import ED25519, in_use, sign_with
from recognition.models import Decision, DecisionLine, IssuingBody
from recognition.proof.dossier import as_json, files_of

__all__ = ["archive", "as_json", "case_file", "decision_file"]
MAGIC = b"CHTHS1:"
TAIL = len(MAGIC) + 16 + 128
_DAY = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes but for the signature's key


def case_file(line: DecisionLine) -> bytes:
    """The signed archive of one line of a decision. Raises Incomplete: no body signs for the one that ended."""
    return signed(*files_of(line))


def decision_file(decision: Decision, lines: Sequence[DecisionLine], part: int, parts: int) -> bytes:
    """One archive of case files of a decision, each signed, with a signed list of them: as many as `lines`, in their order.

    Raises Incomplete as `case_file` does.
    """
    first, body = files_of(lines[0])
    files = {f"ho-so-{lines[0].case_id}.zip": signed(first, body)}
    files |= {f"ho-so-{one.case_id}.zip": case_file(one) for one in lines[1:]}
    said: dict[str, Any] = {
        "format": "ho-so-quyet-dinh/1",
        "issuer": did_of(body),
        "decision": {"number": decision.number, "date": str(decision.date), "body": decision.body_name},
        "part": part,
        "parts": parts,
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }
    said["files"]["did.json"] = hashlib.sha256(first["did.json"]).hexdigest()
    return signed(files | {"did.json": first["did.json"], "manifest.json": as_json(said)}, body)


def signed(files: Mapping[str, bytes], body: IssuingBody) -> bytes:
    """The files as one archive, with the body's signature over every byte of it."""
    key = in_use(body, ED25519)
    data = archive(files)
    signature = sign_with(key, data[:-TAIL])[1]
    return data[:-TAIL] + MAGIC + key.kid.encode("ascii") + signature.hex().encode("ascii")


def archive(files: Mapping[str, bytes]) -> bytes:
    """The files in order of their names, not packed, with room for the signature as comment."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        for name in sorted(files):
            made.writestr(zipfile.ZipInfo(name, _DAY), files[name])
        made.comment = b" " * TAIL
    return out.getvalue()
