"""The twelve pictures, with the names by which people call them."""

from django.utils.translation import gettext_lazy as _

HOW_MANY = 3
TWELVE = {
    "buffalo": _("buffalo"),
    "hat": _("palm-leaf hat"),
    "rooster": _("rooster"),
    "lotus": _("lotus flower"),
    "fish": _("fish"),
    "boat": _("boat"),
    "bicycle": _("bicycle"),
    "sun": _("sun"),
    "house": _("house"),
    "drum": _("drum"),
    "coconut": _("coconut palm"),
    "kite": _("kite"),
}
