"""What an engine must be able to do; the tests of finding run against this shape."""

from collections.abc import Sequence
from typing import Protocol

from search.request import SearchRequest, SearchResults


class Engine(Protocol):
    """Finds documents. It never sees raw text of people: only a cleaned request."""

    def search(self, request: SearchRequest) -> SearchResults:
        """Pages that have every word, best first. An empty request finds nothing."""
        ...

    def count(self, words: Sequence[str]) -> int:
        """How many pages have all these folded words."""
        ...

    def vocabulary(self) -> dict[str, int]:
        """Every folded word that was indexed, with the number of pages it stands in."""
        ...
