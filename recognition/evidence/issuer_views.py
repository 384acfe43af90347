"""The list of issuers outside, for administrators."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.people.public import roles_today
from portal.text.sent import whole
from recognition.evidence.badges import issuers
from recognition.models import OutsideIssuer
from recognition.officials import for_role
from recognition.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@for_role("administrator")
def outside_issuers(request: HttpRequest) -> HttpResponse:
    """Whose digital certificates are known; adding one, ending one."""
    if not roles_today(request.user).filter(kind="administrator", unit=None).exists():
        raise PermissionDenied(_("Only who administers the whole installation decides whose certificates are known."))
    refusal = None
    typed = {name: request.POST.get(name, "")[: issuers.MOST_KEY + 1] for name in ("name", "issuer_id", "key")}
    if request.method == "POST":
        number = request.POST.get("end", "")
        try:
            if (found := whole(number)) is not None:
                issuers.end(get_object_or_404(OutsideIssuer, pk=found), by=request.user)
                messages.success(request, _("The issuer is ended."))
            else:
                issuers.store(**typed, by=request.user)
                messages.success(request, _("The issuer is kept. Its certificates are checked from now on."))
            return redirect("recognition:outside_issuers")
        except Refused as problem:
            refusal = problem
    context = {"rows": OutsideIssuer.objects.order_by("ended_on", "name"), "refusal": refusal, "typed": typed}
    return render(request, "recognition/evidence/issuers.html", context, status=422 if refusal else 200)
