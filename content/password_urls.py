"""Where passwords of pages and collections are sent: Wagtail's own names and addresses, which its templates and hooks ask for."""

from django.urls import path

from content import page_passwords

urlpatterns = [
    path(
        "_util/authenticate_with_password/<int:restriction>/<int:page>/",
        page_passwords.page,
        name="wagtailcore_authenticate_with_password",
    ),
    path(
        "tai-lieu/authenticate_with_password/<int:restriction>/",
        page_passwords.collection,
        name="wagtaildocs_authenticate_with_password",
    ),
]
