"""The engines behind the box: PostgreSQL, always there, the truth that other engines are filled from."""

from search.engines.postgresql import PostgresEngine
from search.engines.shape import Engine

__all__ = ["Engine", "engine"]


def engine() -> Engine:
    """The engine that answers visitors."""
    return PostgresEngine()
