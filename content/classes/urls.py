"""Addresses of classes; part of the content's own."""

from django.urls import path

from content.classes import card_views, learner_views, people_views, public_views, register_views, views

urlpatterns = [
    path("lop-hoc/", views.classes, name="classes"),
    path("lop-hoc/moi/", views.class_new, name="class_new"),
    path("lop-hoc/the/<str:reference>/", learner_views.card, name="card"),
    path("lop-hoc/<int:pk>/", views.class_page, name="class"),
    path("lop-hoc/<int:pk>/sua/", views.class_change, name="class_change"),
    path("lop-hoc/<int:pk>/tinh-cho/", views.class_mapping, name="class_mapping"),
    path("lop-hoc/<int:pk>/duyet/", views.class_approve, name="class_approve"),
    path("lop-hoc/<int:pk>/buoi-moi/", views.sessions_new, name="sessions_new"),
    path("lop-hoc/<int:pk>/nguoi/", people_views.class_people, name="class_people"),
    path("lop-hoc/<int:pk>/nguoi/<str:reference>/thoi/", people_views.class_leave, name="class_leave"),
    path("lop-hoc/<int:pk>/bang.xlsx", views.class_excel, name="class_excel"),
    path("lop-hoc/<int:pk>/the-hoc-vien/", views.class_cards, name="class_cards"),
    path("quay/danh-sach/<str:reference>/the/", card_views.list_cards, name="list_cards"),
    path("lop-hoc/buoi/<int:pk>/", register_views.session_register, name="register"),
    path("lop-hoc/buoi/<int:pk>/dau/", register_views.session_mark, name="mark"),
    path("lop-hoc/buoi/<int:pk>/sua/", views.session_change, name="session_change"),
    path("lop-hoc/buoi/<int:pk>/quet/", register_views.session_scan, name="scan"),
    path("lop-hoc/buoi/<int:pk>/chieu/", learner_views.wall, name="wall"),
    path("lop-hoc/buoi/<int:pk>/danh-sach/", register_views.session_paper, name="paper"),
    path("lich-hoc/<int:pk>/", public_views.timetable, name="timetable"),
    path("lich-hoc/<int:pk>/tuan.ics", public_views.week_file, name="week_file"),
    path("lich-hoc/lop/<int:pk>/", public_views.class_for_all, name="class_for_all"),
    path("lich-hoc/lop/<int:pk>/lop.ics", public_views.class_file, name="class_file"),
    path("lich-hoc/lop/<int:pk>/dang-ky/", public_views.enrol_self, name="enrol_self"),
    path("lop-cua-toi/", learner_views.own, name="own_classes"),
    path("lop-cua-toi/<int:pk>/<str:code>/", learner_views.by_code, name="by_code"),
]
