"""Wrong values of environment variables are named, with what would be right."""

import os
import subprocess
import sys

import pytest

from portal import env


def _import_env(**values: str) -> subprocess.CompletedProcess[str]:
    surroundings = {name: value for name, value in os.environ.items() if name not in {v.name for v in env.VARIABLES}}
    program = "from portal import env; print(env.PORT, env.DEBUG, env.ALLOWED_HOSTS)"
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=env.ROOT,
        env=surroundings | values,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PORT", "abc", "PORT='abc' is not a port number"),
        ("PORT", "70000", "a port lies between 1 and 65535"),
        ("PORT", "8_000", "PORT='8_000' is not a port number (a port lies between 1 and 65535)"),
        ("WEB_PROCESSES", "0", "a whole number from 1 to 16 is needed"),
        ("FILES_AT_ONCE", "2.5", "a whole number from 1 to 64 is needed"),
        ("FILES_AT_ONCE", "٢", "a whole number from 1 to 64 is needed"),
        ("STATEMENT_TIMEOUT", "1e3", "a whole number from 0 to 86400 is needed"),
        ("DEMO_PEOPLE", "147", "a whole number from 0 to 146 is needed"),
        ("CLAMAV", "127.0.0.1:33_10", "a port lies between 1 and 65535"),
        ("DEBUG", "maybe", "DEBUG='maybe' is not 1 or 0 (write 1 or 0)"),
        ("REQUIRE_SERVICES", "2", "REQUIRE_SERVICES='2' is not 1 or 0"),
    ],
)
def test_a_wrong_value_is_named_with_its_reason(name: str, value: str, says: str) -> None:
    done = _import_env(**{name: value})
    assert done.returncode != 0
    assert says in done.stderr


def test_values_are_read_with_their_type_and_empty_means_default() -> None:
    done = _import_env(PORT="8123", DEBUG="yes", ALLOWED_HOSTS="")
    assert done.stdout.strip() == "8123 True []", done.stderr


def test_every_variable_is_in_the_operations_page() -> None:
    page = (env.ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    missing = [variable.name for variable in env.VARIABLES if f"`{variable.name}`" not in page]
    assert missing == []
