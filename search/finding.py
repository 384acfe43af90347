"""From what a person typed to what the page shows: clean, find, correct when nothing is found, mark."""

from dataclasses import dataclass, replace

from django.core.cache import cache
from django.db.models import Count, Max
from django.utils.safestring import SafeString

from content.public import Reader
from portal.text import folding
from search import highlighting, spelling
from search.engines import Engine, engine
from search.facts import facts_of
from search.models import SearchDocument
from search.request import PAGE_SIZE, Hit, SearchRequest, SearchResults

_VOCABULARY_SECONDS = 300


@dataclass(frozen=True)
class Found:
    """One result as the template shows it."""

    hit: Hit
    title: SafeString
    snippet: SafeString
    facts: str


@dataclass(frozen=True)
class Answer:
    """The whole answer; `corrected` is what was searched instead, empty when nothing had to be changed."""

    request: SearchRequest
    results: SearchResults
    found: tuple[Found, ...]
    corrected: str = ""

    @property
    def total_of_all_kinds(self) -> int:
        return sum(self.results.facets.values())

    @property
    def last_page(self) -> int:
        return max(1, -(-self.results.total // PAGE_SIZE))


def answer(request: SearchRequest, reader: Reader) -> Answer:
    """Finds what this visitor may read; when no page of any kind has the words, tries the nearest words that pages do
    have."""
    finder = engine(reader)
    results, corrected = finder.search(request), ""
    if request.words and not results.facets:
        better = spelling.corrected(request.words, vocabulary(finder), finder.count)
        if better:
            request = replace(request, words=better, accented=())
            results, corrected = finder.search(request), " ".join(better)
    last = max(1, -(-results.total // PAGE_SIZE))
    if request.page > last:
        request = replace(request, page=last)
        results = finder.search(request)
    marks = frozenset(request.words)
    found = tuple(
        Found(
            hit,
            highlighting.marked(hit.title, marks),
            highlighting.snippet(_passage(hit, marks), marks),
            facts_of(hit),
        )
        for hit in results.hits
    )
    if corrected and found:
        corrected = _as_written(better, found) or corrected
    return Answer(request, results, found, corrected)


def _passage(hit: Hit, marks: frozenset[str]) -> str:
    """The lead, unless only the body has the words."""
    in_lead = marks & set(folding.words(hit.lead))
    in_body = marks & set(folding.words(hit.body))
    return hit.body if len(in_body) > len(in_lead) or not hit.lead else hit.lead


def _as_written(words: tuple[str, ...], found: tuple[Found, ...]) -> str:
    """Corrected words with their marks, as the first results write them: “học tập”, not “hoc tap”."""
    for result in found:
        for text in (result.hit.title, result.hit.lead, result.hit.body):
            places = folding.positions(text)
            for start in range(len(places) - len(words) + 1):
                run = places[start : start + len(words)]
                if tuple(folded for _start, _end, folded in run) == words:
                    return text[run[0][0] : run[-1][1]].lower()
    return ""


def vocabulary(finder: Engine) -> dict[str, int]:
    """The engine's words, kept for some minutes as long as the index does not change."""
    stamp = SearchDocument.objects.aggregate(n=Count("pk"), last=Max("indexed_at"))
    key = f"search-words-{stamp['n']}-{stamp['last'].timestamp() if stamp['last'] else 0}"
    words = cache.get(key)
    if words is None:
        words = finder.vocabulary()
        cache.set(key, words, _VOCABULARY_SECONDS)
    return words
