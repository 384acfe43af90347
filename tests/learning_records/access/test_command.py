"""`manage.py xapi_credential`: makes keys with an end, withdraws them; both are in the audit log."""

from datetime import datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from learning_records.models import Credential
from learning_records.public import authenticate, portal_credential
from portal.audit.models import Entry

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = StringIO()
    call_command("xapi_credential", *words, stdout=out)
    return out.getvalue()


def made(*words: str) -> tuple[str, str]:
    key, secret = (line.split()[1] for line in run("--label", "Moodle", *words).splitlines())
    return key, secret


def test_a_key_with_a_last_day_or_a_moment() -> None:
    day = timezone.localdate() + timedelta(days=30)
    key, secret = made("--expires", day.isoformat())
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), ZoneInfo("Asia/Ho_Chi_Minh"))
    assert authenticate(key, secret).expires_at == midnight
    key, secret = made("--expires", "2099-06-30T17:00:00+07:00")
    assert authenticate(key, secret).expires_at.isoformat() == "2099-06-30T10:00:00+00:00"
    assert made()[0] != key
    assert Entry.objects.filter(act="key.made", actor=None).count() == 3


@pytest.mark.parametrize("wrong", ["2020-01-01", "2099-02-30", "mai", "2099-06-30T25:00:00"])
def test_an_end_that_cannot_be(wrong: str) -> None:
    with pytest.raises(CommandError, match=r"--expires"):
        made("--expires", wrong)
    assert not Credential.objects.exists()


def test_a_key_is_withdrawn() -> None:
    key, secret = made()
    assert authenticate(key, secret)
    assert "withdrawn" in run("--revoke", key, "--reason", "lost")
    assert authenticate(key, secret) is None
    assert Entry.objects.get(act="key.revoked").details == {"reason": "lost"}
    assert "before" in run("--revoke", key)
    assert Entry.objects.filter(act="key.revoked").count() == 1


def test_what_cannot_be_withdrawn() -> None:
    portal_credential()
    with pytest.raises(CommandError, match="no key"):
        run("--revoke", "nothing")
    with pytest.raises(CommandError):
        run("--revoke", "portal")
    assert Credential.objects.get(key="portal").revoked_at is None
    with pytest.raises(CommandError, match="--label"):
        run()
