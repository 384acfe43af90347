"""Addresses of recognition: evidence (the engine's pages) and cases, each in its own module."""

from recognition.case_urls import urlpatterns as case_urls
from recognition.evidence_urls import urlpatterns as evidence_urls

app_name = "recognition"
urlpatterns = evidence_urls + case_urls
