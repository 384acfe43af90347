"""Addresses of sittings; part of the content's own."""

from django.urls import path

from content.sittings import views

urlpatterns = [
    path("may-cua-trung-tam/", views.sittings, name="sittings"),
    path("may-cua-trung-tam/<str:reference>/", views.sit, name="sit"),
    path("ngoi-hoc/", views.seat, name="seat"),
    path("ngoi-hoc/xong/", views.finish, name="finish_sitting"),
    path("ngoi-hoc/con-khong/", views.still_there, name="still_there"),
]
