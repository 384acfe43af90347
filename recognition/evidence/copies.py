"""The same picture with other bytes: taken again from a message, saved smaller, brighter. A reason to look, no more.

A picture that was cut by more than about one percent of its width is not found again, nor is a second photo of the same paper.
Two filled-in copies of one printed form look nearly the same too. So nothing is refused by this, and nothing is told to citizens.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from portal.people.public import everyone, person_ids
from recognition.evidence.safe.likeness import bands, near
from recognition.models import LooksAlike, LooksBand, Upload

MOST_ALIKE = 100  # earlier uploads that are kept as looking like a new one
MOST_OF_A_BAND = 100  # newest uploads that are compared for each band
_MOST_BANDS = 64  # of four pages


def remember(upload: Upload) -> None:
    """Makes a kept upload findable by how it looks, and keeps which earlier ones look like it."""
    alike = list(same_picture(upload).order_by("-pk").values_list("pk", flat=True)[:MOST_ALIKE])
    rows = [LooksBand(value=value, upload=upload) for value in _bands(upload)]
    LooksBand.objects.bulk_create(rows, ignore_conflicts=True)
    LooksAlike.objects.bulk_create(LooksAlike(upload=upload, earlier_id=pk) for pk in alike)


def alike_of_others(uploads: Collection[int], learner_id: UUID) -> dict[int, set[UUID]]:
    """For these uploads of a person, by key: who else handed in a picture that looks like it. Two questions, beyond the scope."""
    found: dict[int, set[UUID]] = {}
    with everyone("the same picture handed in by several people is counted"):
        mine, rows = person_ids(learner_id), LooksAlike.objects.all()
        ways = [("upload", "earlier"), ("earlier", "upload")] if uploads else []
        for own, other in ways:
            near = rows.filter(**{f"{own}__in": uploads}).exclude(**{f"{other}__learner__in": mine})
            for key, who in near.values_list(own, f"{other}__learner"):
                found.setdefault(key, set()).add(who)
    return found


def same_picture(upload: Upload) -> QuerySet[Upload]:
    """Uploads of anybody, its own learner too, with a picture or page that looks like one of this upload's.

    Three queries and at most 64 times MOST_OF_A_BAND rows, however many uploads there are. It looks beyond the scope of who
    asks: a caller shows a number or a reason to look, not the rows.
    """
    mine = [one for one in upload.looks if one]
    with everyone("the same picture handed in by several people is found"):
        if not mine:
            return Upload.objects.none()
        rows = Upload.objects.filter(pk__in=_candidates(upload)).values_list("pk", "looks")
        alike = [pk for pk, looks in rows if any(near(one, other) for one in mine for other in looks if other)]
        return Upload.objects.filter(pk__in=alike)


def _bands(upload: Upload) -> list[int]:
    return sorted({value for one in upload.looks for value in bands(one)})[:_MOST_BANDS]


_NEWEST = """
SELECT DISTINCT near.upload_id FROM unnest(%s::bigint[]) AS band (value) CROSS JOIN LATERAL (
  SELECT upload_id FROM recognition_looksband WHERE value = band.value AND upload_id <> %s ORDER BY upload_id DESC LIMIT %s
) AS near
"""


def _candidates(upload: Upload) -> set[int]:
    """The newest uploads that share a band: each band a short walk along the index. In SQL, for it is asked at every upload
    and to put sixteen querysets together takes longer than the answer.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [_bands(upload), upload.pk or 0, MOST_OF_A_BAND])
        return {pk for (pk,) in cursor.fetchall()}
