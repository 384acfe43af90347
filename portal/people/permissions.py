"""Django's permissions from the roles in force today: an administrator of the whole portal may everything, a day longer not.

No flag says so: `is_superuser` is set by nobody, and would outlive the role.
"""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from portal.people.authority import administers_everything
from portal.people.scope import once_a_request


class RoleBackend(BaseBackend):
    """Everything for an active account with the administrator's role without a unit, in force today; nothing for others."""

    def has_perm(self, user_obj: Any, perm: str, obj: object = None) -> bool:
        """Whether the role gives it; other backends may give it for other reasons."""
        return _everything(user_obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Whether the role gives anything in this app."""
        return _everything(user_obj)


def _everything(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_active) and once_a_request(user, administers_everything)
