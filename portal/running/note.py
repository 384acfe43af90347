"""What the runner tells: to people on the terminal, to scripts in `var/run.json`."""

import http.client
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Announcement:
    """Addresses and sign-ins of the running site. `signins`: role -> {"username", "password"}, of officials with
    "totp_secret"; empty without a demo."""

    base_url: str
    addresses: dict[str, str]
    xapi_endpoint: str
    xapi_key: str = ""
    xapi_secret: str = ""
    signins: dict[str, dict[str, str]] = field(default_factory=dict)
    hints: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """What people read when the site is up."""
        width = max((len(name) for name in [*self.addresses, *self.signins]), default=0)
        found = ["", f"The site is up: {self.base_url}/", ""]
        found += [f"  {name:<{width}}  {address}" for name, address in self.addresses.items()]
        if self.signins:
            found += ["", "Demo sign-ins (user name and password):", ""]
            found += [f"  {role:<{width}}  {who['username']}  {who['password']}" for role, who in self.signins.items()]
            found += [
                "",
                "Officer, signer and administrator have a second step: its page shows the code of a demo account.",
            ]
        if self.xapi_key:
            found += ["", f"xAPI: {self.xapi_endpoint}  key {self.xapi_key}  secret {self.xapi_secret}"]
        return [*found, *(["", *self.hints] if self.hints else []), "", "Stop it with Ctrl-C.", ""]


def write_note(path: Path, announcement: Announcement) -> None:
    """Writes the note for scripts, readable by its owner only, in one step."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    content = {
        "base_url": announcement.base_url,
        "addresses": announcement.addresses,
        "xapi_endpoint": announcement.xapi_endpoint,
        "xapi_key": announcement.xapi_key,
        "xapi_secret": announcement.xapi_secret,
        "signins": announcement.signins,
        "pid": os.getpid(),
    }
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=2)
        file.write("\n")
    fresh.replace(path)


def site_answers(base_url: str) -> bool:
    """Whether the home page comes without a server error."""
    parts = urlsplit(base_url)
    connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 80, timeout=30)
    try:
        connection.request("GET", "/", headers={"Connection": "close"})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
