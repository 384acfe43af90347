"""What stops the start, with the next step."""

import pytest
from cryptography.fernet import Fernet
from django.core.management.base import SystemCheckError

from portal.people.keys import key_of
from portal.preparing import steps
from portal.running import preparation


@pytest.mark.django_db
def test_a_key_that_does_not_fit_the_database_stops_the_start(settings, monkeypatch) -> None:
    monkeypatch.setattr(steps, "FILES", (steps.Step("files", lambda: pytest.fail("it went on")),))
    key_of("learner:somebody")
    settings.NAMES_KEY = Fernet.generate_key().decode()
    with pytest.raises(SystemCheckError, match=r"people\.E003.*other keys than NAMES_KEY"):
        preparation.prepare("", lambda line: None)
    settings.NAMES_KEY = "not-a-key"
    with pytest.raises(SystemCheckError, match=r"people\.E002(.|\n)*new_keys"):
        preparation.prepare("", lambda line: None)
