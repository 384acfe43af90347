"""The engines behind the box: PostgreSQL, always there, the truth that other engines are filled from."""

from content.public import Reader
from search.engines.postgresql import PostgresEngine
from search.engines.shape import Engine

__all__ = ["Engine", "engine"]


def engine(reader: Reader) -> Engine:
    """The engine that answers this visitor."""
    return PostgresEngine(reader)
