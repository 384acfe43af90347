"""The case file: one archive with everything a decision rests on, signed whole, so that one changed byte anywhere shows.

Behind the archive, in its comment, stand 151 letters: a magic word, the key and the signature over every byte before them.
`tools/verify_case.py` checks it without the portal and counts the points a second time.
"""

import io
import zipfile
from collections.abc import Mapping

from recognition.certificates.badges.keys import ED25519, in_use, sign_with
from recognition.models import DecisionLine
from recognition.proof.dossier import as_json, files_of

__all__ = ["as_json", "archive", "case_file"]
MAGIC = b"CHTHS1:"
TAIL = len(MAGIC) + 16 + 128
_DAY = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes but for the signature's key


def case_file(line: DecisionLine) -> bytes:
    """The signed archive of one line of a decision. Raises Incomplete: no body signs for the one that ended."""
    files, body = files_of(line)
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
