"""Asks before a file of the library is deleted; imported once, when all apps are ready."""

from django.db.models.signals import pre_delete
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from content.approval.files import stays_in_lessons

for kind in (get_document_model(), get_image_model()):
    pre_delete.connect(stays_in_lessons, sender=kind, dispatch_uid="content.files")
