"""Addresses of a teacher's pages; part of the content's own."""

from django.urls import path

from content.teaching import views

urlpatterns = [
    path("day-hoc/", views.teaching, name="teaching"),
    path("day-hoc/khoa/<int:pk>/", views.course, name="teaching_course"),
]
