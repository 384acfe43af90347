"""Addresses of a teacher's pages, and of messages; part of the content's own."""

from django.urls import path

from content.teaching import learner_views, message_views, question_views, views

urlpatterns = [
    path("day-hoc/", views.teaching, name="teaching"),
    path("day-hoc/khoa/<int:pk>/", views.course, name="teaching_course"),
    path("day-hoc/khoa/<int:pk>/nguoi/<str:reference>/", views.person, name="teaching_person"),
    path("day-hoc/khoa/<int:pk>/nhan/", message_views.message, name="teaching_message"),
    path("day-hoc/khoa/<int:pk>/cau-hoi/", question_views.questions, name="teaching_questions"),
    path("day-hoc/khoa/<int:pk>/bang.xlsx", question_views.excel, name="teaching_excel"),
    path("lop-hoc/<int:pk>/nhan/", message_views.class_message, name="class_message"),
    path("day-hoc/loi-nhan/<uuid:key>/", message_views.sent, name="teaching_sent"),
    path("day-hoc/loi-nhan/<uuid:key>/phieu/", message_views.slips, name="teaching_slips"),
    path("loi-nhan/", learner_views.own_messages, name="own_messages"),
    path("loi-nhan/<int:pk>/da-doc/", learner_views.message_read, name="message_read"),
    path("quay/<str:reference>/loi-nhan/", learner_views.counter_messages, name="counter_messages"),
]
