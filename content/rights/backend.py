"""Django's question “may this user …?”, answered from the roles of today: nothing is left over when a role ends."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from content.rights.grants import held

# What administrators of the whole installation set up in the editing pages. Accounts and groups are not among it: roles
# are given, with dates and a trace, in “Roles”.
_ADMINISTERED = {
    "wagtailadmin",
    "wagtailcore",
    "wagtailimages",
    "wagtaildocs",
    "wagtailredirects",
    "taggit",
    "content",
    "pages",
}


class RolesBackend(BaseBackend):
    """Lets editors into the editing pages, and administrators of everything at its settings."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether a role in force today gives this permission (`app_label.codename`)."""
        mine = held(user_obj)
        if perm == "wagtailadmin.access_admin":
            return mine.edits
        return mine.everything and perm.partition(".")[0] in _ADMINISTERED

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """The same of a whole app."""
        return held(user_obj).everything and app_label in _ADMINISTERED
