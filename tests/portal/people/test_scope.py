"""Personal objects are reached through a scope only, whatever the way: managers, relations, forms, the admin."""

from datetime import timedelta

import pytest
from django import forms
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from django_scopes.exceptions import ScopeError

from portal.people.models import Consent, JoinSpan, Learner, LearnerAlias, PersonalRecord, Residence
from portal.people.public import acting_as, end_role, everyone, move, roles_today, units_of, visible_learners
from portal.people.scope import ScopeMiddleware
from tests.builders.people import (
    make_admin,
    make_commune,
    make_learner,
    make_officer,
    make_province,
    make_signer,
    make_staff,
    make_user,
    request_of,
)

PERSONAL = [Learner, LearnerAlias, PersonalRecord, Consent, Residence, JoinSpan]


@pytest.fixture
def learner(commune):
    return make_learner(commune)


def _seen(user) -> set:
    with acting_as(user):
        return set(Learner.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("model", PERSONAL)
def test_outside_of_a_scope_every_way_raises(learner, model):
    ways = [model.objects, model._default_manager, model._base_manager]
    for manager in ways:
        with pytest.raises(ScopeError):
            list(manager.all())
        with pytest.raises(ScopeError):
            manager.filter(pk__isnull=False).exists()


def test_related_access_raises_outside_and_is_filtered_inside(learner, commune):
    stranger = make_officer(make_commune("Đồng Trăng"))
    with everyone("fetch the rows to start from"):
        record = PersonalRecord.objects.get(learner=learner)
        consent = Consent.objects.get(learner=learner)
        user = learner.user
    record = type(record)(pk=record.pk, learner_id=learner.pk)  # nothing cached
    with pytest.raises(ScopeError):
        _ = record.learner
    with pytest.raises(ScopeError):
        list(learner.residences.all())
    with pytest.raises(ScopeError):
        _ = type(user).objects.get(pk=user.pk).learner
    with acting_as(stranger):
        with pytest.raises(Learner.DoesNotExist):
            _ = type(consent)(pk=consent.pk, learner_id=learner.pk).learner
        assert list(learner.residences.all()) == []
        with pytest.raises(Learner.DoesNotExist):
            _ = type(user).objects.get(pk=user.pk).learner
        assert not PersonalRecord.objects.filter(pk=record.pk).exists()
    with acting_as(make_officer(commune)):
        assert type(consent)(pk=consent.pk, learner_id=learner.pk).learner == learner
        assert learner.residences.count() == 1


def test_forms_offer_only_people_of_the_scope(learner, commune):
    class Choose(forms.Form):
        learner = forms.ModelChoiceField(Learner.objects.none())

        def __init__(self, *args) -> None:
            super().__init__(*args)
            self.fields["learner"].queryset = Learner.objects.all()

    with pytest.raises(ScopeError):
        Choose({"learner": str(learner.pk)})
    with acting_as(make_officer(make_commune("Đồng Trăng"))):
        assert not Choose({"learner": str(learner.pk)}).is_valid()
    with acting_as(make_officer(commune)):
        assert Choose({"learner": str(learner.pk)}).is_valid()


def test_a_model_form_on_a_person_is_guarded(learner, commune):
    def declare() -> type[forms.ModelForm]:
        class Edit(forms.ModelForm):
            class Meta:
                model = Residence
                fields = ["learner"]

        return Edit

    with pytest.raises(ScopeError):  # such a form belongs into the request, never into a module
        declare()
    with acting_as(make_officer(make_commune("Đồng Trăng"))):
        assert not declare()({"learner": str(learner.pk)}).is_valid()
    with acting_as(make_officer(commune)):
        assert declare()({"learner": str(learner.pk)}).is_valid()


@pytest.mark.parametrize("model", PERSONAL)
def test_admin_querysets_are_guarded(learner, commune, model):
    request = RequestFactory().get("/")
    admin = ModelAdmin(model, AdminSite())
    with pytest.raises(ScopeError):
        list(admin.get_queryset(request))
    with acting_as(make_officer(make_commune("Đồng Trăng"))):
        assert list(admin.get_queryset(request)) == []


def test_every_personal_model_of_the_project_is_guarded():
    from django.apps import apps

    open_ones = []
    for model in apps.get_models():
        points = any(field.name == "learner" for field in model._meta.get_fields() if field.concrete)
        if points and (model._meta.base_manager_name != "objects" or model._meta.default_manager_name != "objects"):
            open_ones.append(model._meta.label)
    assert open_ones == []


def test_a_person_sees_the_own_things_only(learner, commune):
    other = make_learner(commune, "Trần Văn Bình")
    assert _seen(learner.user) == {learner.pk}
    assert _seen(other.user) == {other.pk}
    assert _seen(AnonymousUser()) == set()


@pytest.mark.parametrize("make", [make_staff, make_officer, make_signer, make_admin])
def test_a_role_shows_the_people_of_its_commune(learner, commune, make):
    elsewhere = make_commune("Đồng Trăng")
    assert _seen(make(commune)) == {learner.pk}
    assert _seen(make(elsewhere)) == set()


def test_a_province_shows_its_communes_and_no_other(db):
    province, other = make_province("Sen Hồng"), make_province("Sen Trắng")
    inside, outside = make_learner(make_commune("A", province)), make_learner(make_commune("B", other))
    assert _seen(make_officer(province)) == {inside.pk}
    assert _seen(make_admin(other)) == {outside.pk}
    assert _seen(make_admin()) == {inside.pk, outside.pk}


def test_a_role_counts_from_its_first_to_before_its_last_day(learner, commune):
    today = timezone.localdate()
    assert _seen(make_officer(commune, until=today)) == set()  # its last day was yesterday
    assert _seen(make_officer(commune, until=today + timedelta(days=1))) == {learner.pk}
    soon = make_officer(commune)
    soon.roles.update(valid_from=today + timedelta(days=1))
    assert _seen(soon) == set()


def test_an_officer_who_is_also_a_learner_elsewhere_sees_both(learner, commune):
    mine = make_learner(make_commune("Đồng Trăng"), "Lê Thị Lan")
    mine.user.roles.create(kind="officer", unit=commune, valid_from=timezone.localdate())
    assert _seen(mine.user) == {learner.pk, mine.pk}


def test_who_moves_leaves_the_old_commune(learner, commune):
    new = make_commune("Đồng Trăng")
    old_officer, new_officer = make_officer(commune), make_officer(new)
    assert (_seen(old_officer), _seen(new_officer)) == ({learner.pk}, set())
    move(learner, new, by=learner.user)
    assert (_seen(old_officer), _seen(new_officer)) == (set(), {learner.pk})


def test_learners_without_a_home_are_seen_by_tasks_only(db):
    with everyone("a test makes an imported learner"):
        Learner.objects.create(reference="oulad-1")
    assert _seen(make_admin()) == set()
    with everyone("a test counts"):
        assert Learner.objects.count() == 1


def test_everyone_needs_a_reason():
    with pytest.raises(ValueError, match="why"), everyone(""):
        pass


def test_a_visitor_costs_no_query(db, django_assert_num_queries):
    def page(request) -> HttpResponse:
        assert list(visible_learners(request.user)) == []
        return HttpResponse()

    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with django_assert_num_queries(0):
        ScopeMiddleware(page)(request)


def test_the_scope_asks_for_roles_and_is_then_a_part_of_the_query(learner, commune, django_assert_num_queries):
    officer = make_officer(commune)
    with django_assert_num_queries(2), acting_as(officer):  # roles; units and homes are parts of the one for the rows
        assert list(Learner.objects.all()) == [learner]


def test_a_request_asks_for_roles_once_and_a_citizens_condition_names_no_unit(
    learner, commune, django_assert_num_queries
):
    """However many queries of personal rows there are in it."""

    def view(request):
        assert len([list(Learner.objects.all()) for _ in range(3)]) == 3
        return HttpResponse(str(Learner.objects.all().query))

    def told(user) -> str:
        request = request_of(user)
        with django_assert_num_queries(4):
            return ScopeMiddleware(view)(request).content.decode()

    assert "places_unit" in told(make_officer(commune))
    assert "places_unit" not in told(learner.user)


def test_a_role_given_or_ended_in_a_request_counts_in_what_is_asked_afterwards(commune, learner):
    officer, chief = make_officer(commune), make_admin(commune)

    def view(request):
        assert units_of(officer).get() == commune
        end_role(roles_today(officer).get(), by=chief)
        assert not units_of(officer).exists()
        return HttpResponse()

    request = request_of(officer)
    ScopeMiddleware(view)(request)


def test_a_user_without_any_role_or_learner(db):
    assert _seen(make_user()) == set()
