"""An address with the character U+0000 never reaches the database: out of a query it is taken, a path with it leads nowhere."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/so-lieu/%00/", "/quay/nguoi/%00/", "/khoa-hoc/%00/", "/a%00b"])
def test_a_path_that_no_text_can_hold_leads_nowhere(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 400
    assert "Cổng không đọc được lần gửi này" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/danh-ba-trung-tam/?xa=%00a",
        "/tai-khoan/mo/?xa=%00",
        "/tai-khoan/mo/?tinh=%00",
        "/tim/?q=a%00b&trang=%00",
        "/danh-ba-trung-tam/?xa=%0%000a",
        "/tai-khoan/mo/?%0%000=1&tinh=%%0000",
    ],
)
def test_out_of_a_query_it_is_taken(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code in (200, 302, 404)
    assert "\0" not in answer.text
    assert "\0" not in "".join(answer.wsgi_request.GET.values())
