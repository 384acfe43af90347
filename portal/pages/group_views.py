"""“My family and groups”: the groups one acts for, and where one is asked to be named, or is named, as a member."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.people.public import (
    answer_membership,
    current_learner,
    full_name,
    members_of,
    memberships_of,
    own_membership,
    represented_by_user,
    take_back_membership,
)
from recognition.public import group_titles


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def groups(request: HttpRequest) -> HttpResponse:
    """The page; POST answers one question, or takes one yes back."""
    learner = current_learner(request.user)
    if learner is None:
        raise Http404
    problem = ""
    if request.method == "POST":
        number = request.POST.get("member", "")
        row = own_membership(learner, int(number)) if number.isdecimal() and len(number) < 18 else None
        if row is None:
            raise Http404
        try:
            messages.success(request, _done(request, row))
            return redirect("pages:groups")
        except ValidationError as refusal:
            problem = " ".join(refusal.messages)
    represented = [
        {
            "subject": subject,
            "name": full_name(subject.record),
            "titles": group_titles(subject.kind),
            "members": members_of(subject) if subject.has_members else [],
        }
        for subject in represented_by_user(request.user)
    ]
    named = memberships_of(learner)
    context = {
        "represented": represented,
        "asked": [(row, name) for row, name in named if row.consent == "asked"],
        "given": [(row, name) for row, name in named if row.consent == "given"],
        "problem": problem,
    }
    return render(request, "pages/groups.html", context, status=422 if problem else 200)


def _done(request: HttpRequest, row) -> str:
    act = request.POST.get("act", "")
    if act in ("yes", "no"):
        answer_membership(row, act == "yes", by=request.user)
        if act == "yes":
            return _("You are named as a member. You can take it back here at any time.")
        return _("You are not named. The group counts one member without a name.")
    take_back_membership(row, by=request.user)
    return _("You are not named any longer. The group counts one member without a name.")
