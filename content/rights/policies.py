"""Wagtail's rules for pages, files and collections, asked of the roles of today instead of groups."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import Collection
from wagtail.permission_policies.collections import (
    CollectionManagementPermissionPolicy,
    CollectionOwnershipPermissionPolicy,
)
from wagtail.permission_policies.pages import PagePermissionPolicy

from content.rights.grants import collection_grants, page_grants
from portal.people.public import Role


def editors() -> QuerySet:
    """Accounts with an editing role today; Wagtail asks for them where it lists people."""
    day = timezone.localdate()
    today = Role.objects.filter(kind__in=(Role.Kind.STAFF, Role.Kind.ADMINISTRATOR), valid_from__lte=day)
    today = today.filter(Q(valid_to=None) | Q(valid_to__gt=day))
    return get_user_model().objects.filter(is_active=True, pk__in=today.values("user"))


class PagePolicy(PagePermissionPolicy):
    """Pages: the subtrees of the centres at which one has a role."""

    def get_all_permissions_for_user(self, user: Any) -> list:
        return page_grants(user)

    def users_with_any_permission(self, actions: Iterable[str], include_superusers: bool = True) -> QuerySet:
        return editors()

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Any, include_superusers: bool = True
    ) -> QuerySet:
        return _those(editors(), lambda user: self.user_has_any_permission_for_instance(user, actions, instance))


class _ByRole:
    def get_all_permissions_for_user(self, user: Any) -> list:
        return collection_grants(user)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet:
        return editors()

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Any) -> QuerySet:
        return _those(editors(), lambda user: self.user_has_any_permission_for_instance(user, actions, instance))  # type: ignore[attr-defined]


class FilePolicy(_ByRole, CollectionOwnershipPermissionPolicy):
    """Images and documents: the collection of the centre."""


class CollectionPolicy(_ByRole, CollectionManagementPermissionPolicy):
    """Collections themselves: administrators divide those of their centres, and cannot delete the centre's own."""

    def _descendants_with_perm(self, user: Any, action: str) -> QuerySet[Collection]:
        found = Collection.objects.none()
        for grant in self._get_user_permission_objects_for_actions(user, {action}):
            found |= Collection.objects.descendant_of(grant.collection, inclusive=False)
        return found


def _those(users: QuerySet, may: Any) -> QuerySet:
    """Every editor is asked: a list that Wagtail shows now and then, of at most the installation's staff."""
    return users.filter(pk__in=[user.pk for user in users if may(user)])
