"""What every way of running shares. The other files of this folder hold only differences."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from cryptography.fernet import Fernet
from csp.constants import NONCE, NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _
from kombu import Exchange, Queue

from portal import env
from portal.settings.signing_in import *  # noqa: F403 - settings of Django, allauth and our own, in a file of their own
from portal.settings.sweeps import SWEEPS, WITH_A_REPLICA

BASE_DIR = env.ROOT


def kept_secret(name: str, make) -> str:
    """A secret made once and kept in VAR_DIR with mode 600; returns it as text."""
    path = Path(env.VAR_DIR) / "keys" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Two processes may start at once: each writes a file of its own, whole and on the disk, and the first to give it
        # the name wins. `link`, unlike `rename`, refuses a name that is there; half a key is never to be seen.
        handle, own = tempfile.mkstemp(dir=path.parent)  # mode 600
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(own, path)
        Path(own).unlink()
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = env.SECRET_KEY or kept_secret("secret_key", lambda: secrets.token_urlsafe(50))
NAMES_KEY = env.NAMES_KEY or kept_secret("names_key", lambda: Fernet.generate_key().decode("ascii"))
DEBUG = env.DEBUG
ALLOWED_HOSTS = env.ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]"]

IRI_BASE = (env.IRI_BASE or "https://hoctap.example.vn").rstrip("/")  # production.py demands one
PUBLIC_URL = (env.PUBLIC_URL or f"http://127.0.0.1:{env.PORT}").rstrip("/")
VAR_DIR = Path(env.VAR_DIR)

INSTALLED_APPS = [
    # roof
    "portal.pages",
    "portal.running",
    "portal.look",
    "portal.text",
    "portal.demo",
    "portal.preparing",
    "portal.backup",
    "search",
    "content",
    "recognition",
    "learning_records",
    # foundation
    "portal.people",
    "portal.places",
    "portal.audit",
    "portal.limits",
    "portal.installation",
    # libraries
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.contrib.redirects",
    "wagtail.contrib.typed_table_block",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django.forms",  # its widget templates, for FORM_RENDERER below
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "content.rights",  # last: in the places of what Wagtail's apps registered
]

MIDDLEWARE = [
    "portal.limits.network.TrustedProxies",
    "django.middleware.security.SecurityMiddleware",
    "learning_records.http.middleware.EndpointDoor",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.limits.characters.StorableAddress",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.text.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.pages.csp.PolicyMiddleware",
    "portal.pages.read_counts.CountReads",
    "portal.pages.public_cache.PublicPages",
    "allauth.account.middleware.AccountMiddleware",
    "portal.people.scope.ScopeMiddleware",
    "portal.people.step_up.StepUp",
    "content.sittings.middleware.Sittings",
    "portal.pages.sent_only.SentOnly",
    "portal.pages.no_criteria.NoCriteria",
    "portal.unsent.middleware.UnsentForms",
    "content.redirects.OpenRedirects",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "portal.text.template_words.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "portal.pages.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "portal.look.templatetags.look",
                "portal.text.quoted",
                "portal.unsent.tags",
                "portal.people.kinds",
            ],
        },
    }
]


def _threshold(text: str) -> int | None:
    return None if text == "none" else int(text)


def database(url: str) -> dict:
    """A postgresql:// address as Django's settings; ValueError names what is wrong."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not {parts.scheme}://")
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    host = unquote(options.pop("host", "") or parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(options.pop("port", "") or parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # Statements used often are prepared. Behind a pooler by transaction: ?prepare_threshold=none
        "OPTIONS": options | {"prepare_threshold": _threshold(options.get("prepare_threshold", "5"))},
    }


def embedded_database_url() -> str:
    """The address of the embedded PostgreSQL, as its starter left it in VAR_DIR; empty before the first start."""
    note = VAR_DIR / "postgres" / "url"
    return note.read_text(encoding="utf-8").strip() if note.exists() else ""


# A placeholder address lets commands that need no database (check, translations) run before the first start.
DATABASES = {
    "default": database(env.DATABASE_URL or embedded_database_url() or "postgresql://portal@127.0.0.1:1/portal")
}
if env.READ_DATABASE_URL:
    DATABASES["replica"] = database(env.READ_DATABASE_URL) | {"TEST": {"MIRROR": "default"}}
REPLICA_LAG = 10.0  # seconds a replica may lie behind before the primary answers in its place
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TRUSTED_PROXIES = env.TRUSTED_PROXIES
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [
    BASE_DIR / "locale" / part for part in ("portal", "content", "learning_records", "recognition", "search", "vendor")
]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["portal.text.formats"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "portal.look.stylesheets.JoinedStylesheet",
]
STATIC_ROOT = VAR_DIR / "static"
# Hashed names, compressed beside each file; whitenoise lets a hashed name be kept for a year.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "portal.look.static_files.StaticFiles"},
}
_LOCAL, _REDIS = "django.core.cache.backends.locmem.LocMemCache", "django.core.cache.backends.redis.RedisCache"
CACHES = {
    "default": {"BACKEND": _REDIS, "LOCATION": env.CACHE_URL, "KEY_PREFIX": "portal"}
    if env.CACHE_URL
    else {"BACKEND": _LOCAL},
    # Whole pages for strangers, and which sizes of a picture there are: a matter of each process.
    "pages": {"BACKEND": _LOCAL, "LOCATION": "pages", "TIMEOUT": 30, "OPTIONS": {"MAX_ENTRIES": 500}},
    "renditions": {"BACKEND": _LOCAL, "LOCATION": "renditions", "TIMEOUT": 300, "OPTIONS": {"MAX_ENTRIES": 2000}},
}
PUBLIC_PAGES_SECONDS = 30  # how long a stranger's page is kept at most (portal/pages/public_cache.py); 0: not at all
READS_EVERY = 20  # seconds after which openings of pages are written (content/news/reads.py); 0: they are not counted
FIGURES_SLOW_PAST = 0.02  # seconds: counts of the country on a past day that take longer are kept for a day
MEDIA_ACCEL = env.MEDIA_ACCEL
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_ROOT = VAR_DIR / "private"  # evidence: never under MEDIA_ROOT, served only through a scoped view
PRINTED_ROOT = VAR_DIR / "printed"  # files of many certificates, for a week; part of no backup
WAITING_ROOT = VAR_DIR / "waiting"  # photos whose form was wrong, for an hour; part of no backup
PLACES_ROOT = VAR_DIR / "places"  # files whose locks bound how many processes open evidence at once
FILES_AT_ONCE = env.FILES_AT_ONCE
CLAMAV = env.CLAMAV
DEMO_PEOPLE = env.DEMO_PEOPLE
DEMO_COURSES = env.DEMO_COURSES
READ_AHEAD = env.READ_AHEAD  # seconds of each minute
SITTING_IDLE_MINUTES = env.SITTING_IDLE_MINUTES
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
XAPI_LARGEST_REQUEST = 500 * 1024 * 1024  # bytes of statements with attachments, which go to files as they arrive
# Of one key to the whole installation; as many may come at once. 0: no limit (learning_records/access/rate_limits.py).
XAPI_REQUESTS_A_MINUTE = 12_000
XAPI_FAILURES_A_MINUTE = 600  # requests with a wrong key from one network address to one process; 0: no limit
DATA_UPLOAD_MAX_NUMBER_FIELDS = 16_000  # a draft of 5,000 people sends a box, a word and a note of each
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # the preview of the editors frames our own pages
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.unsent.views.csrf_failed"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# No call leaves the machine on any page.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "style-src": [SELF],
        "script-src": [SELF, NONCE],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
}
# The editing pages (portal.pages.csp): the fields for days and the explorer bring scripts and styles within the page.
EDITING_SECURITY_POLICY = {
    "default-src": [SELF],
    "img-src": [SELF, "data:", "blob:"],
    "media-src": [SELF],
    "style-src": [SELF, UNSAFE_INLINE],
    "script-src": [SELF, UNSAFE_INLINE],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
}

WAGTAIL_SITE_NAME = "Học tập cộng đồng"
WAGTAILADMIN_BASE_URL = PUBLIC_URL
WAGTAIL_I18N_ENABLED = False
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_TIME_FORMAT = "%H:%M"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False  # nobody needs an e-mail address here
WAGTAIL_FINISH_WORKFLOW_ACTION = "content.approval.finish.publish_approved"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = WAGTAILDOCS_PASSWORD_REQUIRED_TEMPLATE = "pages/password.html"  # noqa: S105 - a template
WAGTAIL_PASSWORD_RESET_ENABLED = False  # slips from the centre instead: there need be no e-mail
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # our own page, which the audit log knows
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_CONTENT_LANGUAGES = [("vi", _("Vietnamese"))]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
WAGTAIL_USER_TIME_ZONES = ["Asia/Ho_Chi_Minh"]  # one country, one time: with a single choice nobody is asked
WAGTAILEMBEDS_FINDERS = []  # an embed asks another server: we have our own player
WAGTAILIMAGES_IMAGE_FORM_BASE = "content.image_form.ImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "content.document_form.DocumentForm"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 200 * 1024 * 1024  # bytes: half an hour of film for a telephone
WAGTAILDOCS_EXTENSIONS = [
    "pdf",
    "docx",
    "xlsx",
    "pptx",
    "odt",
    "ods",
    "odp",
    "txt",
    "csv",
    "epub",
    *("mp3", "m4a", "ogg", "opus", "wav", "aac", "amr"),
    *("mp4", "webm", "mov", "m4v", "3gp", "avi"),
    "vtt",
]
# HEIC of telephones becomes JPEG before anything else sees it (content/image_form.py).
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp", "heic", "heif"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TAGGIT_CASE_INSENSITIVE = True
TASKS = {"default": {"BACKEND": "portal.tasks.CeleryTaskBackend"}}

# A host, though no file has one: kombu warns of a missing one at every command.
CELERY_BROKER_URL = env.CELERY_BROKER_URL or "filesystem://localhost"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_POOL = "threads"
CELERY_WORKER_CONCURRENCY = 4  # threads: an import and a slow forwarding target leave two for the rest
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "portal"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1  # a task that waits behind a long one may be taken by another thread
# What may take minutes waits in a line of its own; `make run`'s one worker serves both, a large site starts two workers.
CELERY_TASK_QUEUES = [Queue(name, Exchange(name), routing_key=name) for name in ("portal", "portal-long")]
CELERY_TASK_ROUTES = {
    "content.tasks.prepare_media": {"queue": "portal-long"},
    "learning_records.imports.tasks.*": {"queue": "portal-long"},
    "learning_records.forwarding.tasks.*": {"queue": "portal-long"},
}
if CELERY_BROKER_URL.startswith("filesystem://"):
    # One folder for both directions: the producer writes where the worker reads (kombu's filesystem transport).
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "queue" / "messages"),
        "data_folder_out": str(VAR_DIR / "queue" / "messages"),
        "control_folder": str(VAR_DIR / "queue" / "control"),
        "polling_interval": 0.1,
    }
    for _folder in ("messages", "control"):
        (VAR_DIR / "queue" / _folder).mkdir(parents=True, exist_ok=True)
else:
    # A queue that swallows everything is found out in seconds. No limit for reading: the worker waits there for messages.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2.0, "socket_keepalive": True}
CELERY_BROKER_CONNECTION_TIMEOUT = 2.0
RECORD_NUDGE = (
    "recognition.tasks.catch_up"  # sent after each commit of statements; learning_records knows no more of it
)
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = SWEEPS | (WITH_A_REPLICA if env.READ_DATABASE_URL else {})

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
