"""Of a forgotten person no paper stays: neither the file nor what was written of it; of others everything does."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from portal.people.public import everyone, forget
from recognition.cases import submission
from recognition.evidence import uploads
from recognition.evidence.kept_files import path_of
from recognition.models import Evidence, LooksAlike, LooksBand, SubmittedItem, Upload
from tests.builders.cases import CODES, WHY, Village
from tests.builders.people import make_admin, make_learner, signed_in
from tests.recognition.evidence.safe import photos

pytestmark = pytest.mark.django_db(transaction=True)
SHEET = photos.written(photos.halves((300, 200)))


@pytest.fixture
def village(settings, tmp_path) -> Village:
    settings.PRIVATE_ROOT, settings.VAR_DIR = tmp_path / "private", tmp_path
    return Village()


def given(person, data: bytes = SHEET, **more) -> Evidence:
    about = {"kind_id": "library-card", "indicators": ["A1"], "title": "Thẻ của bà Hoa"} | more
    file = None if {"link", "witness"} & set(more) else SimpleUploadedFile("x.jpg", data)
    return uploads.hand_in(person, on=date(2026, 3, 5), file=file, by=person.user, **about)


def other_kind(**more) -> dict:
    return {"kind_id": "other", "indicators": ["A4"], "title": "Bà Hoa dạy chữ", **more}


def test_files_and_words_go_also_those_that_were_handed_in(village: Village) -> None:
    hoa, binh = make_learner(village.unit), make_learner(village.unit, "Trần Văn Bình")
    alone = photos.written(photos.halves((320, 240)))
    with everyone(WHY):
        shared, theirs, own = given(hoa), given(binh), given(hoa, alone)
        given(hoa, **other_kind(link="https://xa.example.vn/hoa"))
        given(hoa, **other_kind(witness="Trưởng thôn Đông"))
        case = submission.draft_for(hoa, hoa.user)
        submission.submit(submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), hoa.user), hoa.user)
        paths = [path_of(one.upload) for one in (shared, own)]
        assert all(path.exists() for path in paths)
        forget(hoa, by=make_admin())
        assert [path.exists() for path in paths] == [True, False], "the first one is Bình's too"
        for rows in (Evidence.objects.filter(learner=hoa), SubmittedItem.objects.all()):
            assert set(rows.values_list("title", "link", "witness", "credential")) == {("", "", "", None)}
            assert rows.count() == 4
            assert all(one.content_hash for one in rows)
        assert set(Upload.objects.filter(learner=hoa).values_list("sha256", "looks__len")) == {("", 0)}
        assert set(LooksBand.objects.values_list("upload", flat=True)) <= {theirs.upload_id}
        assert not LooksAlike.objects.exists()
        theirs.refresh_from_db()
        assert theirs.title == "Thẻ của bà Hoa"
    address = reverse("recognition:evidence_file", args=[theirs.pk])
    answer = signed_in(binh.user).get(address)
    assert (answer.status_code, answer.getvalue()[:3]) == (200, b"\xff\xd8\xff")


@pytest.mark.django_db(transaction=False)
def test_who_hands_the_same_in_at_that_moment_keeps_the_file(
    village: Village, django_capture_on_commit_callbacks
) -> None:
    hoa, binh = make_learner(village.unit), make_learner(village.unit, "Trần Văn Bình")
    with everyone(WHY):
        given(hoa)
        with django_capture_on_commit_callbacks() as afterwards:
            forget(hoa, by=make_admin())
        theirs = given(binh)
        for act in afterwards:
            act()
        assert path_of(theirs.upload).exists()


def test_what_was_handed_in_is_still_not_rewritten(village: Village) -> None:
    hoa = make_learner(village.unit)
    with everyone(WHY):
        given(hoa)
        case = submission.draft_for(hoa, hoa.user)
        submission.submit(submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), hoa.user), hoa.user)
        for change in ({"title": "Khác"}, {"title": "", "rule_id": "press"}, {"counts": False}):
            with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
                SubmittedItem.objects.update(**change)
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            SubmittedItem.objects.all().delete()
