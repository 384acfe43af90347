"""Official documents that a centre keeps at hand: number, day, body, kind, field, what it says, and what is not certain of it."""

from typing import Any

from django.db import models
from django.db.models.functions import ExtractYear
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Page

from content.pages.lists import listed_in, paged
from content.pages.served import Served
from content.pdf.pages import pages_of
from content.visibility import reader_of
from portal.text.sent import whole

ON_A_PAGE = 20


class OfficialDocumentIndexPage(Served):
    """The documents of a centre."""

    intro = models.CharField(_("one sentence on what it is about"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["content.CentrePage", "pages.HomePage"]
    subpage_types = ["content.OfficialDocumentPage"]
    template = "content/official_document_index.html"

    class Meta:
        verbose_name = _("list of official documents")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """The documents by day, newest first, those without a day last; `?nam=` and `?loai=` choose among them."""
        every = reader_of(request).filter(OfficialDocumentPage.objects.filter(listed_in(self)))
        years = every.exclude(signed_on=None).annotate(year=ExtractYear("signed_on")).values_list("year", flat=True)
        year, kind = request.GET.get("nam", ""), request.GET.get("loai", "")
        found = every.order_by(models.F("signed_on").desc(nulls_last=True), "-pk")
        if year == NO_DAY:
            found = found.filter(signed_on=None)
        elif number := whole(year, 4):  # not 0, which no calendar has
            found = found.filter(signed_on__year=number)
        else:
            year = ""
        kinds = dict(OfficialDocumentPage.Kind.choices)
        if kind in kinds:
            found = found.filter(kind=kind)
        else:
            kind = ""
        context: dict[str, Any] = {
            "years": sorted(set(years), reverse=True),
            "kinds": OfficialDocumentPage.Kind.choices,
            "year": year,
            "kind": kind,
            "keep": (f"nam={year}&" if year else "") + (f"loai={kind}&" if kind else ""),
        }
        return super().get_context(request, *args, **kwargs) | context | paged(request, found, "documents", ON_A_PAGE)


NO_DAY = "chua-ro"


class OfficialDocumentPage(Served):
    """One document."""

    class Kind(models.TextChoices):
        DECISION = "decision", pgettext_lazy("document", "decision")
        PLAN = "plan", pgettext_lazy("document", "plan")
        CIRCULAR = "circular", pgettext_lazy("document", "circular")
        LETTER = "letter", pgettext_lazy("document", "official letter")
        DIRECTIVE = "directive", pgettext_lazy("document", "directive")
        REPORT = "report", pgettext_lazy("document", "report")
        OTHER = "other", pgettext_lazy("document", "other document")

    number = models.CharField(
        _("number and sign"),
        max_length=60,
        blank=True,
        help_text=_("As it stands there: 677/QĐ-TTg. Empty if unknown."),
    )
    signed_on = models.DateField(_("day of the document"), null=True, blank=True, help_text=_("Empty if unknown."))
    issuer = models.CharField(_("issued by"), max_length=200, help_text=_("For example: Thủ tướng Chính phủ."))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.DECISION)
    field = models.CharField(
        _("field"), max_length=100, blank=True, help_text=_("For example: xây dựng xã hội học tập.")
    )
    summary = models.TextField(_("what it says, in plain words"), max_length=2000, blank=True)
    uncertain = models.CharField(
        _("what is not certain about it"),
        max_length=300,
        blank=True,
        help_text=_("Stands beside the document, so that nobody takes it for sure."),
    )
    source = models.CharField(_("where this was read"), max_length=300, blank=True)
    file = models.ForeignKey(
        "wagtaildocs.Document",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("file"),
    )

    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("number"), FieldPanel("signed_on")]),
        FieldPanel("issuer"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("field")]),
        FieldPanel("summary"),
        FieldPanel("uncertain"),
        FieldPanel("source"),
        FieldPanel("file"),
    ]
    parent_page_types = ["content.OfficialDocumentIndexPage"]
    subpage_types: list[str] = []
    template = "content/official_document.html"

    class Meta:
        verbose_name = _("official document")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """How many pages of its file can be read here, page by page; 0 for what is only taken home."""
        context = super().get_context(request, *args, **kwargs)
        return context | {"pages": pages_of(self.file) if self.file else 0}
