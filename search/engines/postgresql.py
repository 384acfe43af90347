"""Finding with PostgreSQL: one GIN index over folded words, ranked with accents, phrases and titles in mind."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import BooleanField, Case, Count, F, FloatField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Length

from content.public import Reader
from search import vectors
from search.models import SearchDocument
from search.request import PAGE_SIZE, Hit, SearchRequest, SearchResults

_MATCH = '"search_searchdocument"."vector" @@ %s::tsquery'
_RANK = 'ts_rank(\'{0.05, 0.15, 0.4, 1.0}\', "search_searchdocument"."vector", %s::tsquery, 1)'


def _matches(query: str) -> RawSQL:
    return RawSQL(_MATCH, [query], output_field=BooleanField())  # noqa: S611 - constant SQL, the query is a parameter


def _rank(query: str) -> RawSQL:
    return RawSQL(_RANK, [query], output_field=FloatField())  # noqa: S611 - constant SQL, the query is a parameter


def _bonus(condition: Q, worth: float) -> Case:
    return Case(When(condition, then=Value(worth)), default=Value(0.0), output_field=FloatField())


class PostgresEngine:
    """Keeps the shape of `search.engines.shape.Engine`. The index may lag: what is closed is judged anew for each answer."""

    def __init__(self, reader: Reader) -> None:
        self._readable = reader.where("page__")

    def _found(self, words: Sequence[str]) -> QuerySet[SearchDocument]:
        readable = SearchDocument.objects.filter(self._readable)
        return readable.filter(_matches(vectors.all_of(words))) if words else readable.none()

    def search(self, request: SearchRequest) -> SearchResults:
        """Pages that have every word, best first."""
        if not request.words:
            return SearchResults()
        found = self._found(request.words)
        facets = {row["kind"]: row["n"] for row in found.values("kind").annotate(n=Count("pk"))}
        if request.kind:
            found = found.filter(kind=request.kind)
        start = (request.page - 1) * PAGE_SIZE
        ordered = self._ordered(found, request)[start : start + PAGE_SIZE]
        total = facets.get(request.kind, 0) if request.kind else sum(facets.values())
        return SearchResults(hits=tuple(_hit(row) for row in ordered), total=total, facets=facets)

    def _ordered(self, found: QuerySet[SearchDocument], request: SearchRequest) -> QuerySet[SearchDocument]:
        score = _rank(vectors.any_of(request.words))
        score = score + _bonus(Q(folded_title=" ".join(request.words)), 2.0)
        if len(request.words) > 1:
            score = score + _bonus(Q(_matches(vectors.phrase(request.words))), 1.0)
        if request.accented:  # only then: a question without marks must not prefer pages without marks
            score = score + 2.0 * _rank(vectors.any_of(request.accented, vectors.EXACT))
            score = score + _bonus(Q(_matches(vectors.all_of(request.accented, vectors.EXACT))), 1.0)
        return found.annotate(score=score).order_by("-score", Length("title"), F("day").desc(nulls_last=True), "pk")

    def count(self, words: Sequence[str]) -> int:
        """How many pages have all these folded words."""
        return self._found(words).count()

    def vocabulary(self) -> dict[str, int]:
        """Every folded word that was indexed, with the number of pages it stands in."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT word, ndoc FROM ts_stat('SELECT vector FROM search_searchdocument') WHERE word NOT LIKE %s",
                [vectors.EXACT + "%"],
            )
            return dict(cursor.fetchall())


def _hit(row: SearchDocument) -> Hit:
    return Hit(
        page_id=row.pk,
        kind=row.kind,
        url=row.url,
        title=row.title,
        context=row.context,
        lead=row.lead,
        body=row.body,
        minutes=row.minutes,
        lessons=row.lessons,
        day=row.day,
    )
