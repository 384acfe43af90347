"""The address of the search box."""

from django.urls import path

from search import views

app_name = "search"
urlpatterns = [path("tim/", views.search, name="search")]
