"""WSGI entry point for granian."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
application = get_wsgi_application()
# What is loaded stays for ever, and a batch of statements makes a hundred thousand short-lived objects: looking through
# all of them again and again costs a tenth of the time.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
