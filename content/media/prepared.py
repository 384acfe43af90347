"""What is known of a file of sound or film in the library: how long it is, whether telephones play it, what is in the way."""

from collections.abc import Iterable
from typing import Any

from django.core.files.storage import default_storage
from django.db import models
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import gettext as _

from content.media_files import FILM, SOUND, extension

POSTERS = "posters"


class PreparedFile(models.Model):
    """A row for each file of sound or film; made and kept by the clock (`content.media.preparing`), never by hand."""

    class State(models.TextChoices):
        WAITING = "waiting"
        READY = "ready"
        FAILED = "failed"

    document = models.OneToOneField(
        "wagtaildocs.Document", on_delete=models.CASCADE, primary_key=True, related_name="prepared"
    )
    of = models.CharField(max_length=255)  # the file that this is about; another one in its place is looked at anew
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    changes = models.BooleanField(default=False)  # it is written anew, which takes minutes
    film = models.BooleanField(default=False)
    seconds = models.FloatField(null=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    poster = models.CharField(max_length=255, blank=True)  # its picture, in the storage
    reason = models.CharField(max_length=20, blank=True)
    numbers = models.JSONField(default=list)
    tries = models.PositiveSmallIntegerField(default=0)
    taken_until = models.DateTimeField(null=True)  # somebody is at work on it
    wagtail_reference_index_ignore = True

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def told(self) -> str:
        """In words for an editor, how it stands; nothing when it is ready."""
        if self.state == self.State.FAILED:
            return reason_in_words(self.reason, self.numbers)
        if self.state == self.State.WAITING:
            kind = "MP4" if extension(self.of) in FILM else "MP3"
            told = _("It is being changed to %(kind)s, so that every telephone plays it: some minutes. Go on writing.")
            return told % {"kind": kind} if self.changes else _("It is being looked at: some seconds.")
        return ""


def is_media(name: str) -> bool:
    """Whether a file of this name is sound or film."""
    return extension(name) in (*SOUND, *FILM)


def prepared(documents: Iterable[Any]) -> dict[int, PreparedFile]:
    """What is known of these documents, by id; of a file that was replaced meanwhile nothing is known yet."""
    files = {one.pk: one for one in documents if one is not None}
    fetched = {pk for pk, one in files.items() if "prepared" in one._state.fields_cache}  # with the file itself
    rows = [row for pk in fetched if (row := files[pk]._state.fields_cache["prepared"]) is not None]
    if files.keys() - fetched:
        rows += PreparedFile.objects.filter(pk__in=files.keys() - fetched)
    return {row.pk: row for row in rows if row.of == files[row.pk].file.name}


def reason_in_words(reason: str, numbers: Iterable[int] = ()) -> str:
    """Why a file cannot be used, and what to do."""
    most, found = (*numbers, 0, 0)[:2]
    told = {
        "long film": _(
            "This film takes about %(found)s minutes; a film here takes %(most)s minutes at most. Cut it into several films."
        ),
        "long sound": _(
            "This recording takes about %(found)s minutes; one here takes %(most)s minutes at most. Cut it into several."
        ),
        "large": _(
            "The picture is larger than %(most)s pixels. Make it smaller with your telephone, then choose it again."
        ),
        "nothing": _("There is neither sound nor film in this file. Choose another one."),
        "no picture": _("There is no picture in this film. If you want the sound alone, use the block “Sound”."),
        "no sound": _("There is no sound in this file. Choose another one."),
        "slow": _(
            "It took too long to change this file. Cut the film into shorter ones, or save it smaller, and upload it again."
        ),
        "full": _("Too many files are being looked at just now. Wait a minute, then upload it again."),
    }.get(
        reason,
        _(
            "This file is damaged. Open it on your computer; if that works, save it as MP4, MP3 or JPEG and upload it again."
        ),
    )
    return told % {"most": most, "found": found or most}


@receiver(post_delete, sender=PreparedFile, dispatch_uid="content.media.poster")
def _poster_goes(instance: PreparedFile, **_signal: object) -> None:
    from_storage(instance.poster)


def from_storage(name: str) -> None:
    """Removes a file, if there is one."""
    if name:
        default_storage.delete(name)
