"""One digital certificate stays one, whoever hands it in and however it is written."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from portal.people.models import Learner
from portal.people.public import everyone, join
from recognition.assessment.bulk.preparing import people_with
from recognition.cases import submission
from recognition.cases.flags import others_with
from recognition.cases.handed_in import items_of
from recognition.evidence.badges.checking import judged
from recognition.evidence.badges.reading import digital
from recognition.evidence.uploads import hand_in
from recognition.models import Case, Evidence
from recognition.refusals import Incomplete
from tests.builders.cases import CODES, WHY, Village
from tests.builders.people import make_learner
from tests.recognition.evidence.badges import made

SAID = made.credential(id="urn:uuid:11111111-2222-3333-4444-555555555555")
WITHOUT = made.credential()


def blanks(said: dict) -> bytes:
    return json.dumps(said, indent=3).encode()


@pytest.mark.django_db
@pytest.mark.parametrize("said", [SAID, WITHOUT], ids=["with an id", "without"])
def test_its_identity_does_not_hang_on_its_bytes(said: dict) -> None:
    ways = [made.token(said), made.token({"iss": made.DID, "vc": said}), made.proved(said), blanks(said)]
    assert len({judged(data)["identity"] for data in ways}) == 1
    other = made.credential(id="urn:uuid:9", credentialSubject={"achievement": {"name": "Khác"}})
    assert judged(made.token(other))["identity"] != judged(ways[0])["identity"]


@pytest.mark.django_db
@pytest.mark.parametrize("own", [7, "", None, [], {"a": 1}, "\ud800"])
def test_an_id_that_is_none_is_no_error(own) -> None:
    assert len(judged(json.dumps({**WITHOUT, "id": own}).encode())["identity"]) == 64


def bring(learner: Learner, data: bytes) -> Evidence:
    paper = digital(SimpleUploadedFile("bang.json", data))
    with everyone(WHY):
        return hand_in(
            learner, kind_id="course-certificate", indicators=["B1"], title="Bằng", on=timezone.localdate(), file=paper,
            by=learner.user,
        )  # fmt: skip


def handed_in(learner: Learner) -> Case:
    with everyone(WHY):
        case = submission.draft_for(learner, learner.user)
        submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
        return submission.submit(case, learner.user)


def shared(case: Case) -> list[int]:
    with everyone(WHY):
        return list(others_with(items_of(case.submission), case.learner_id).values())


def test_the_same_again_in_other_bytes_is_refused_for_one_person(village: Village) -> None:
    learner = make_learner(village.unit)
    bring(learner, made.token(SAID))
    with pytest.raises(Incomplete, match="đã có"):
        bring(learner, made.proved(SAID))


def test_from_several_people_it_is_a_reason_to_look_for_each(village: Village) -> None:
    first, second, third = (make_learner(village.unit, f"Lê Thị {name}") for name in ("An", "Ba", "Cúc"))
    bring(first, made.token(SAID))
    case = handed_in(first)
    before = case.flags
    assert shared(case) == []
    bring(second, made.proved(SAID))
    with everyone(WHY):
        case.refresh_from_db()
    assert (case.flags, shared(case)) == (before + 1, [1]), "counted anew when the second one came"
    bring(third, made.token(WITHOUT))
    assert shared(handed_in(third)) == []
    assert shared(handed_in(second)) == [1]
    with everyone(WHY):
        assert [len(who) for who in people_with(items_of(case.submission)).values()] == [2]


def test_one_s_own_second_record_is_no_other_person(village: Village) -> None:
    first, double = make_learner(village.unit), make_learner(village.unit)
    bring(first, made.token(SAID))
    bring(double, made.proved(SAID))
    with everyone(WHY):
        join(first, double, by=village.staff, proof="Căn cước")
    assert shared(handed_in(first)) == []
