"""Addresses of evidence; `recognition.urls` includes them."""

from django.urls import path

from recognition import counter_views, evidence_views

urlpatterns = [
    path("cua-toi/minh-chung/", evidence_views.evidence_list, name="evidence_list"),
    path("cua-toi/minh-chung/them/", evidence_views.evidence_add, name="evidence_add"),
    path("cua-toi/minh-chung/<int:pk>/rut/", evidence_views.evidence_withdraw, name="evidence_withdraw"),
    path("cua-toi/minh-chung/<int:pk>/ban-ghi/", evidence_views.evidence_statement, name="evidence_statement"),
    path("cua-toi/minh-chung/<int:pk>/tep/", evidence_views.evidence_file, name="evidence_file"),
    path("quay/minh-chung/<str:reference>/", counter_views.counter_evidence, name="counter_evidence"),
]
