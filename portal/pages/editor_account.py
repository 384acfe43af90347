"""The page of one's own editing account: what a person without e-mail and without a public name can set."""

from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import (
    AccountView,
    AvatarSettingsPanel,
    BaseSettingsPanel,
    NameEmailSettingsPanel,
    NotificationsSettingsPanel,
)

# Names are encrypted and kept at the counter, there is no e-mail, and files of editors' faces would be public.
_NOT_OURS = (NameEmailSettingsPanel, NotificationsSettingsPanel, AvatarSettingsPanel)


class EditorAccountView(AccountView):
    """Language and appearance; the password has a page of its own, which the audit log knows."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        """Wagtail's panels without those that our accounts have nothing for."""
        return [panel for panel in super().get_panels() if not isinstance(panel, _NOT_OURS)]


account = require_admin_access(EditorAccountView.as_view())
