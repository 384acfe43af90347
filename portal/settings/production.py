"""Behind TLS, with a database and secrets of the operator's."""

from django.core.exceptions import ImproperlyConfigured

from portal.settings.base import *  # noqa: F403
from portal.settings.base import PUBLIC_URL, env

for _name in ("DATABASE_URL", "SECRET_KEY", "NAMES_KEY", "IRI_BASE", "PUBLIC_URL", "ALLOWED_HOSTS"):
    if not getattr(env, _name):
        raise ImproperlyConfigured(f"Set {_name} for production; docs/operations.md says how.")

DEBUG = False
if env.TRUSTED_PROXIES:  # TrustedProxies drops the header when anybody else sends it
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
