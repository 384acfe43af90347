"""The baseline of pages: addresses, the entry point, and a chain of stock pages to ask for."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import include, path

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.bare_wagtail"
application = get_wsgi_application()

from wagtail import urls as wagtail_urls  # noqa: E402 - Django must be set up
from wagtail.models import Page, Site  # noqa: E402

HOST = "bare.example"
urlpatterns = [path("", include(wagtail_urls))]


def make_pages(depth: int = 6) -> None:
    """A site of its own whose pages lie as deep as our lessons: / , /trang/ , /trang/trang/ , and so on."""
    if Site.objects.filter(hostname=HOST).exists():
        return
    page = Page.get_first_root_node()
    for level in range(depth):
        page = page.add_child(instance=Page(title="Trang", slug="trang-goc" if level == 0 else "trang", live=True))
        if level == 0:
            Site.objects.create(hostname=HOST, port=80, root_page=page)


if __name__ == "__main__":
    make_pages()
