"""“State of the system”, for administrators of the whole installation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from learning_records.public import for_the_keeper
from portal.pages.system_status import parts


@for_the_keeper
@require_GET
def status(request: HttpRequest) -> HttpResponse:
    """Each part of the installation, what is wrong first."""
    found = parts()
    return render(
        request, "pages/status.html", {"parts": found, "wrong": sum(not one.good for one in found), "everything": True}
    )
