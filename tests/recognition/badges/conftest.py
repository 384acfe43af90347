"""A certificate with its badge, and the verifiers of others."""

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from django.conf import settings
from django.utils import timezone

from portal import env
from portal.people.public import everyone
from recognition.certificates.badges.did import document_of
from recognition.certificates.badges.status import list_address, signed_list
from recognition.decisions import signing
from recognition.models import Certificate, IssuingBody, StatusList
from tests.builders.cases import WHY, Village

NODE = Path(__file__).with_name("node")
_NO_REGISTRY = re.compile(
    r"code (?:EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|E5\d\d)\b"
)


@pytest.fixture
def held(village: Village) -> Certificate:
    """A certificate in force, decided today."""
    with everyone(WHY):
        decision = signing.sign(
            [village.confirmed()], village.body, "128/QĐ-UBND", timezone.localdate(), village.signer
        )
        return decision.lines.get().certificates.select_related("line__decision__body").get()


def _missing(what: str) -> NoReturn:
    (pytest.fail if env.REQUIRE_SERVICES else pytest.skip)(what)


@pytest.fixture(scope="session")
def verifiers() -> Path:
    """The verifiers as package-lock.json names them, installed once in a run."""
    for program in ("node", "npm"):
        if not shutil.which(program):
            _missing(f"{program} is not installed: apt-get install nodejs npm")
    version = hashlib.sha256((NODE / "package-lock.json").read_bytes()).hexdigest()[:12]
    folder = Path(settings.VAR_DIR) / "tmp" / f"verifiers-{version}"
    shutil.copytree(NODE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules"))
    if not (folder / "node_modules" / ".package-lock.json").exists():  # npm writes it last
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=1"]
        done = subprocess.run(["npm", "ci", *options], cwd=folder, capture_output=True, text=True, timeout=180)
        if done.returncode:
            if _NO_REGISTRY.search(done.stderr):
                _missing("the registry of npm does not answer: @digitalbazaar/vc and jose cannot be installed")
            pytest.fail(f"npm ci failed:\n{done.stderr[-2000:]}")
    return folder


@pytest.fixture
def ask_node(verifiers: Path) -> Callable[[list[dict[str, Any]]], list[dict[str, Any]]]:
    """Questions for the verifiers in node, all in one process; an answer each."""
    surroundings = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}

    def ask(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        done = subprocess.run(
            ["node", "--no-deprecation", "verify.js"],
            cwd=verifiers,
            env=surroundings,
            input="\n".join(json.dumps(one) for one in questions),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr[:2000]
        return [json.loads(line) for line in done.stdout.splitlines()]

    return ask


def lists_of(body: IssuingBody) -> dict[str, dict[str, Any]]:
    """All lists of states of a body as JSON, by address."""
    return {
        list_address(one, purpose): json.loads(signed_list(one, purpose, jwt=False))
        for one in StatusList.objects.filter(body=body)
        for purpose in ("revocation", "suspension")
    }


def served(body: IssuingBody) -> Callable[[str], bytes]:
    """What a reader in the web would get from this site, for `openbadgeslib`, which asks for lists as JWT."""
    document = document_of(body)
    found = {settings.IRI_BASE + f"/co-quan/{body.uuid}/did.json": json.dumps(document).encode()}
    for one in StatusList.objects.filter(body=body):
        for purpose in ("revocation", "suspension"):
            for suffix in ("", ".jwt"):
                text = signed_list(one, purpose, jwt=True, suffix=suffix)
                found[list_address(one, purpose, suffix)] = text.encode()

    def download(url: str, *_more: Any, **_named: Any) -> bytes:
        return found[url]

    return download
