"""When a case was handed in, in one sentence."""

from datetime import UTC, datetime

from django.utils import translation

from recognition.assessment.wording import sent_on


def test_today_and_days_ago() -> None:
    moment = datetime(2026, 11, 3, 20, tzinfo=UTC)  # the fourth, in Vietnam
    with translation.override("vi"):
        assert sent_on(moment, 0) == "Gửi hôm nay, 04/11/2026."
        assert sent_on(moment, 2) == "Gửi ngày 04/11/2026, 2 ngày trước."
    with translation.override("en"):
        assert sent_on(moment, 1) == "Handed in on 04/11/2026, 1 day ago."
