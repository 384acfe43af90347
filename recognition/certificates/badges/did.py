"""The name of a body in the web (did:web), and the document that stands behind it, for ever (https://w3c-ccg.github.io/did-method-web/)."""

from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.urls import reverse

from recognition.certificates.badges.keys import ED25519, multibase
from recognition.models import IssuerKey, IssuingBody


def did_of(body: IssuingBody) -> str:
    """`did:web:<host of IRI_BASE>:co-quan:<uuid of the body>`; a port is written %3A."""
    parts = urlsplit(settings.IRI_BASE)
    path = [quote(part, safe="") for part in parts.path.split("/") if part]
    return ":".join(["did", "web", quote(parts.netloc, safe=""), *path, "co-quan", str(body.uuid)])


def address(name: str, *args: object) -> str:
    """An address that stands in what is signed: below IRI_BASE, which never changes."""
    return settings.IRI_BASE + reverse(f"recognition:{name}", args=args)


def found_in_the_web() -> bool:
    """Whether what stands behind our names in the web is this site: PUBLIC_URL has to be IRI_BASE."""
    return settings.IRI_BASE == settings.PUBLIC_URL


def method_of(key: IssuerKey) -> str:
    """What a signature calls its key."""
    return f"{did_of(key.body)}#{key.kid}"


def document_of(body: IssuingBody) -> dict[str, Any]:
    """The document: every key but compromised ones. Keys out of use stay, since what they signed is in people's hands.

    Those in use come first, RSA before Ed25519: some verifiers read only the first one for a list of states.
    """
    did = did_of(body)
    keys = IssuerKey.objects.filter(body=body, compromised_at=None).select_related("body")
    ordered = sorted(keys, key=lambda one: (one.retired_at is not None, one.kind == ED25519, -one.pk))
    methods = [_method(one, did) for one in ordered]
    return {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
            "https://w3id.org/security/jwk/v1",
        ],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [one["id"] for one in methods],
    }


def _method(key: IssuerKey, did: str) -> dict[str, Any]:
    about = {"id": f"{did}#{key.kid}", "controller": did}
    if key.kind == ED25519:
        return {**about, "type": "Multikey", "publicKeyMultibase": multibase(key)}
    return {**about, "type": "JsonWebKey", "publicKeyJwk": {**key.public, "alg": "RS256", "kid": key.kid}}
