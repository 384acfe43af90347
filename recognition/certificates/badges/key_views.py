"""The keys of a body, for who administers its place: changed now and then, or at once when others may have them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.people.public import for_role, units_of
from portal.text.sent import whole
from recognition.certificates.badges import keys
from recognition.certificates.badges.did import did_of, found_in_the_web
from recognition.certificates.bodies import as_on
from recognition.models import IssuerKey, IssuingBody

SHOWN = 50


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("administrator")
def body_keys(request: HttpRequest, pk: int) -> HttpResponse:
    """The keys of a body; POST makes other ones, or says of one that others have it."""
    governed = IssuingBody.objects.filter(unit__in=units_of(request.user, "administrator").values("pk"))
    body = get_object_or_404(governed, pk=pk)
    if request.method == "POST":
        return _changed(request, body)
    rows = IssuerKey.objects.filter(body=body).order_by("-pk")[:SHOWN]
    context = {
        "body": body,
        "now": as_on(body, timezone.localdate()),
        "keys": rows,
        "did": did_of(body),
        "in_the_web": found_in_the_web(),
    }
    return render(request, "recognition/certificates/body_keys.html", context)


def _changed(request: HttpRequest, body: IssuingBody) -> HttpResponse:
    lost = request.POST.get("compromised", "")
    if lost:
        key = get_object_or_404(IssuerKey, body=body, pk=whole(lost) or 0)
        keys.compromised(key, by=request.user)
        messages.success(
            request, _("This key counts for nothing any more. Badges that it signed are signed anew when asked for.")
        )
    elif request.POST.get("act") == "rotate":
        keys.rotate(body, by=request.user)
        messages.success(request, _("The body signs with new keys. What the old ones signed goes on being valid."))
    return redirect("recognition:body_keys", body.pk)
