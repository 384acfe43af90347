"""Registers our policies; imported once, when all apps are ready."""

from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import AbstractPage, Collection
from wagtail.permissions import register_permission_policy

from content.rights.policies import CollectionPolicy, FilePolicy, PagePolicy

register_permission_policy(AbstractPage, PagePolicy())
register_permission_policy(Collection, CollectionPolicy(Collection))
for model in (get_image_model(), get_document_model()):
    register_permission_policy(model, FilePolicy(model, owner_field_name="uploaded_by_user"))
