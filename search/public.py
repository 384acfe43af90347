"""The face of search: for the roof (demo builder, tests) and later harvesters."""

from portal.text.folding import fold, nfc, words
from search.indexing import catch_up, rebuild
from search.lag import not_indexed
from search.sought import Sought, sought_in

__all__ = ["Sought", "catch_up", "fold", "nfc", "not_indexed", "rebuild", "sought_in", "words"]
