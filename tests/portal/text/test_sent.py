"""Numbers that a client sends."""

import pytest
from django.shortcuts import redirect
from django.test import RequestFactory

from portal.text.sent import address_here, whole


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("7", 7), ("9" * 18, 10**18 - 1)]
    + [
        (text, None)
        for text in ("", "-1", "+1", " 1", "1.0", "1e3", "²", "٣", "１", "0x1", "1_0", "9" * 19, "9" * 5000)
    ],
)
def test_only_plain_digits_are_a_number(text: str, number: int | None) -> None:
    assert whole(text) == number


def test_a_smaller_bound_holds() -> None:
    assert (whole("2026", 4), whole("12026", 4)) == (2026, None)


@pytest.mark.parametrize(
    ("url", "leads_to"),
    [
        ("/so-lieu/?nam=2026", "/so-lieu/?nam=2026"),
        ("http://testserver/x", "http://testserver/x"),
        *(
            (bad, "/")
            for bad in ("a", "a\x00b", "²", "//noi-khac.example/", "http://noi-khac.example", "javascript:a/b", "")
        ),
    ],
)
def test_an_address_to_go_back_to_lies_here_and_breaks_nothing(url: str, leads_to: str) -> None:
    assert redirect(address_here(RequestFactory().get("/"), url, "/")).url == leads_to
