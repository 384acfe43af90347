"""Production settings make nothing up: everything that is missing or wrong is named at once, with the next step."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal import env
from portal.installation.checks import names_in_the_web
from portal.new_keys import new_keys

GOOD = {
    "DATABASE_URL": "postgresql://portal@127.0.0.1:1/portal",
    "IRI_BASE": "https://hoctap.senhong.vn",
    "PUBLIC_URL": "https://hoctap.senhong.vn",
    "ALLOWED_HOSTS": "hoctap.senhong.vn, www.hoctap.senhong.vn",
    "TRUSTED_PROXIES": "127.0.0.1",
} | dict(line.split("=", 1) for line in new_keys())


def run(*arguments: str, var: Path | None, **values: str) -> subprocess.CompletedProcess[str]:
    """A program of the site with the production settings and nothing else in the environment."""
    kept = {name: value for name, value in os.environ.items() if name not in {one.name for one in env.VARIABLES}}
    surroundings = kept | {"DJANGO_SETTINGS_MODULE": "portal.settings.production"} | values
    if var:
        surroundings["VAR_DIR"] = str(var)
    return subprocess.run(
        [sys.executable, *arguments], cwd=env.ROOT, env=surroundings, capture_output=True, text=True, check=False
    )


def test_everything_that_is_missing_is_named_at_once(tmp_path: Path) -> None:
    done = run("manage.py", "check", var=tmp_path)
    assert done.returncode == 1
    for name in ("DATABASE_URL", "SECRET_KEY", "NAMES_KEY", "IRI_BASE", "PUBLIC_URL", "ALLOWED_HOSTS"):
        assert f"{name} is missing" in done.stderr
    assert "python -m portal.new_keys" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == [], "no key was made up on the way"


@pytest.mark.parametrize("program", ["portal.wsgi", "portal.celery"])
def test_no_other_program_starts_either(program: str, tmp_path: Path) -> None:
    done = run(
        "-c", f"import {program} as found; getattr(found, 'app', None) and found.app.conf.broker_url", var=tmp_path
    )
    assert done.returncode == 1
    assert "SECRET_KEY is missing" in done.stderr


def test_what_the_page_says_is_enough(tmp_path: Path) -> None:
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", var=tmp_path, **GOOD)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SECRET_KEY", "short", "SECRET_KEY can be guessed"),
        ("SECRET_KEY", "a" * 60, "SECRET_KEY can be guessed"),
        ("NAMES_KEY", "no-key", "NAMES_KEY: key 1 of 1 is no Fernet key"),
        ("NAMES_KEY", "không phải khóa", "NAMES_KEY: key 1 of 3 is no Fernet key"),
        ("DATABASE_URL", "mysql://root@localhost/portal", "it begins with postgresql://"),
        ("DATABASE_URL", "postgresql://portal@localhost", "the name of the database is missing"),
        ("IRI_BASE", "https://hoctap.example.vn", "IRI_BASE is the example"),
        ("IRI_BASE", "hoctap.senhong.vn", "it begins with https:// or http://, then the host"),
        ("IRI_BASE", "https://hoctap.senhong.vn/?a=1", "no ?, # or @ and no blank may stand in it"),
        ("PUBLIC_URL", "http://hoctap.senhong.vn", "it begins with https://"),
        ("PUBLIC_URL", "https://hoctap.senhong.vn/cong", "it ends after the host"),
        ("ALLOWED_HOSTS", "khac.vn", "ALLOWED_HOSTS lacks the host of PUBLIC_URL: add hoctap.senhong.vn"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS is *"),
        ("DEBUG", "1", "DEBUG is 1"),
    ],
)
def test_a_bad_value_is_named_with_what_is_right(name: str, value: str, says: str, tmp_path: Path) -> None:
    done = run("-c", "import portal.settings.production", var=tmp_path, **GOOD | {name: value})
    assert done.returncode == 1
    assert says in done.stderr


def test_a_folder_for_files_has_to_be_named() -> None:
    done = run("-c", "import portal.settings.production", var=None, **GOOD)
    assert "VAR_DIR is missing" in done.stderr


def test_a_problem_shows_no_key_and_no_password(tmp_path: Path) -> None:
    values = GOOD | {"DATABASE_URL": "mysql://root:geheim@localhost/portal"}
    assert "geheim" not in run("manage.py", "check", var=tmp_path, **values).stderr
    broken = GOOD | {"NAMES_KEY": GOOD["NAMES_KEY"][:-3], "IRI_BASE": ""}
    done = run("manage.py", "check", var=tmp_path, **broken)
    assert GOOD["NAMES_KEY"][:-3] not in done.stderr
    assert GOOD["SECRET_KEY"] not in done.stderr


def test_a_site_behind_a_proxy_that_it_does_not_know_is_warned_of(tmp_path: Path) -> None:
    done = run("manage.py", "check", var=tmp_path, **GOOD | {"TRUSTED_PROXIES": ""})
    assert "installation.W001" in done.stderr


def test_fresh_keys_need_no_settings_and_are_each_time_others(tmp_path: Path) -> None:
    first, second = (run("-m", "portal.new_keys", var=tmp_path).stdout.splitlines() for _time in range(2))
    assert [line.partition("=")[0] for line in first] == ["SECRET_KEY", "NAMES_KEY"]
    assert not set(first) & set(second)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("public", "secure", "warned"), [("iri", True, False), ("other", True, True), ("other", False, False)]
)
def test_the_names_of_issuers_lead_to_this_site(settings, public: str, secure: bool, warned: bool) -> None:
    settings.IRI_BASE, settings.SECURE_SSL_REDIRECT = "https://hoctap.senhong.vn", secure
    settings.PUBLIC_URL = settings.IRI_BASE if public == "iri" else "https://hoctap.senmoi.vn"
    told = [one.id for one in names_in_the_web()]
    assert told == (["installation.W003"] if warned else [])
    if warned:
        (one,) = names_in_the_web()
        assert settings.PUBLIC_URL in one.msg
        assert f"PUBLIC_URL={settings.IRI_BASE}" in one.hint
