"""A site for the public, installed by typing what docs/operations.md says, in its order, into an empty database."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import env
from tests.builders.own_database import own_database

SECTION = "## Installing a site for the public"
PASSWORD = "mot-cau-dai-kho-doan"
LOOKS = """
import django; django.setup()
from django.test import Client
from content.models import CourseIndexPage
from portal.people.public import account_of, give_demo_factor
from tests.builders.second_step import code_of
client = Client(headers={"host": "hoctap.senhong.vn"})
for address in ("/", CourseIndexPage.objects.get().url, "/tai-khoan/login/"):
    answer = client.get(address, secure=True)
    assert answer.status_code == 200, (address, answer.status_code)
    assert "Wagtail" not in answer.text
assert client.get("/").url == "https://hoctap.senhong.vn/"
client.force_login(account_of("quan.tri"), backend="portal.people.sign_in.SignInBackend")
assert client.get("/quan-ly/bat-dau/", secure=True).url.startswith("/tai-khoan/buoc-hai/?")
give_demo_factor(account_of("quan.tri"), SECRET := "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
shown = client.post(client.get("/quan-ly/bat-dau/", secure=True).url, {"code": code_of(SECRET)}, secure=True)
assert shown.url == "/quan-ly/bat-dau/", shown.url
assert client.get("/cua-toi/", secure=True).url == "/quan-ly/bat-dau/"
assert client.get("/quan-ly/bat-dau/", secure=True).status_code == 200
assert client.get("/quan-ly/tinh-trang/", secure=True).status_code == 200
print("it stands")
"""


def blocks() -> list[list[str]]:
    """The lines of each fenced block of the section, in order."""
    page = (env.ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    section = page.partition(SECTION)[2].partition("\n## ")[0]
    return [block.strip().splitlines() for block in re.findall(r"```\n(.*?)```", section, re.DOTALL)]


@pytest.fixture
def database() -> Iterator[str]:
    """The address of a database of its own; its tables are those of the tests, so that `migrate` has little to do."""
    with own_database("installed_by_the_page") as address:
        yield address


@pytest.fixture
def without_tables() -> Iterator[str]:
    """The address of a database in which nothing is."""
    with own_database("nothing_is_there", template="template0") as address:
        yield address


class Operator:
    """Types commands, with the environment that the page had written so far."""

    def __init__(self, var: Path) -> None:
        ours = {one.name for one in env.VARIABLES} | {"DJANGO_SETTINGS_MODULE"}
        self.around = {name: value for name, value in os.environ.items() if name not in ours}
        self.var = var

    def types(self, command: str, said: str = "") -> str:
        """The command's output; `said` is what is typed into it."""
        words = command.replace(".venv/bin/python", sys.executable).split()
        done = subprocess.run(
            words, cwd=env.ROOT, env=self.around, input=said, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def is_refused(self, command: str) -> str:
        """What a command says that goes no further."""
        words = command.replace(".venv/bin/python", sys.executable).split()
        done = subprocess.run(words, cwd=env.ROOT, env=self.around, capture_output=True, text=True, check=False)
        assert done.returncode == 1, done.stdout
        return done.stderr

    def learns(self, lines: list[str]) -> None:
        """Lines of the environment file."""
        self.around |= dict(line.split("=", 1) for line in lines)


def test_what_the_page_says_installs_a_site(database: str, without_tables: str, tmp_path: Path) -> None:
    environment, keys, commands, processes = blocks()
    operator = Operator(tmp_path)
    told = [line.replace("hoctap.TINH.gov.vn", "hoctap.senhong.vn") for line in environment]
    operator.learns(told)
    operator.learns([f"DATABASE_URL={database}", f"VAR_DIR={tmp_path}"])  # the two that hang on the machine
    make, _arrow, target = keys[0].partition(" >> ")
    assert target == "/etc/portal.env"
    operator.learns(operator.types(make).splitlines())
    first, second = commands[1], commands[3]
    before = Operator(tmp_path)
    before.around = operator.around | {"DATABASE_URL": without_tables}
    before.types(first)  # settings can be judged before there is a table
    assert "manage.py migrate" in before.is_refused(second)
    said = {}
    for command in commands[1:]:
        said[command.split()[2]] = operator.types(command, f"{PASSWORD}\n")
    assert list(said) == ["check", "migrate", "prepare", "first_admin"]
    assert "Wagtail site: hoctap.senhong.vn:443" in said["prepare"]
    assert "quan.tri is the administrator" in said["first_admin"]
    again = operator.types(second).splitlines()
    assert all(line.endswith("nothing to do") for line in again[1:]), again
    assert not (tmp_path / "keys").exists(), "no key was made up"
    looks = subprocess.run(
        [sys.executable, "-c", LOOKS], cwd=env.ROOT, env=operator.around, capture_output=True, text=True, check=False
    )
    assert looks.stdout.strip() == "it stands", looks.stderr
    assert [line.split()[0] for line in processes] == [".venv/bin/granian", ".venv/bin/celery"]


def test_the_page_names_all_that_the_production_settings_demand() -> None:
    environment, keys, *_rest = blocks()
    named = {line.partition("=")[0] for line in environment} | {"SECRET_KEY", "NAMES_KEY"}
    assert keys == [".venv/bin/python -m portal.new_keys >> /etc/portal.env"]
    demanded = {"DATABASE_URL", "SECRET_KEY", "NAMES_KEY", "IRI_BASE", "PUBLIC_URL", "ALLOWED_HOSTS", "VAR_DIR"}
    assert demanded | {"TRUSTED_PROXIES", "DJANGO_SETTINGS_MODULE"} == named
