"""Addresses of the shelf; part of the content's own."""

from django.urls import path

from content.library import views

urlpatterns = [
    path("tu-sach/mau.xlsx", views.sample, name="library_sample"),
    path("tu-sach/<int:pk>/", views.library, name="library"),
    path("tu-sach/<int:pk>/ghi/", views.keep, name="library_keep"),
    path("tu-sach/<int:pk>/ghi/moi/", views.item_new, name="library_item_new"),
    path("tu-sach/<int:pk>/ghi/tu-tep/", views.take_in, name="library_take_in"),
    path("tu-sach/quyen/<int:pk>/", views.item, name="library_item"),
    path("tu-sach/quyen/<int:pk>/muon/", views.lend, name="library_lend"),
]
