"""The list of topics among the editing pages, for administrators."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from content.news.topics import NewsTopic


class TopicsOfNews(ModelViewSet):
    """Adding, renaming and removing topics; a topic that goes leaves its articles where they are."""

    model = NewsTopic
    icon = "tag"
    menu_label = _("Topics of news")
    menu_order = 400
    add_to_admin_menu = True
    list_display = ["name", "slug"]
    form_fields = ["name", "slug"]
    url_prefix = "chu-de-tin"
    inspect_view_enabled = False
    copy_view_enabled = False
