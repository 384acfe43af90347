"""Pages of administrators: requirement sets of digital skills, their files, and publishing a new version."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal.people.public import administers_everything, for_role
from recognition.models import RequirementSet
from recognition.sets.draft_forms import DraftForm
from recognition.sets.problem_words import all_told
from recognition.sets.set_views import for_the_installation
from recognition.skills.publishing import CriteriaProblem, in_force, publish, requirements_of

SHOWN = 200


@require_GET
@never_cache
@for_role("administrator")
def skill_sets(request: HttpRequest) -> HttpResponse:
    """Every published version, the newest first, with what is in force and how sure it is."""
    rows = RequirementSet.objects.select_related("projection").order_by("-published_at", "-pk")[:SHOWN]
    now = {row.pk for group in ("default", "N1", "N2", "N3", "N4") for row in in_force(group=group)}
    listed = [
        {"row": row, "set": requirements_of(row), "in_force": row.pk in now, "reading": row.projection.rebuilding_to is not None}
        for row in rows
    ]  # fmt: skip
    context = {"sets": listed, "everything": administers_everything(request.user)}
    return render(request, "recognition/skills/sets.html", context)


@require_GET
@never_cache
@for_role("administrator")
def skill_set_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was published: to be read, or to begin the next version from."""
    row = get_object_or_404(RequirementSet, pk=pk)
    answer = HttpResponse(row.text, content_type="text/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{row.key}-{row.pk}.yaml"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_installation
def skill_set_new(request: HttpRequest) -> HttpResponse:
    """A file with its golden cases: every error is told with its place; it is published once everything holds."""
    form, problems = DraftForm(request.POST or None, request.FILES or None), []
    if request.method == "POST" and form.is_valid():
        text, cases = form.cleaned_data["text"], form.cleaned_data.get("cases", "")
        if not cases.strip():
            form.add_error("cases_file", _("Golden cases are needed: without them nobody sees what the set does."))
        else:
            try:
                row = publish(text, _("the set"), cases=cases, by=request.user)
            except CriteriaProblem as problem:
                problems, _more = all_told(problem)
            else:
                messages.success(request, _("Published: %(set)s. Learning records are read for it now.") % {"set": row})
                return redirect("recognition:skill_sets")
    failed = bool(problems or form.errors) and request.method == "POST"
    return render(
        request, "recognition/skills/set_new.html", {"form": form, "problems": problems}, status=422 if failed else 200
    )
