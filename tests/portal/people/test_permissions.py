"""What Django's permissions say follows the role in force, to the day and to the moment."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.people.models import Role, User
from portal.people.roles import end_role
from portal.people.scope import ScopeMiddleware
from tests.builders.people import make_admin, make_learner, make_officer, make_province, make_staff, request_of

PERMISSION = "wagtailcore.publish_page"


def test_an_administrator_of_everything_has_the_permissions_and_no_flag(db):
    user = make_admin()
    assert user.has_perm(PERMISSION)
    assert user.has_module_perms("wagtailcore")
    assert user.has_perms([PERMISSION, "wagtailimages.add_image"])
    assert not user.is_superuser
    for perm in ("people.add_user", "people.change_role", "auth.change_group"):
        assert not user.has_perm(perm)  # accounts and roles have pages of their own, with a trace


def test_nobody_else_gets_anything_by_it(commune):
    closed = make_admin()
    User.objects.filter(pk=closed.pk).update(is_active=False)
    closed.refresh_from_db()
    others = [make_staff(commune), make_officer(commune), make_admin(commune), make_admin(make_province()), closed]
    for user in (*others, make_learner(commune).user):
        assert not user.has_perm(PERMISSION)
        assert not user.has_module_perms("wagtailcore")


def test_the_role_s_days_are_judged_at_every_question(db):
    user, today = make_admin(), timezone.localdate()
    assert user.has_perm(PERMISSION)
    Role.objects.update(valid_to=today)
    assert not user.has_perm(PERMISSION)
    Role.objects.update(valid_from=today + timedelta(days=1), valid_to=None)
    assert not user.has_perm(PERMISSION)


def test_within_a_request_it_is_asked_once_and_an_ended_role_ends_in_the_same_request(db):
    boss, user = make_admin(), make_admin()
    seen = []

    def page(request):
        assert request.user.has_perm(PERMISSION)
        with CaptureQueriesContext(connection) as queries:
            seen.append([request.user.has_perm(PERMISSION) for _ in range(5)])
        seen.append(len(queries))
        end_role(Role.objects.get(user=user), by=boss)
        seen.append(request.user.has_perm(PERMISSION))

    ScopeMiddleware(page)(request_of(user))
    assert seen == [[True] * 5, 0, False]
    Role.objects.filter(user=boss).update(valid_to=timezone.localdate())
    assert not boss.has_perm(PERMISSION)  # nothing is remembered after the request
