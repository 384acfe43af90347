"""Keys: a person's own under the installation's, changed while the site runs, and gone with the person."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import CommandError, call_command
from django.db import connection

from portal.people import checks, keys
from portal.people.installation_keys import mark, open_secret, seal_secret
from portal.people.keys import DataKey
from portal.people.public import everyone, identity
from portal.people.sign_in import account_of
from portal.settings.base import kept_secret
from tests.builders.people import make_commune, make_learner


@pytest.fixture(autouse=True)
def _all_seen():
    with everyone("tests look at everything"):
        yield


@pytest.fixture
def people(db):
    commune = make_commune()
    return [make_learner(commune, name) for name in ("Nguyễn Thị Hoa", "Trần Văn Bình", "Lê Thị Mai")]


def _names(people) -> list[str]:
    return [identity(one).full_name for one in people]


def test_everybody_has_a_key_and_no_key_lies_open(people, settings):
    assert len({one.record.key_id for one in people}) == 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(wrapped::text, '') FROM people_datakey")
        (raw,) = cursor.fetchone()
    for one in people:
        assert keys.secret_of(one.record.key).hex() not in raw


def test_a_new_key_reads_what_the_old_one_wrapped_and_then_stands_alone(people, settings, capsys):
    old, new = settings.NAMES_KEY, Fernet.generate_key().decode()
    secret, account = seal_secret("mật khẩu"), people[0].user
    settings.NAMES_KEY = f"{new}, {old}"
    assert _names(people) == ["Nguyễn Thị Hoa", "Trần Văn Bình", "Lê Thị Mai"]
    assert open_secret(secret) == "mật khẩu"
    call_command("rotate_names_keys")
    assert mark(new) in capsys.readouterr().out
    assert set(DataKey.objects.values_list("wrapped_by", flat=True)) == {mark(new)}
    settings.NAMES_KEY = new
    assert _names(people) == ["Nguyễn Thị Hoa", "Trần Văn Bình", "Lê Thị Mai"]
    assert account_of(account.get_full_name()) == account  # the digests stand under a key that was only wrapped anew
    settings.NAMES_KEY = old
    with pytest.raises(InvalidToken):
        _names(people)


def test_a_killed_rotation_goes_on_where_it_was(people, settings, monkeypatch):
    settings.NAMES_KEY = f"{Fernet.generate_key().decode()},{settings.NAMES_KEY}"
    all_of_them, seen = DataKey.objects.count(), []
    original = type(DataKey.objects.all()).bulk_update

    def killed(self, rows, fields):
        if len(seen) == 2:
            raise KeyboardInterrupt
        seen.append(len(rows))
        return original(self, rows, fields)

    with monkeypatch.context() as patch:
        patch.setattr("django.db.models.query.QuerySet.bulk_update", killed)
        with pytest.raises(KeyboardInterrupt):
            keys.rotate(batch=2)
    assert DataKey.objects.filter(wrapped_by=keys.marks()[0]).count() == 4
    assert keys.rotate(batch=2) == all_of_them - 4
    assert keys.rotate() == 0
    assert _names(people)[0] == "Nguyễn Thị Hoa"


def test_a_rotation_without_the_old_key_says_so_and_changes_nothing(people, settings):
    before = list(DataKey.objects.order_by("pk").values_list("pk", "wrapped_by"))
    settings.NAMES_KEY = Fernet.generate_key().decode()
    with pytest.raises(CommandError, match="NAMES_KEY"):
        call_command("rotate_names_keys")
    assert list(DataKey.objects.order_by("pk").values_list("pk", "wrapped_by")) == before


def test_what_has_lost_its_key_is_empty_and_no_crash(people):
    keys.drop_keys([f"learner:{people[0].pk}"])
    assert identity(people[0]) is None
    assert keys.decrypt(people[0].record.full_name_encrypted) == ""
    assert _names(people[1:]) == ["Trần Văn Bình", "Lê Thị Mai"]


def test_a_decision_keeps_a_name_under_a_key_of_its_own(people):
    kept = keys.reseal(people[0].record.full_name_encrypted, "decision:1")
    keys.drop_keys([f"learner:{people[0].pk}"])
    assert keys.decrypt(kept) == "Nguyễn Thị Hoa"
    keys.drop_keys(["decision:1"])
    assert keys.decrypt(kept) == ""


@pytest.mark.parametrize(
    ("value", "found"), [("", "people.E001"), ("  , ", "people.E001"), ("too-short", "people.E002")]
)
def test_a_key_that_is_none_is_said_with_the_command_that_makes_one(settings, value, found):
    settings.NAMES_KEY = value
    (said,) = checks.names_key()
    assert said.id == found
    assert "portal.new_keys" in said.hint
    assert "too-short" not in said.msg + said.hint


def test_a_wrong_key_is_said_before_anybody_meets_it(people, settings):
    assert checks.names_key() == checks.names_key_fits(databases=["default"]) == []
    before = mark(settings.NAMES_KEY)
    settings.NAMES_KEY = Fernet.generate_key().decode()
    (said,) = checks.names_key_fits(databases=["default"])
    assert said.id == "people.E003"
    assert before in said.msg


def test_two_processes_at_the_first_start_keep_one_key(tmp_path, monkeypatch):
    monkeypatch.setattr("portal.settings.base.env.VAR_DIR", tmp_path)
    for turn in range(20):
        with ThreadPoolExecutor(8) as pool:
            found = set(
                pool.map(lambda number, name=f"key{turn}": kept_secret(name, lambda: f"secret-{number}"), range(8))
            )
        assert len(found) == 1
    folder = tmp_path / "keys"
    assert len(list(folder.iterdir())) == 20
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def test_a_key_is_never_seen_half_written(tmp_path):
    """Processes, as at a first start: each prints the key it goes on with."""
    told = f"""
import sys, time
sys.path.insert(0, {str(Path.cwd())!r})
from portal import env
env.VAR_DIR = {str(tmp_path)!r}
from portal.settings import base
def make():
    time.sleep(0.05)
    return "k" * 40000 + str(__import__("os").getpid())
print(base.kept_secret("late", make))
"""
    running = [
        subprocess.Popen([sys.executable, "-c", told], stdout=subprocess.PIPE, text=True) for _number in range(3)
    ]
    found = {process.communicate()[0] for process in running}
    assert len(found) == 1
    assert len(found.pop()) > 40000
