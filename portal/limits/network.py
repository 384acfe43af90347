"""Who really asks: behind proxies of one's own the visitor's address stands in a header, which anybody can write."""

import functools
import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_SAID_BY_PROXIES = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT")
_MOST_STEPS = 20
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


@functools.lru_cache(maxsize=1024)
def _trusted(peer: str, networks: tuple[Network, ...]) -> bool:
    found = _address(peer)
    return found is not None and any(found in network for network in networks)


def client_address(peer: str, forwarded: str, networks: tuple[Network, ...]) -> str:
    """The nearest address that is no proxy of ours: the header is read from its end, as long as who wrote it is trusted."""
    address = peer
    for step in reversed(forwarded.split(",")[-_MOST_STEPS:]):
        found = _address(step)
        if found is None or not _trusted(address, networks):
            break
        address = str(found)
    return address


def network_of(request: HttpRequest) -> str:
    """What limits count as one network: an IPv4 address, or the 64 leading bits of an IPv6 address."""
    found = _address(request.META.get("REMOTE_ADDR", ""))
    if found is None:
        return "unknown"
    return str(found) if found.version == 4 else str(ipaddress.ip_network((int(found), 64), strict=False))


class TrustedProxies:
    """Middleware, the first of all: REMOTE_ADDR becomes the visitor's own address, and what a stranger claims in
    `X-Forwarded-…` is dropped before anything believes it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta, networks = request.META, tuple(settings.TRUSTED_PROXIES)
        peer = meta.get("REMOTE_ADDR", "")
        if networks and _trusted(peer, networks):
            meta["REMOTE_ADDR"] = client_address(peer, meta.get("HTTP_X_FORWARDED_FOR", ""), networks)
        else:
            for name in _SAID_BY_PROXIES:
                meta.pop(name, None)
        return self.get_response(request)
