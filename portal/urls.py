"""Where every address leads. Each package mounts its own `urls.py`; Wagtail's pages come last."""

from allauth.account.views import login
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal.pages.editor_account import account
from portal.people.views import editing_door, sign_out
from portal.unsent.views import unsent

urlpatterns = [
    path("", include("learning_records.urls")),
    path("quan-tri/login/", editing_door),  # before Wagtail's own, which no limit on attempts would guard
    path("quan-tri/account/", account),
    path("quan-tri/", include(wagtailadmin_urls)),
    # Only the ways in that docs/operations.md lists: no sign-up, e-mail or reset page of the library (ASVS 6.1.3).
    path("tai-khoan/login/", login, name="account_login"),
    path("tai-khoan/logout/", sign_out, name="account_logout"),
    path("tai-khoan/signup/", RedirectView.as_view(pattern_name="people:signup"), name="account_signup"),
    path("tai-khoan/password/", RedirectView.as_view(pattern_name="people:slip"), name="account_reset_password"),
    path("tai-khoan/buoc-hai/", include("portal.people.second_factor.urls")),
    path("chua-gui/<str:key>/", unsent, name="unsent"),
    path("", include("portal.people.urls")),
    path("", include("portal.pages.urls")),
    path("", include("portal.pages.places.urls")),
    path("", include("content.urls")),
    path("", include("content.password_urls")),  # before Wagtail's own, which no limit would guard
    path("tai-lieu/", include(wagtaildocs_urls)),  # content serves the documents themselves: Wagtail knows no Range
    path("", include("search.urls")),
    path("", include("recognition.urls")),
    path("", include(wagtail_urls)),
]
handler403 = "portal.unsent.views.denied"
handler404 = "portal.unsent.views.not_found"
handler400 = "learning_records.http.middleware.bad_request"
handler500 = "learning_records.http.middleware.failed"
