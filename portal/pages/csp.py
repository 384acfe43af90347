"""The policy on what a page may load: strict for the portal, wider where Wagtail's pages are built differently."""

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class PolicyMiddleware(CSPMiddleware):
    """django-csp's middleware with a second policy for the editing pages, whose fields bring scripts in the page."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """The policy of the address; still nothing comes from elsewhere, and no plug-in runs."""
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith("/quan-tri/"):
            parts.config = settings.EDITING_SECURITY_POLICY
        return parts
