"""Addresses of keys, below /quan-ly/."""

from django.urls import path

from learning_records.access import views

urlpatterns = [
    path("quan-ly/khoa-ket-noi/", views.keys, name="keys"),
    path("quan-ly/khoa-ket-noi/moi/", views.key_new, name="key_new"),
    path("quan-ly/khoa-ket-noi/he-thong/<int:pk>/", views.system, name="system"),
    path("quan-ly/khoa-ket-noi/he-thong/<int:authority>/khoa-moi/", views.key_new, name="key_further"),
    path("quan-ly/khoa-ket-noi/<int:pk>/", views.key, name="key"),
    path("quan-ly/khoa-ket-noi/<int:pk>/dia-chi/", views.key_origins, name="key_origins"),
]
