"""What a field says that was not filled in rightly: why, and what to do next; never “không hợp lệ” alone."""

import pytest
from django import forms
from django.core import validators
from django.utils import translation

FIELDS = (
    (forms.CharField, "required"),
    (forms.ChoiceField, "invalid_choice"),
    (forms.ModelChoiceField, "invalid_choice"),
    (forms.MultipleChoiceField, "invalid_list"),
    (forms.DateField, "invalid"),
    (forms.TimeField, "invalid"),
    (forms.DateTimeField, "invalid"),
    (forms.IntegerField, "invalid"),
    (forms.DecimalField, "invalid"),
    (forms.URLField, "invalid"),
    (forms.FileField, "invalid"),
    (forms.FileField, "missing"),
    (forms.FileField, "empty"),
    (forms.FileField, "contradiction"),
    (forms.ImageField, "invalid_image"),
)
VALIDATORS = (
    validators.MaxValueValidator,
    validators.MinValueValidator,
    validators.EmailValidator,
    validators.RegexValidator,
    validators.ProhibitNullCharactersValidator,
)


@pytest.mark.parametrize(
    "message",
    [kind.default_error_messages[key] for kind, key in FIELDS] + [kind.message for kind in VALIDATORS],
    ids=[f"{kind.__name__}-{key}" for kind, key in FIELDS] + [kind.__name__ for kind in VALIDATORS],
)
def test_a_field_says_why_and_what_to_do(message: str) -> None:
    with translation.override("vi"):
        said = str(message)
    assert "Hãy" in said
    assert "hợp lệ" not in said


def test_a_form_names_the_field_that_is_empty() -> None:
    class Form(forms.Form):
        title = forms.CharField(label="Tên sách")

    with translation.override("vi"):
        assert Form({}).errors["title"] == ["Phần này còn trống. Hãy điền hoặc chọn, rồi bấm lại."]
