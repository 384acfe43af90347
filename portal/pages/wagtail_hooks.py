"""The editing pages look and speak like the portal they belong to. Wagtail reads this file once, when all is loaded."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.pages.wording import name_fields

name_fields()


@hooks.register("insert_global_admin_css")
def colours() -> SafeString:
    """Our colours and letters, after Wagtail's own."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/editing.css"))


@hooks.register("construct_settings_menu")
def one_door_for_roles(request: HttpRequest, items: list[MenuItem]) -> None:
    """Hides Wagtail's users and groups: roles are given with dates and a trace in “Roles”, and groups follow them."""
    items[:] = [item for item in items if item.name not in ("users", "groups")]


@hooks.register("construct_help_menu")
def help_at_hand(request: HttpRequest, items: list[MenuItem]) -> None:
    """Hides the two links to Wagtail's own site, which is in English and elsewhere; the shortcuts stay."""
    items[:] = [item for item in items if item.name != "editor-guide" and not item.name.startswith("whats-new")]


@hooks.register("register_account_menu_item")
def password(request: HttpRequest) -> dict[str, str]:
    """The own password is changed where everybody changes it."""
    return {
        "url": reverse("people:password"),
        "label": _("Password"),
        "help_text": _("Choose a new password for this account."),
    }
