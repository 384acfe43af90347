"""`python -m portal.new_keys`: fresh keys for the environment of a new installation.

Not a command of `manage.py`: those need settings, and the settings need these keys. It keeps nothing and writes to no file.
"""

import secrets
import sys

from cryptography.fernet import Fernet

_KEEP = (
    "Keep NAMES_KEY twice, in two places outside this machine and apart from the backups: without it no name can be read. "
    "An installation that has keys keeps them; docs/operations.md says how NAMES_KEY is changed."
)


def new_keys() -> list[str]:
    """Lines for an environment file: SECRET_KEY and NAMES_KEY, each with a fresh value."""
    return [f"SECRET_KEY={secrets.token_urlsafe(50)}", f"NAMES_KEY={Fernet.generate_key().decode('ascii')}"]


if __name__ == "__main__":
    sys.stdout.write("\n".join(new_keys()) + "\n")
    sys.stderr.write(f"{_KEEP}\n")
