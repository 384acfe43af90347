"""What is wrong with the settings of an installation, said by `manage.py check`, `migrate` and `prepare`.

What a production site cannot do without stops it earlier, when its settings are read (`portal/settings/required.py`).
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connections

from portal import env
from portal.installation.models import Note
from portal.installation.notes import IRI_BASE, noted


@register(Tags.security)
def right_settings(app_configs: Sequence[Any] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Whether a site for the public runs with the settings for it, and knows its proxy."""
    if settings.SECURE_SSL_REDIRECT and not settings.TRUSTED_PROXIES:
        return [
            Warning(
                "TRUSTED_PROXIES is empty: behind a proxy with TLS every page leads to itself for ever, and every visitor "
                "seems to come from the proxy.",
                hint="Set TRUSTED_PROXIES=127.0.0.1 when the proxy runs on this machine, else its address.",
                id="installation.W001",
            )
        ]
    if not settings.SECURE_SSL_REDIRECT and urlsplit(settings.PUBLIC_URL).scheme == "https" and env.DATABASE_URL:
        return [
            Warning(
                f"PUBLIC_URL is {settings.PUBLIC_URL}, and the settings are not those for production: cookies travel "
                "unprotected, and missing values are made up.",
                hint="Set DJANGO_SETTINGS_MODULE=portal.settings.production.",
                id="installation.W002",
            )
        ]
    return []


@register(Tags.security)
def names_in_the_web(app_configs: Sequence[Any] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Whether what stands behind the names of issuing bodies (did:web, below IRI_BASE) is this site.

    Asked of sites for the public alone: at home the two differ, and badges say so where they are made.
    Source: https://w3c-ccg.github.io/did-method-web/#read-resolve
    """
    if not settings.SECURE_SSL_REDIRECT or settings.IRI_BASE == settings.PUBLIC_URL:
        return []
    return [
        Warning(
            f"IRI_BASE is {settings.IRI_BASE} and PUBLIC_URL is {settings.PUBLIC_URL}: digital badges name their issuer by "
            "did:web below IRI_BASE, so programs of others look there for the keys of this site.",
            hint=f"Set PUBLIC_URL={settings.IRI_BASE}. Where people reach the site under another name, let that name lead "
            "there. IRI_BASE itself never changes once there are records.",
            id="installation.W003",
        )
    ]


@register(Tags.database)
def same_iri_base(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Whether IRI_BASE is still the one that this database began with: every identifier in it hangs from that."""
    if "default" not in (databases or ()):
        return []
    try:
        with connections["default"].cursor() as cursor:
            if Note._meta.db_table not in connections["default"].introspection.table_names(cursor):
                return []
        begun = noted([IRI_BASE]).get(IRI_BASE)
    except DatabaseError:
        return []  # a database that does not answer says so itself
    if begun is None or begun.text == settings.IRI_BASE:
        return []
    return [
        Error(
            f"IRI_BASE is {settings.IRI_BASE}, but the records in this database were made under {begun.text}.",
            hint=f"Set IRI_BASE={begun.text}: it is fixed at installation. The address people use is PUBLIC_URL.",
            id="installation.E001",
        )
    ]
