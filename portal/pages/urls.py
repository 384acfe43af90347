"""Addresses of the pages that join rooms."""

from django.urls import path

from portal.pages import (
    centres,
    diary_views,
    group_views,
    records_views,
    skills_views,
    start_views,
    status_views,
    today_views,
    views,
)
from portal.pages.log import views as log_views

app_name = "pages"
urlpatterns = [
    path("hom-nay/", today_views.today, name="today"),
    path("cua-toi/", views.my_page, name="my_page"),
    path("cua-toi/ho-va-don-vi/", group_views.groups, name="groups"),
    path("cua-toi/trang-thai", views.my_state, name="my_state"),
    path("cua-toi/tu-cham/<str:code>/", views.self_score, name="self_score"),
    path("cua-toi/nhat-ky/", diary_views.own_diary, name="diary"),
    path("cua-toi/nang-luc-so/", skills_views.own_skills, name="skills"),
    path("cua-toi/nang-luc-so.pdf", skills_views.own_sheet, name="skill_sheet"),
    path("cua-toi/nang-luc-so/huy-hieu.<slug:kind>", skills_views.own_badge, name="skill_badge"),
    path("quay/<str:reference>/nang-luc-so/", skills_views.counter_skills, name="counter_skills"),
    path("quay/<str:reference>/nang-luc-so.pdf", skills_views.counter_sheet, name="counter_skill_sheet"),
    path("quan-ly/bat-dau/", start_views.start, name="start"),
    path("quan-ly/bat-dau/trang-trung-tam/", start_views.centre_pages, name="centre_pages"),
    path("quan-ly/tinh-trang/", status_views.status, name="status"),
    path("quan-ly/ban-ghi/", records_views.records, name="records"),
    path("quan-ly/ban-ghi/<uuid:statement_id>/", records_views.record, name="record"),
    path("quan-ly/ban-ghi/<uuid:statement_id>/xet-lai/", records_views.record_again, name="record_again"),
    path("quan-ly/nhat-ky/", log_views.log, name="log"),
    path("quan-ly/nhat-ky/kiem-tra/", log_views.log_check, name="log_check"),
    path("danh-ba-trung-tam/", centres.directory, name="centres"),
    path("co-chu/", views.letters, name="letters"),
]
