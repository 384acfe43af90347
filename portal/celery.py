"""The Celery application: the nudge, never the memory (what must happen is a row in the database)."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

from portal.installation import sent  # noqa: F401 - its signal stamps messages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
# An address chooses its transport by this table; ours writes messages whole.
TRANSPORT_ALIASES["filesystem"] = "portal.running.file_queue:Transport"
app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["portal"])  # the bridge in portal/tasks.py: the roof itself is no installed app
app.autodiscover_tasks(["portal"], related_name="heartbeat")  # what the worker alone does
