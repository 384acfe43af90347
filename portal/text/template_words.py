"""Words that Wagtail's templates forgot to translate, put in as a template is read: no copy of a template grows old."""

from django.template import Origin
from django.template.loaders import app_directories

_SEARCH = ('value="Search"', "value=\"{% translate 'Search' %}\"")
FORGOTTEN = {
    "wagtailadmin/home.html": _SEARCH,
    "wagtailadmin/shared/header.html": _SEARCH,
    "wagtailadmin/shared/headers/_actions.html": ('aria-label="Actions"', "aria-label=\"{% translate 'Actions' %}\""),
}


class Loader(app_directories.Loader):
    """Django's loader of the apps' templates, with those words translated."""

    def get_contents(self, origin: Origin) -> str:
        """The template's source; the few above speak the reader's language."""
        contents = super().get_contents(origin)
        if origin.template_name in FORGOTTEN:
            contents = contents.replace(*FORGOTTEN[origin.template_name])
        return contents
