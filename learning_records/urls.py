"""Addresses of the xAPI endpoint, and of the pages of those who keep the store."""

from django.urls import path

from learning_records.access.urls import urlpatterns as keys
from learning_records.forwarding.urls import urlpatterns as forwarding
from learning_records.http import about, activities_agents, documents, statements
from learning_records.imports.urls import urlpatterns as intake

app_name = "learning_records"
urlpatterns = [
    path("xapi/statements", statements.statements, name="statements"),
    path("xapi/about", about.about, name="about"),
    path("xapi/openapi.json", about.openapi, name="openapi"),
    path("xapi/activities", activities_agents.activities, name="activities"),
    path("xapi/activities/state", documents.state, name="state"),
    path("xapi/activities/profile", documents.activity_profile, name="activity_profile"),
    path("xapi/agents", activities_agents.agents, name="agents"),
    path("xapi/agents/profile", documents.agent_profile, name="agent_profile"),
    *forwarding,
    *intake,
    *keys,
]
