"""The face of limits; `portal.limits.processes` is a face of its own."""

from portal.limits.counting import Limit, closed_until, count, forget, forget_ended, when
from portal.limits.network import network_of

__all__ = ["Limit", "closed_until", "count", "forget", "forget_ended", "network_of", "when"]
