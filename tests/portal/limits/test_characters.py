"""An address with the character U+0000 is refused before anything asks the database for it."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "/danh-ba-trung-tam/?xa=%00a",
        "/tai-khoan/mo/?xa=%00",
        "/tai-khoan/mo/?tinh=%00",
        "/so-lieu/%00/",
        "/quay/nguoi/%00/",
        "/tim/?q=a%00b",
        "/khoa-hoc/%00/",
        "/?trang=%00",
    ],
)
def test_nothing_is_asked_for_what_no_text_can_hold(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 400
    assert "Cổng không đọc được lần gửi này" in answer.text
