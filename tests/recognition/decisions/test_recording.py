"""Recording a decision on a whole list: the same answers as for one case, and no question more for more people."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.audit.models import Entry
from portal.people.public import drop_keys, everyone
from recognition.decisions import signing
from recognition.decisions.lines import read_all
from recognition.models import Certificate, DecisionLine
from tests.builders.cases import WHY, Village

TODAY = timezone.localdate


def _asked(village: Village, names: list[str], number: str) -> int:
    with everyone(WHY):
        cases = [village.confirmed(name) for name in names]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            signing.sign(cases, village.body, number, TODAY(), village.signer)
    return len(asked)


def test_more_people_are_no_more_questions(village: Village) -> None:
    few = _asked(village, ["Trần Thị Yến", "Nguyễn Văn Ân"], "1/QĐ-UBND")
    many = _asked(village, ["Trần Thị Hoa", "Lê Văn Bé", "Đỗ Thị Ánh", "Đinh Văn An", "Võ Thị Đào"], "2/QĐ-UBND")
    assert many <= few <= 85
    with everyone(WHY):
        lines = list(DecisionLine.objects.filter(decision__number="2/QĐ-UBND").order_by("number"))
        assert read_all(lines) == ["Đinh Văn An", "Đỗ Thị Ánh", "Lê Văn Bé", "Võ Thị Đào", "Trần Thị Hoa"]
        numbers = Certificate.objects.filter(line__in=lines).order_by("line__number").values_list("number", flat=True)
        assert list(numbers) == [3, 4, 5, 6, 7]
    assert Entry.objects.filter(act__in=("case.sign", "certificate.issued", "decision.signed")).count() == 2


def test_what_a_line_says_of_a_person_goes_with_the_key_of_its_decision(village: Village) -> None:
    with everyone(WHY):
        decision = signing.sign([village.confirmed("Lê Văn Bé")], village.body, "1", TODAY(), village.signer)
        line = decision.lines.get()
        assert (line.unit_name, line.year, line.title_key, line.entered) == (
            "Xã Đồng Sen", TODAY().year, "cong_dan_hoc_tap", "alone",
        )  # fmt: skip
        assert line.age_band == line.birth_year // 10 * 10
        drop_keys([f"decision:{decision.pk}"])
        line = DecisionLine.objects.get()
        assert (line.unit_name, line.birth_year, read_all([line])) == ("", None, [""])
        assert line.total == 80


def test_help_is_kept_as_it_was(village: Village) -> None:
    with everyone(WHY):
        case = village.confirmed(helper=village.staff)
        assert signing.sign([case], village.body, "1", TODAY(), village.signer).lines.get().entered == "helped"
