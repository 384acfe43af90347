"""Django's permissions from the roles in force today: an administrator of the whole portal may everything, a day longer not.

No flag says so: `is_superuser` is set by nobody, and would outlive the role.
"""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from portal.people.authority import administers_everything
from portal.people.scope import once_a_request

# Accounts and roles have pages of their own, with dates and a trace; a form of Wagtail's makes neither name nor entry.
_ELSEWHERE = {"auth", "people"}


class RoleBackend(BaseBackend):
    """Everything but accounts and groups for who administers the whole portal today; nothing for others."""

    def has_perm(self, user_obj: Any, perm: str, obj: object = None) -> bool:
        """Whether the role gives `app_label.codename`; other backends may give it for other reasons."""
        return self.has_module_perms(user_obj, perm.partition(".")[0])

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Whether the role gives anything in this app."""
        if app_label in _ELSEWHERE or not (user_obj.is_authenticated and user_obj.is_active):
            return False
        return once_a_request(user_obj, administers_everything)
