"""Tests: quick hashing, jobs in the test's own process."""

from portal.settings.base import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # speed only: no test checks its strength
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
FIGURES_SLOW_PAST = float("inf")  # what one test counted is no other's
READS_EVERY = 0  # no thread writes beside a test; those of the counts turn it on
PUBLIC_PAGES_SECONDS = 0  # tests change rows past every signal; those of the kept pages turn it on
# No hashed names: tests read files of the source. tests/portal/test_static_files.py collects them as they are served.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
RECORD_NUDGE = ""  # tests call the consumer themselves
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
REPLICA_LAG = 600.0  # a busy machine is slow between two lines of a test
# Every test process begins with a copy of a migrated database (tests/template_database.py).
DATABASES["default"]["TEST"] = {"TEMPLATE": "portal_migrated"}  # noqa: F405

DEMO_COURSES = 2  # every course file has tests of its own
DEMO_PEOPLE = 0  # what tests build of the demo are its four stories; its neighbours have a test of their own
