"""People and places for tests."""

from datetime import date, timedelta
from itertools import count

from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone

from portal.people.models import Learner, PersonalRecord, Role, User
from portal.people.names import name_fields
from portal.people.public import Person, create_account, everyone, give_consent, register_self
from portal.people.registering import _create
from portal.places.models import Unit, UnitVersion
from portal.text.folding import fold

_NUMBERS = count(1)
PASSWORD = "matkhau-rat-dai-1"
_BEGIN = date(2025, 7, 1)


def make_unit(name: str, kind: str, parent: Unit | None = None) -> Unit:
    """An invented unit with one name; `kind` is a type such as `province`, `xa` or `phuong`."""
    above = parent is None
    unit = Unit.objects.create(kind="province" if above else "commune", parent=parent, valid_from=_BEGIN)
    UnitVersion.objects.create(
        unit=unit,
        type=kind,
        name=name,
        folded=fold(name),
        code=f"9{next(_NUMBERS):04}",
        scheme="qd19-2025",
        valid_from=_BEGIN,
    )
    return unit


def make_province(name: str = "Sen Hồng") -> Unit:
    """An invented province."""
    return make_unit(name, "province")


def make_commune(name: str = "Đồng Sen", province: str | Unit = "Sen Hồng") -> Unit:
    """An invented commune; a text makes a province of that name for it."""
    return make_unit(name, "xa", make_province(province) if isinstance(province, str) else province)


def make_user(*kinds: str, unit: Unit | None = None, until: date | None = None, **fields) -> User:
    """A user with these roles in the unit, from long ago; `until` is the first day without them."""
    user = create_account(f"nguoi{next(_NUMBERS)}", PASSWORD, **fields)
    for kind in kinds:
        Role.objects.create(
            user=user, kind=kind, unit=unit, valid_from=timezone.localdate() - timedelta(days=400), valid_to=until
        )
    return user


def make_staff(unit: Unit, until: date | None = None) -> User:
    """Centre staff of the unit."""
    return make_user("staff", unit=unit, until=until)


def make_officer(unit: Unit, until: date | None = None) -> User:
    """A recognition officer of the unit."""
    return make_user("officer", unit=unit, until=until)


def make_signer(unit: Unit, until: date | None = None) -> User:
    """A signer of the unit."""
    return make_user("signer", unit=unit, until=until)


def make_admin(unit: Unit | None = None, until: date | None = None) -> User:
    """An administrator of the unit, or of everything."""
    return make_user("administrator", unit=unit, until=until)


def make_learner(
    unit: Unit, name: str = "Nguyễn Thị Hoa", *, user: User | None = None, consents: bool = True
) -> Learner:
    """A citizen with an account, living in the unit from today; `user`: an account that is there already, as an
    official's who lives here too."""
    person = Person(name, unit, 1984, "chị", "N1")
    with everyone("a test needs the account"):
        if user is None:
            learner = register_self(f"nguoi{next(_NUMBERS)}", PASSWORD, person, consents=consents)
        else:
            learner = _create(person, user, by=user)
            if consents:
                give_consent(learner, by=user)
        return Learner.objects.select_related("user").get(pk=learner.pk)


def rename(learner_id: object, name: str) -> None:
    """The person's record says another name, whoever corrected it."""
    PersonalRecord.objects.filter(learner=learner_id).update(**name_fields(learner_id, name))


def signed_in(user: User) -> Client:
    """A browser in which the user is signed in."""
    client = Client()
    client.force_login(user)
    return client


def request_of(user: User, client: Client | None = None) -> HttpRequest:
    """A request of this user past the middlewares, with the session of a browser (`signed_in`, unless one is given)."""
    request = RequestFactory().get("/")
    request.user, request.session = user, (client or signed_in(user)).session
    request.session.get("_auth_user_id")  # read, as a request has done that knows its user
    return request
