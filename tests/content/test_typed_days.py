"""Days and hours as people here type them are taken; what is none is refused in words, never turned into now."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.utils.module_loading import import_string

from content.models import LessonPage
from tests.builders.lessons import edit_form, edit_url
from tests.content.conftest import School

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = datetime(2026, 11, 30, 8, 0, tzinfo=HERE)
TYPED = [
    "30/11/2026 08:00",
    "30/11/2026, 8:00",
    "30-11-2026 8:00",
    "30.11.2026 08:00",
    "8h00 30/11/2026",
    "30/11/2026 8 giờ 00",
    "2026-11-30 08:00",
    "2026-11-30T08:00",
]


@pytest.mark.parametrize("typed", TYPED)
def test_an_hour_to_appear(school: School, typed: str) -> None:
    client, lesson = school.client(school.staff[0]), school.lessons[1]
    for field in ("go_live_at", "expire_at"):
        answer = client.post(edit_url(lesson), edit_form(slug="bai-hai", **{field: typed.replace("2026", "2999")}))
        assert answer.status_code == 302, answer.text
        saved = LessonPage.objects.get(pk=lesson.pk).latest_revision.as_object()
        assert getattr(saved, field) == MORNING.replace(year=2999)
    assert "30/11/2999 08:00" in client.get(edit_url(lesson)).text


@pytest.mark.parametrize("typed", ["31/11/2999 08:00", "ngày mai", "30/11/2999 25:00"])
def test_what_is_no_hour_is_refused_and_stays_on_the_screen(school: School, typed: str) -> None:
    client, lesson = school.client(school.staff[0]), school.lessons[1]
    before = lesson.latest_revision_id
    answer = client.post(edit_url(lesson), edit_form(slug="bai-hai", go_live_at=typed))
    assert answer.status_code == 200
    assert f'value="{typed}"' in answer.text
    assert "Hãy viết ngày/tháng/năm" in answer.text
    assert LessonPage.objects.get(pk=lesson.pk).latest_revision_id == before


@pytest.mark.parametrize("typed", ["30/11/2026", "30-11-2026", "30.11.2026", "2026-11-30"])
def test_every_field_for_a_day_takes_the_same(typed: str) -> None:
    assert forms.DateField().clean(typed) == date(2026, 11, 30)


def test_no_form_of_ours_takes_less() -> None:
    """A list of formats of its own would make a field refuse what its neighbour takes."""
    found = [form for form in _own_forms() if any(_narrow(field) for field in form.base_fields.values())]
    assert found == []
    assert any(isinstance(field, forms.DateField) for form in _own_forms() for field in form.base_fields.values())


def _own_forms() -> list[type[forms.Form]]:
    """Every form class of our packages that has been imported."""
    import_string("portal.urls.urlpatterns")
    roots = ("portal.", "content.", "recognition.", "learning_records.", "search.")
    pending, found = [forms.BaseForm], []
    while pending:
        kind = pending.pop()
        pending += kind.__subclasses__()
        if kind.__module__.startswith(roots) and hasattr(kind, "base_fields"):
            found.append(kind)
    return found


def _narrow(field: forms.Field) -> bool:
    if not isinstance(field, forms.DateField | forms.DateTimeField):
        return False
    return "%d/%m/%Y" not in list(field.input_formats) or "%d-%m-%Y" not in list(field.input_formats)
