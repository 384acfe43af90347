"""The pages of a page's versions: the list, and two of them side by side."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.models import Page, Revision

from content.approval.versions import compared, versions
from content.pages.lists import paged

ON_A_PAGE = 20


def _page(request: HttpRequest, pk: int) -> Page:
    page = get_object_or_404(Page, pk=pk).specific
    rights = page.permissions_for_user(request.user)
    if not (rights.can_edit() or rights.can_publish()):
        raise PermissionDenied(_("You may see the versions of your own centre's pages only."))
    return page


@login_required
@never_cache
@require_safe
def page_versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Who wrote which version when, what changed in it, who approved it."""
    page = _page(request, pk)
    context = paged(request, page.revisions.order_by("-pk"), "rows", ON_A_PAGE)
    rows = list(context["rows"])
    earlier = page.revisions.filter(pk__lt=rows[-1].pk).order_by("-pk").first() if rows else None
    context |= {
        "page": page,
        "versions": versions(page, rows, earlier),
        "title": page.get_admin_display_title(),
        "editor": reverse("wagtailadmin_pages:edit", args=[pk]),
    }
    return render(request, "content/approval/versions.html", context)


@login_required
@never_cache
@require_safe
def compare_versions(request: HttpRequest, pk: int, before: int, after: int) -> HttpResponse:
    """Two versions of a page, what differs beside each other."""
    page = _page(request, pk)
    found = Revision.objects.for_instance(page).select_related("user").in_bulk([before, after])
    one = found.get(before)
    other = found.get(after)
    if one is None or other is None:
        return render(request, "content/approval/gone.html", {"page": page}, status=404)
    one, other = sorted((one, other), key=lambda revision: revision.pk)
    rows, same, moved = compared(one, other, page)
    named = {version.pk: version for version in versions(page, [other, one], None)}
    context = {
        "page": page,
        "title": page.get_admin_display_title(),
        "before": named[one.pk],
        "after": named[other.pk],
        "rows": rows,
        "same": same,
        "moved": moved,
    }
    return render(request, "content/approval/compared.html", context)
