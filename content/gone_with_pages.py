"""What people left on a page goes with it, whoever deletes it; imported once, when all apps are ready.

Django's own cascade would ask within the scope of whoever deletes: a vote of another commune's citizen would stay and stop
the deletion, and without a scope nothing could be deleted at all.
"""

from typing import Any

from django.db.models import QuerySet
from django.db.models.signals import pre_delete
from wagtail.models import Page

from content.media.sessions import MediaSession
from content.opinions.models import PollVote, Reflection

_HANGS_ON = ((PollVote, "page"), (Reflection, "page"), (MediaSession, "activity__page"))


def goes_along(sender: type[Page], instance: Page, **_more: Any) -> None:
    """Deletes votes, words to oneself and sessions of films of this page, past every scope."""
    for model, way in _HANGS_ON:
        QuerySet(model).filter(**{way: instance.pk}).delete()


pre_delete.connect(goes_along, sender=Page, dispatch_uid="content.gone_with_pages")
