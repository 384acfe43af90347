"""The face of search: for the roof (demo builder, tests) and later harvesters."""

from portal.text.folding import fold, nfc, words
from search.indexing import catch_up, rebuild
from search.lag import not_indexed

__all__ = ["catch_up", "fold", "nfc", "not_indexed", "rebuild", "words"]
