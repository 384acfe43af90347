"""Addresses of the inspector's way."""

from django.urls import path

from recognition.inspection import views

urlpatterns = [
    path("thanh-tra/dong/<int:pk>/", views.inspect_line, name="inspect_line"),
    path("thanh-tra/ho-so/<int:pk>/", views.inspect_case, name="inspect_case"),
    path("thanh-tra/ho-so/<int:pk>/giay/<int:item>/", views.inspect_paper, name="inspect_paper"),
    path("thanh-tra/ho-so/<int:pk>/ban-ghi/<int:item>/", views.inspect_statement, name="inspect_statement"),
]
