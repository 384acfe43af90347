"""What a forgotten person handed in goes: the files, how they looked, and what was written of them.

What stays says that there was a piece of evidence, of which kind, for what, from which day, and its digest: points that were
confirmed and numbers of the past rest on that.
"""

from collections.abc import Collection
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from portal.people.public import everyone
from recognition.evidence.kept_files import hold_file, path_of
from recognition.models import Evidence, LooksAlike, LooksBand, SubmittedItem, Upload

_WHY = "whether somebody else handed in the same file is asked before it goes"
_EMPTY = {"title": "", "link": "", "witness": "", "credential": None}


def forget_papers(learner_ids: Collection[UUID]) -> None:
    """Inside the act that forgets; the files go once it is done, but for those that somebody else handed in too."""
    uploads = Upload.objects.filter(learner__in=learner_ids)
    files = {upload.sha256: path_of(upload) for upload in uploads.exclude(sha256="")}
    LooksBand.objects.filter(upload__in=uploads).delete()
    LooksAlike.objects.filter(Q(upload__in=uploads) | Q(earlier__in=uploads)).delete()
    uploads.update(sha256="", looks=[])
    papers = Evidence.objects.filter(learner__in=learner_ids, kind=Evidence.Kind.MANUAL)
    papers.update(**_EMPTY)
    SubmittedItem.objects.filter(submission__case__learner__in=learner_ids, kind=Evidence.Kind.MANUAL).update(**_EMPTY)
    transaction.on_commit(lambda: _remove(files))


def _remove(files: dict[str, Path]) -> None:
    for sha256, path in files.items():
        with everyone(_WHY), transaction.atomic():
            hold_file(sha256)
            if not Upload.objects.filter(sha256=sha256).exists():
                path.unlink(missing_ok=True)
