"""What is handed in is made safe before it is kept: photos lose what they hide, PDFs lose what they do."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from portal.audit.models import Entry
from portal.people.public import everyone, give_consent, withdraw_consent
from recognition.cases import submission
from recognition.evidence import uploads
from recognition.models import Evidence, Upload
from recognition.refusals import Incomplete, NotYours, WrongState
from tests.builders.cases import Village
from tests.builders.people import make_learner as somebody
from tests.builders.people import make_user
from tests.builders.recognition import WHY
from tests.recognition.evidence.safe import papers, photos, sounds


@pytest.fixture(autouse=True)
def english():
    """The reasons are compared in the language of the code, whatever catalogues are compiled."""
    with translation.override("en"):
        yield


def picture(kind: str = "JPEG") -> bytes:
    return photos.written(photos.halves(), kind)


@pytest.fixture
def village(db):
    return Village()


def make_learner(unit):
    """Somebody of the commune who agreed to be recorded."""
    learner = somebody(unit)
    with everyone(WHY):
        give_consent(learner, by=learner.user)
    return learner


def given(learner, by, data: bytes | None = None, name: str = "anh.jpg", **changes) -> Evidence:
    file = SimpleUploadedFile(name, picture() if data is None else data)
    values = {
        "kind_id": "library-card",
        "indicators": ["A1"],
        "title": "Thẻ thư viện xã",
        "on": date(2026, 3, 5),
        "file": file,
        **changes,
    }
    with everyone(WHY):
        return uploads.hand_in(learner, by=by, **values)


def test_what_is_kept(village):
    learner = make_learner(village.unit)
    row = given(learner, learner.user, photos.with_place())
    assert (row.kind, row.on_behalf_of, row.entered_by) == ("manual", False, learner.user)
    assert timezone.localdate(row.happened_at) == date(2026, 3, 5)
    path = uploads.path_of(row.upload)
    assert path.is_relative_to(settings.PRIVATE_ROOT)
    assert not path.is_relative_to(settings.MEDIA_ROOT)
    assert path.name == f"{row.upload.sha256}.jpg"
    assert path.stat().st_mode & 0o077 == 0
    assert b"0900" not in path.read_bytes()
    entry = Entry.objects.get(act="evidence.handed_in")
    assert entry.details == {"kind": "library-card", "indicators": ["A1"], "on_behalf_of": False}


@pytest.mark.parametrize(
    ("data", "kind", "ending"),
    [(papers.plain(), "application/pdf", "pdf"), (sounds.wav(2), "audio/mp4", "m4a")],
    ids=["pdf", "sound"],
)
@pytest.mark.parametrize("name", ["anh.jpg.jpg", "giay-vndoc.com.pdf", "Ảnh chụp 05.03.2026", "IMG.jpg (1)"])
def test_a_name_is_nobodys_business(village, data, kind, ending, name):
    learner = make_learner(village.unit)
    upload = given(learner, learner.user, data, name).upload
    assert (upload.media_type, uploads.path_of(upload).name) == (kind, f"{upload.sha256}.{ending}")


def test_a_helper_is_never_recorded_as_the_citizen(village):
    learner = make_learner(village.unit)
    row = given(learner, village.staff)
    assert (row.entered_by, row.on_behalf_of) == (village.staff, True)


def test_strangers_hand_nothing_in(village):
    learner, other = make_learner(village.unit), make_learner(village.unit)
    with pytest.raises(NotYours):
        given(learner, other.user)
    with pytest.raises(NotYours):
        given(learner, make_user("staff", unit=Village("Xã khác").unit))
    assert Entry.objects.filter(act="evidence.handed_in").count() == 0


def test_the_same_file_counts_once_for_a_person(village):
    learner, other = make_learner(village.unit), make_learner(village.unit)
    first = given(learner, learner.user)
    with pytest.raises(Incomplete, match="here already: “Thẻ thư viện xã”"):
        given(learner, learner.user, name="ten-khac.jpg", kind_id="reading-log")
    given(other, other.user)
    with everyone(WHY):
        uploads.withdraw(first, learner.user)
        assert given(learner, learner.user).pk != first.pk


@pytest.mark.parametrize(("field", "said"), [("link", "https://a.example/bai-viet"), ("witness", "Trưởng thôn Đông")])
def test_what_is_no_file_is_not_called_one_when_it_comes_again(village, field, said):
    learner = make_learner(village.unit)
    changes = {"kind_id": "other", "title": "Bài viết", "file": None, field: said}
    given(learner, learner.user, **changes)
    with pytest.raises(Incomplete, match="already: “Bài viết”") as refused:
        given(learner, learner.user, **changes)
    assert refused.value.field == field
    assert "file" not in str(refused.value)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind_id": "khong-co"}, "kind"),
        ({"indicators": []}, "indicators"),
        ({"indicators": ["B1"]}, "kind"),
        ({"on": date(1900, 1, 1)}, "on"),
        ({"title": "x" * 201}, "title"),
        ({"file": None}, "file"),
        ({"kind_id": "other", "title": " "}, "title"),
    ],
)
def test_incomplete_evidence_names_the_field_and_writes_nothing(village, changes, field):
    learner = make_learner(village.unit)
    with pytest.raises(Incomplete) as refused:
        given(learner, learner.user, **changes)
    assert refused.value.field == field
    with everyone(WHY):
        assert Evidence.objects.count() == Upload.objects.count() == 0


def test_a_day_to_come_is_refused(village):
    learner = make_learner(village.unit)
    given(learner, learner.user, on=timezone.localdate())
    with pytest.raises(Incomplete, match="still to come"):
        given(learner, learner.user, picture("PNG"), on=timezone.localdate() + timedelta(days=1))


def test_withdrawing(village):
    learner, other = make_learner(village.unit), make_learner(village.unit)
    row = given(learner, learner.user)
    with everyone(WHY):
        with pytest.raises(NotYours):
            uploads.withdraw(row, other.user)
        uploads.withdraw(row, learner.user)
        row.refresh_from_db()
        assert (row.withdrawn_by, bool(row.withdrawn_at)) == (learner.user, True)
        with pytest.raises(WrongState, match="withdrawn already"):
            uploads.withdraw(row, learner.user)


def test_evidence_of_a_handed_in_case_stays_until_the_case_is_withdrawn(village):
    case = village.submitted()
    with everyone(WHY):
        learner = case.learner
        give_consent(learner, by=learner.user)
        submission.withdraw(case, learner.user)
        row = given(learner, learner.user)
        again = submission.draft_for(learner, learner.user)
        submission.submit(again, learner.user)
        with pytest.raises(WrongState, match="Withdraw the case first"):
            uploads.withdraw(row, learner.user)
        again.refresh_from_db()
        submission.withdraw(again, learner.user)
        uploads.withdraw(row, learner.user)


def test_nothing_is_kept_without_consent(village):
    learner = make_learner(village.unit)
    with everyone(WHY):
        withdraw_consent(learner, by=learner.user)
    with pytest.raises(Incomplete, match="before the person agrees"):
        given(learner, learner.user)
    with everyone(WHY):
        assert Upload.objects.count() == 0


@pytest.mark.parametrize(
    ("witness", "whose"),
    [
        ("Nguyễn Thị Hoa, thôn Đông", "the person"),
        ("bà nguyen thi hoa", "the person"),
        ("cán bộ Lê Văn Quầy", "who enters it"),
        ("Nguyễn Thị Hòa, thôn Đông", ""),
        ("trưởng thôn Đông", ""),
        ("Lê Văn Quầy Hàng", "who enters it"),
        ("ông Lê Văn", ""),
    ],
)
def test_nobody_is_a_witness_for_oneself_or_of_what_one_enters(village, witness, whose):
    somebody(village.unit, "Lê Văn Quầy", user=village.staff)
    learner = somebody(village.unit, "Nguyễn Thị Hoa")

    def bring():
        with everyone(WHY):
            return uploads.hand_in(
                learner, kind_id="witness", indicators=["C1"], title="", on=timezone.localdate(), file=None,
                by=village.staff, witness=witness,
            )  # fmt: skip

    if not whose:
        assert bring().witness == witness
        return
    with pytest.raises(Incomplete, match="Somebody else") as refused:
        bring()
    assert refused.value.field == "witness"
