"""Settings of the baseline of pages: stock Wagtail pages in the site's own database, with nothing of ours around them."""

from portal.settings.base import *  # noqa: F403
from portal.settings.base import BASE_DIR
from portal.settings.base import INSTALLED_APPS as OURS

ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [name for name in OURS if not name.startswith("allauth")]  # it insists on its middleware
ROOT_URLCONF = "tests.bench.bare_wagtail_site"
MIDDLEWARE = [  # as `wagtail start` writes them
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "tests" / "bench" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
