"""Behind TLS, with a database and secrets of the operator's. Nothing is made up: what is missing is named."""

from portal import env
from portal.settings.required import must_be_told

must_be_told(env)

from portal.settings.base import *  # noqa: E402, F403 - it would make the keys that are missing
from portal.settings.base import PUBLIC_URL  # noqa: E402 - as above

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
