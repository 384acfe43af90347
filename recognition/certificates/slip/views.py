"""The slip as its holder prints it, and the page on which anybody has one read."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from recognition.certificates.slip.slip import MOST, read, slip_of
from recognition.models import Certificate
from recognition.papers.qr import qr_svg
from recognition.refusals import Refused


class SlipForm(forms.Form):
    """The text of a slip as a scanner gives it."""

    text = forms.CharField(
        label=gettext_lazy("Text of the slip"),
        max_length=MOST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Scan the code with a telephone, then paste what it shows. It begins with CHTCD1:"),
        error_messages={"required": gettext_lazy("Paste the text of the slip.")},
    )


@require_GET
@never_cache
@login_required
def slip(request: HttpRequest, token: str) -> HttpResponse:
    """The slip of a certificate on a page to be printed."""
    certificate = get_object_or_404(Certificate.objects.select_related("line__decision", "line__unit"), token=token)
    try:
        text = slip_of(certificate)
    except Refused as refusal:
        context = {"why": str(refusal), "certificate": certificate}
        return render(request, "recognition/certificates/no_badge.html", context, status=409)
    context = {"certificate": certificate, "text": text, "qr": mark_safe(qr_svg(text))}  # noqa: S308 - drawn by us
    return render(request, "recognition/certificates/slip.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def read_slip(request: HttpRequest) -> HttpResponse:
    """Public: what a slip says, whether its signature fits, and what the register says now. Nothing of the asker is kept."""
    form, found = SlipForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            found = read(form.cleaned_data["text"])
        except Refused as refusal:
            form.add_error("text", str(refusal))
    over = found is not None and found.last_day is not None and found.last_day < timezone.localdate()
    context = {"form": form, "slip": found, "over": over}
    made = render(request, "recognition/certificates/read_slip.html", context, status=422 if form.errors else 200)
    made["X-Robots-Tag"] = "noindex, nofollow"
    return made
