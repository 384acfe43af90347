"""What the tests of foreign clients share: the endpoint over real HTTP, keys, and the clients in JavaScript."""

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import pytest
from django.conf import settings

from learning_records.public import make_credential
from portal import env

JS = Path(__file__).with_name("js")
# What npm says when the registry cannot be reached; any other failure of the installation is one of ours.
_NO_REGISTRY = re.compile(
    r"code (?:EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|E5\d\d)\b"
)


@dataclass(frozen=True)
class Door:
    """What an integrator types into a client."""

    endpoint: str
    key: str
    secret: str


@pytest.fixture
def door(live_server, settings, tmp_path) -> Callable[..., Door]:
    """The endpoint on a real socket with a new key that has these scopes (`all` unless said otherwise)."""
    settings.PRIVATE_ROOT = tmp_path / "private"

    def make(*scopes: str) -> Door:
        row, secret = make_credential("Client", list(scopes or ["all"]))
        return Door(f"{live_server.url}/xapi/", row.key, secret)

    return make


def _missing(what: str) -> NoReturn:
    (pytest.fail if env.REQUIRE_SERVICES else pytest.skip)(what)


@pytest.fixture(scope="session")
def clients_folder() -> Path:
    """The clients as package-lock.json names them, installed once in a run, with our scripts beside them."""
    for program in ("node", "npm"):
        if not shutil.which(program):
            _missing(f"{program} is not installed: apt-get install nodejs npm")
    version = hashlib.sha256((JS / "package-lock.json").read_bytes()).hexdigest()[:12]
    folder = Path(settings.VAR_DIR) / "tmp" / f"clients-{version}"
    shutil.copytree(JS, folder, dirs_exist_ok=True)
    if not (folder / "node_modules" / ".package-lock.json").exists():  # npm writes it last
        done = subprocess.run(
            [
                "npm",
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--prefer-offline",
                "--fetch-retries=1",
                "--fetch-timeout=30000",
            ],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=180,
        )
        if done.returncode:
            if _NO_REGISTRY.search(done.stderr):
                _missing("the registry of npm does not answer: tincanjs and @xapi/xapi cannot be installed")
            pytest.fail(f"npm ci failed:\n{done.stderr[-2000:]}")
    return folder


@pytest.fixture
def node(clients_folder) -> Callable[..., Any]:
    """Runs one act of a script in node against a door; returns its last line, JSON. A script that throws fails the test."""
    surroundings = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}

    def run(script: str, act: str, door: Door, **more: Any) -> Any:
        told = {"endpoint": door.endpoint, "key": door.key, "secret": door.secret} | more
        done = subprocess.run(
            ["node", "--no-deprecation", script, act],
            cwd=clients_folder,
            env=surroundings,
            input=json.dumps(told),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr[:2000]
        return json.loads(done.stdout.splitlines()[-1])

    return run
