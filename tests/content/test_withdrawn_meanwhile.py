"""A withdrawal of consent that commits first wins over an answer that was already on its way."""

import threading
import time

import pytest
from django.db import connections, transaction

from content import recording
from portal.people.public import everyone, withdraw_consent
from tests.builders.waiting import somebody_waits
from tests.builders.worlds import laid_in
from tests.content.conftest import make_school

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_withdrawal_on_its_way_is_waited_for():
    outcome: list = []
    with everyone("a test looks at everything"):
        school = laid_in(make_school)
        block = next(iter(school.lesson.questions()))

        def answers() -> None:
            try:
                with everyone("the other connection"):
                    outcome.append(recording.answer(school.learner, school.lesson, block, ["b"]))
            except recording.NoConsent:
                outcome.append("nothing recorded")
            finally:
                connections.close_all()

        with transaction.atomic():
            withdraw_consent(school.learner, by=school.learner.user)
            other = threading.Thread(target=answers)
            other.start()
            deadline = time.monotonic() + 120
            while not somebody_waits() and other.is_alive() and time.monotonic() < deadline:
                other.join(0.05)
        other.join(120)
        assert outcome == ["nothing recorded"]
        assert school.recorded() == []
