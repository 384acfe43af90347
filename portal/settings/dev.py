"""The demo on a laptop, as `make run` starts it."""

from portal.settings.base import *  # noqa: F403
