"""A document of JSON-LD as the one text that is signed (RDFC-1.0). Contexts lie here; nothing is fetched."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from pyld import jsonld

_HERE = Path(__file__).parent / "contexts"
VC = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"
FILES = {VC: "credentials-v2.json", OPEN_BADGES: "open-badges-3.0.3.json", DATA_INTEGRITY: "data-integrity-v2.json"}


def canonical(document: dict[str, Any]) -> bytes:
    """The N-Quads of a document in their one order. Raises `pyld.jsonld.JsonLdError`: a context that does not lie here."""
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load}
    return str(jsonld.normalize(document, options)).encode("utf-8")


def _load(url: str, options: Any = None) -> dict[str, Any]:
    if url not in FILES:
        raise jsonld.JsonLdError("this context is not known here, and none is fetched", "loading document failed")
    return {"contextUrl": None, "documentUrl": url, "document": _context(FILES[url])}


@lru_cache(maxsize=len(FILES))
def _context(file: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_HERE / file).read_text(encoding="utf-8"))
    return found
