"""What a site for the public must be told, and what is wrong with what it was told: nothing is made up for it.

Pure: it looks at values and connects to nothing. Every fault is found at once, each with the next step.
"""

from collections.abc import Iterator
from types import ModuleType
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

from portal.env import EnvironmentProblem

NEW_KEYS = ".venv/bin/python -m portal.new_keys"
_SHORTEST, _FEWEST = 50, 5  # letters of SECRET_KEY, and different ones among them: Django's own measure (security.W009)
_EXAMPLES = ("example.vn", "example.com", "example.org")


def must_be_told(env: ModuleType) -> None:
    """Raises EnvironmentProblem that names everything a production site lacks. No message shows a key."""
    found = list(problems(env))
    if found:
        lines = "\n".join(f"  {one}" for one in found)
        raise EnvironmentProblem(
            f"The production settings cannot be used yet:\n{lines}\nSet these in the environment; docs/operations.md says how."
        )


def problems(env: ModuleType) -> Iterator[str]:
    """Each fault as a line: the variable, what is wrong, what to do."""
    yield from _keys(env)
    yield from _addresses(env)
    if not env.DATABASE_URL:
        yield "DATABASE_URL is missing. Write postgresql://NAME:PASSWORD@HOST/DATABASE of a PostgreSQL 15 or newer."
    if env.VAR_DIR == env.ROOT / "var":
        yield "VAR_DIR is missing. Name a folder for handed-in files and media outside the program, such as /var/lib/portal."
    if env.DEBUG:
        yield "DEBUG is 1: its pages show settings to strangers. Remove it."


def _keys(env: ModuleType) -> Iterator[str]:
    if not env.SECRET_KEY:
        yield f"SECRET_KEY is missing. Make one with: {NEW_KEYS}"
    elif len(env.SECRET_KEY) < _SHORTEST or len(set(env.SECRET_KEY)) < _FEWEST:
        yield f"SECRET_KEY can be guessed: it needs {_SHORTEST} letters or more. Make one with: {NEW_KEYS}"
    keys = env.NAMES_KEY.replace(",", " ").split()
    if not keys:
        yield f"NAMES_KEY is missing. Make one with: {NEW_KEYS} (once: another one cannot read the names of the first)"
    for number, key in enumerate(keys, 1):
        try:
            Fernet(key.encode())
        except ValueError:
            yield f"NAMES_KEY: key {number} of {len(keys)} is no Fernet key. Make one with: {NEW_KEYS}"


def _addresses(env: ModuleType) -> Iterator[str]:
    if not env.IRI_BASE:
        yield "IRI_BASE is missing. Write the root of all identifiers, such as https://hoctap.TINH.gov.vn; it never changes."
    elif (urlsplit(env.IRI_BASE).hostname or "").endswith(_EXAMPLES):
        yield f"IRI_BASE is the example {env.IRI_BASE}. Write an address that is yours: it stands in every record for ever."
    public = urlsplit(env.PUBLIC_URL)
    if not env.PUBLIC_URL:
        yield "PUBLIC_URL is missing. Write the address that people use, such as https://hoctap.TINH.gov.vn."
    elif public.scheme != "https":
        yield f"PUBLIC_URL is {env.PUBLIC_URL}: it begins with https://, for passwords travel there."
    if not env.ALLOWED_HOSTS:
        host = public.hostname or "hoctap.TINH.gov.vn"
        yield f"ALLOWED_HOSTS is missing. Write the host names that people ask for: ALLOWED_HOSTS={host}"
    elif "*" in env.ALLOWED_HOSTS:
        yield "ALLOWED_HOSTS is *: links in answers could lead to a stranger's host. Name the host names."
    elif public.hostname and not _allowed(public.hostname, env.ALLOWED_HOSTS):
        yield f"ALLOWED_HOSTS lacks the host of PUBLIC_URL: add {public.hostname}, else nobody reaches the site."


def _allowed(host: str, names: list[str]) -> bool:
    return any(host == name or (name.startswith(".") and f".{host}".endswith(name)) for name in names)
