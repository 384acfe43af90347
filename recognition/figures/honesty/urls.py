"""Address of the questions."""

from django.urls import path

from recognition.figures.honesty import views

urlpatterns = [path("quan-ly/cau-hoi/", views.honesty, name="honesty")]
