"""The invented persons of the demo: officials with roles, citizens with consent, one password for all accounts."""

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from content.courses.strict import read_yaml
from portal.people.public import (
    SECOND_FACTOR,
    Learner,
    Person,
    User,
    account_of,
    create_account,
    give_demo_factor,
    give_role,
    register_at_counter,
    register_self,
)
from portal.places.public import Centre, ResidentialGroup, Unit, unit_by_code

COMMUNE = "19288"  # Xã Sen Ngư, Quảng Trị: a real commune of the register, with a centre marked as a trial
_LETTERS = "abcdefghkmnpqrstuvwxyz23456789"  # nothing that is mistaken for something else
WHY = "the demo builder makes every person"


@cache
def stories() -> dict[str, Any]:
    """`people.yaml` as written."""
    name = "people.yaml"
    return read_yaml((Path(__file__).parent / name).read_text(encoding="utf-8"), name)


def password() -> str:
    """The one password of all demo accounts, made once and kept in VAR_DIR with mode 600."""
    path = Path(settings.VAR_DIR) / "keys" / "demo_password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text("sen-" + "".join(secrets.choice(_LETTERS) for _ in range(8)), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def sign_ins() -> dict[str, dict[str, str]]:
    """role -> user name and password, for everybody who has an account; of those with a second factor its secret too."""
    told = stories()
    known = [one for one in (*told["citizens"], *told["officials"]) if "username" in one]
    return {one["role"]: _sign_in(one) for one in known}


def _sign_in(row: dict[str, Any]) -> dict[str, str]:
    said = {"username": row["username"], "password": password()}
    return said | ({"totp_secret": totp_secret(row["username"])} if _needs_a_second_factor(row) else {})


def _needs_a_second_factor(row: dict[str, Any]) -> bool:
    return row.get("kind") in SECOND_FACTOR


def totp_secret(username: str) -> str:
    """What the app of this demo account holds, the same at every start."""
    return base64.b32encode(hmac.digest(password().encode(), username.encode(), "sha256")[:20]).decode("ascii")


def build_second_factors() -> None:
    """The app of each official who gets nowhere without one."""
    for row in stories()["officials"]:
        if _needs_a_second_factor(row):
            give_demo_factor(official(row["role"]), totp_secret(row["username"]))


@dataclass(frozen=True)
class Official:
    """A user with a role in the demo commune."""

    user: User
    role: str
    kind: str


def commune() -> Unit:
    """The commune of the demo; raises LookupError when the register is not loaded."""
    unit = unit_by_code(COMMUNE)
    if unit is None:
        raise LookupError(f"The register has no commune {COMMUNE}: load the places first.")
    return unit


def build_places(centre: dict[str, Any]) -> None:
    """The residential groups and the centre."""
    unit = commune()
    for name in stories()["residential_groups"]:
        ResidentialGroup.objects.get_or_create(unit=unit, name=name, valid_from=unit.valid_from)
    Centre.objects.get_or_create(
        unit=unit, name=centre["name"], defaults={"address": centre["address"], "hours": centre["hours"][:100]}
    )


def build_officials() -> None:
    """Centre staff, officer, signer and administrator; the administrator gives the roles."""
    unit, centre = commune(), Centre.objects.get(unit=commune())
    begin = max(unit.valid_from, date(timezone.localdate().year - 1, 1, 1))  # they judged last year's cases too
    rows = sorted(stories()["officials"], key=lambda row: row["kind"] != "administrator")
    administrator = None
    for row in rows:
        user = create_account(row["username"], password())
        administrator = administrator or user
        give_role(
            user,
            row["kind"],
            by=administrator,
            begin=begin,
            unit=None if row["kind"] == "administrator" else unit,
            centre=centre if row["kind"] == "staff" else None,
        )


def official(role: str) -> User:
    """The user with this role of the demo, for example `officer`."""
    row = next(one for one in stories()["officials"] if one["role"] == role)
    user = account_of(row["username"])
    if user is None:
        raise LookupError(f"Nobody signs in as {row['username']}: build the officials first.")
    return user


def build_citizens() -> None:
    """Who has a phone opens an account alone, who has none is registered at the counter; all say yes to records."""
    unit = commune()
    groups = {group.name: group for group in ResidentialGroup.objects.filter(unit=unit)}
    for row in stories()["citizens"]:
        person = Person(
            full_name=row["full_name"],
            unit=unit,
            birth_year=row["birth_year"],
            address_form=row["address_form"],
            subject_group=row["subject_group"],
            group=groups[row["group"]],
        )
        if "username" in row:
            register_self(row["username"], password(), person, consents=True)
        else:
            register_at_counter(official("staff"), person, consents=True)


def citizens() -> list[tuple[dict[str, Any], Learner]]:
    """Each citizen's story with the learner it belongs to. Needs an open scope (`everyone`)."""
    told = stories()["citizens"]
    at_counter = Learner.objects.filter(user=None, registered_by=official("staff")).order_by("created_at").first()
    return [
        (row, Learner.objects.get(user=account_of(row["username"])) if "username" in row else at_counter)
        for row in told
    ]
