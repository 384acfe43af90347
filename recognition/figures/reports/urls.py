"""Addresses of reports, the calendar, the file for another system, and the interface that only reads."""

from django.urls import path

from recognition.figures.reports import api, duty_views, export_views, views

urlpatterns = [
    path("so-lieu/<str:code>/bao-cao/", views.report, name="report"),
    path("so-lieu/<str:code>/bao-cao/tep.<str:form>", views.report_file, name="report_file"),
    path("so-lieu/da-chot/<int:pk>/", views.snapshot, name="snapshot"),
    path("so-lieu/da-chot/<int:pk>/tep.<str:form>", views.snapshot_file, name="snapshot_file"),
    path("quan-ly/lich/", duty_views.calendar, name="calendar"),
    path("quan-ly/lich/xong/", duty_views.duty_done, name="duty_done"),
    path("quan-ly/xuat-cong-dan-hoc-tap/", export_views.export, name="export"),
    path("quan-ly/xuat-cong-dan-hoc-tap/tep.xlsx", export_views.export_file, name="export_file"),
    path("api/so-lieu/v1/openapi.json", api.description, name="api_description"),
    path("api/so-lieu/v1/places", api.places, name="api_places"),
    path("api/so-lieu/v1/places/<str:code>/holders", api.holders, name="api_holders"),
    path("api/so-lieu/v1/places/<str:code>/rates", api.rates, name="api_rates"),
    path("api/so-lieu/v1/places/<str:code>/report", api.report, name="api_report"),
    path("api/so-lieu/v1/places/<str:code>/snapshots", api.snapshots, name="api_snapshots"),
    path("api/so-lieu/v1/snapshots/<int:pk>", api.snapshot, name="api_snapshot"),
]
