"""Every form of ours says whose it is, and no password is ever copied."""

from django import forms
from django.urls import get_resolver

from portal.unsent import typed
from portal.unsent.owner import FIELD
from tests.builders.browsing import Browser, forms_in


def test_every_form_says_whose_it_is(school):
    for user, address in ((None, "/tai-khoan/login/"), (school.learner.user, "/tai-khoan/thong-tin/")):
        browser = Browser(user)
        marks = {one.fields[FIELD][0] for one in forms_in(browser.client.get(address))}
        assert len(marks) == 1
        assert (marks == {"nobody"}) is (user is None)
        assert user is None or str(user.pk) not in marks


def _all_forms(base: type = forms.Form) -> list[type]:
    return [one for sub in base.__subclasses__() for one in [sub, *_all_forms(sub)]]


def test_no_password_of_any_form_is_copied():
    assert get_resolver().url_patterns  # with the addresses all forms are there
    ours = [
        one
        for one in _all_forms()
        if one.__module__.partition(".")[0] in ("portal", "recognition", "learning_records", "content")
    ]
    names = {
        name for one in ours for name, field in one.base_fields.items() if isinstance(field.widget, forms.PasswordInput)
    }
    assert {"password", "old", "new", "secret"} <= names
    assert names <= set(typed.SECRET)
