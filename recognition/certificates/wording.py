"""How a certificate stood, in a few words."""

from django.utils.translation import gettext as _

from recognition.certificates import fold
from recognition.certificates.life import Standing


def stood(standing: Standing) -> str:
    """What to say of a day that was asked for: “it held”, “it was replaced by another sheet, which held”, …"""
    if standing.state == fold.SUPERSEDED:
        if standing.title_holds:
            return _("it was replaced by another sheet, which held")
        return _("it was replaced by another sheet, which held no longer")
    return {
        fold.NOT_YET: _("it was not issued yet"),
        fold.VALID: _("it held"),
        fold.SUSPENDED: _("it held, while the body looked at it again"),
        fold.REVOKED: _("it was revoked and did not hold"),
        fold.ANNULLED: _("it did not count: it was annulled"),
        fold.LAPSED: _("its time was over"),
    }[standing.state]
