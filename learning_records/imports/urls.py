"""Addresses of bringing files in, below /quan-ly/."""

from django.urls import path

from learning_records.imports import views

urlpatterns = [
    path("quan-ly/nhap-ban-ghi/", views.intakes, name="intake"),
    path("quan-ly/nhap-ban-ghi/<int:pk>/loi/", views.errors, name="intake_errors"),
]
