"""The room with classes of a centre, as the tests of classes have it."""

from tests.content.classes.conftest import room

__all__ = ["room"]
