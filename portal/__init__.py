"""The frame of the house. Celery's application is loaded with it, so that every process can send a nudge."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
