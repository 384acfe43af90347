"""Addresses of the xAPI endpoint, and of the pages of those who keep the store."""

from django.urls import path

from learning_records import about_views, document_views, views
from learning_records.forwarding.urls import urlpatterns as forwarding
from learning_records.intake.urls import urlpatterns as intake
from learning_records.keys.urls import urlpatterns as keys

app_name = "learning_records"
urlpatterns = [
    path("xapi/statements", views.statements, name="statements"),
    path("xapi/about", views.about, name="about"),
    path("xapi/openapi.json", about_views.openapi, name="openapi"),
    path("xapi/activities", about_views.activities, name="activities"),
    path("xapi/activities/state", document_views.state, name="state"),
    path("xapi/activities/profile", document_views.activity_profile, name="activity_profile"),
    path("xapi/agents", about_views.agents, name="agents"),
    path("xapi/agents/profile", document_views.agent_profile, name="agent_profile"),
    *forwarding,
    *intake,
    *keys,
]
