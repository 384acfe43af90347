"""Addresses of forwarding, below /quan-ly/."""

from django.urls import path

from learning_records.forwarding import views

urlpatterns = [
    path("quan-ly/chuyen-tiep/", views.targets, name="forwarding"),
    path("quan-ly/chuyen-tiep/moi/", views.target_new, name="forwarding_new"),
    path("quan-ly/chuyen-tiep/<int:pk>/", views.target, name="forwarding_target"),
    path("quan-ly/chuyen-tiep/<int:pk>/viec/", views.target_act, name="forwarding_act"),
    path("quan-ly/chuyen-tiep/ban-ghi/<int:pk>/gui-lai/", views.letter_again, name="forwarding_letter_again"),
    path("quan-ly/chuyen-tiep/ban-ghi/<int:pk>/bo/", views.letter_leave_out, name="forwarding_letter_leave_out"),
]
