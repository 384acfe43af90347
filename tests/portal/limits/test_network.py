"""The visitor's address behind proxies: believed as far as our own proxies wrote it, and no further."""

from ipaddress import ip_network

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from portal.limits.network import TrustedProxies, client_address, network_of

OURS = (ip_network("127.0.0.1"), ip_network("10.0.0.0/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),  # the left part is what the visitor wrote
        ("127.0.0.1", "198.51.100.1, 203.0.113.7, 10.0.0.3", "203.0.113.7"),  # two proxies of ours
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "1.1.1.1, nonsense, 10.0.0.3", "10.0.0.3"),
        ("203.0.113.9", "1.1.1.1", "203.0.113.9"),  # nobody of ours said it
        ("127.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("127.0.0.1", ",".join(["1.1.1.1"] * 5000), "1.1.1.1"),
    ],
)
def test_the_header_is_read_from_its_end(peer, forwarded, client):
    assert client_address(peer, forwarded, OURS) == client


def _seen(settings, trusted, **meta) -> dict:
    settings.TRUSTED_PROXIES = trusted
    request = RequestFactory().get("/", **meta)
    TrustedProxies(lambda _request: HttpResponse())(request)
    return request.META


CLAIMS = {"HTTP_X_FORWARDED_FOR": "1.2.3.4", "HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_HOST": "evil.example"}


@pytest.mark.parametrize("trusted", [(), OURS])
def test_a_stranger_s_claims_are_dropped(settings, trusted):
    meta = _seen(settings, trusted, REMOTE_ADDR="203.0.113.9", **CLAIMS)
    assert meta["REMOTE_ADDR"] == "203.0.113.9"
    assert not CLAIMS.keys() & meta.keys()


def test_our_proxy_is_believed(settings):
    meta = _seen(settings, OURS, REMOTE_ADDR="127.0.0.1", **CLAIMS)
    assert (meta["REMOTE_ADDR"], meta["HTTP_X_FORWARDED_PROTO"]) == ("1.2.3.4", "https")


def test_a_home_with_many_addresses_is_one_network():
    def network(address: str) -> str:
        return network_of(RequestFactory().get("/", REMOTE_ADDR=address))

    assert network("2001:db8:1:2::3") == network("2001:db8:1:2:ffff::4") != network("2001:db8:1:3::3")
    assert network("203.0.113.7") == "203.0.113.7"
    assert network("") == "unknown"
