"""Addresses of the xAPI endpoint."""

from django.urls import path

from learning_records import views

app_name = "learning_records"
urlpatterns = [
    path("xapi/statements", views.statements, name="statements"),
    path("xapi/about", views.about, name="about"),
]
