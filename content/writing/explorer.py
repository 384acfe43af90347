"""The editors' list of a page's children: below a course the way to its next lesson stands in view."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.widgets.button import HeaderButton

from content.pages.course import CoursePage, ModulePage


class PortalIndexView(ExplorableIndexView):
    """Wagtail's list, in teaching order below courses and their parts."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        """What can be added here; a lesson by its own short page, with its parts standing there."""
        buttons = list(super().header_buttons)
        here = self.parent_page.specific_deferred
        if (
            isinstance(here, (CoursePage, ModulePage))
            and here.permissions_for_user(self.request.user).can_add_subpage()
        ):
            url = f"{reverse('content:new_lesson')}?khoa={here.pk}"
            buttons.insert(0, HeaderButton(_("Add a lesson"), url, icon_name="plus", priority=5))
        return buttons
