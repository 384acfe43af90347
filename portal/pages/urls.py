"""Addresses of the pages that join rooms."""

from django.urls import path

from portal.pages import views

app_name = "pages"
urlpatterns = [
    path("cua-toi/", views.my_page, name="my_page"),
    path("cua-toi/trang-thai", views.my_state, name="my_state"),
    path("cua-toi/tu-cham/<str:code>/", views.self_score, name="self_score"),
    path("co-chu/", views.letters, name="letters"),
]
