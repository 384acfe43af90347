"""One resolution about several communes: read, looked at, entered once and whole, refused when something changed meanwhile."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone, translation

from portal.audit.models import Entry
from portal.people import mergers
from portal.people.models import Residence, Role
from portal.people.public import Stale, apply_merger, drop_merger, everyone, look, look_again, plan_merger
from portal.places.models import Centre, Merger, Unit, UnitSuccession, UnitVersion
from portal.places.public import groups_of, planned, read_merger_lines, version_on
from tests.builders.moving import BEGIN, DOCUMENT, make_group
from tests.builders.people import make_admin, make_commune, make_learner, make_province, make_staff

WHY = "a test looks at everything"


class Map:
    """Three communes that become two: the first whole into a new one, the second split over both, the third stays."""

    def __init__(self) -> None:
        self.province = make_province()
        self.one, self.two, self.three = (
            make_commune(name, self.province) for name in ("Sen Một", "Sen Hai", "Sen Ba")
        )
        self.groups = {
            name: make_group(unit, name.split("/")[0])
            for name, unit in (("Thôn Đông/1", self.one), ("Thôn Đông/2", self.two), ("Thôn Tây", self.two))
        }
        self.admin, self.staff = make_admin(self.province), make_staff(self.two)
        self.centre = Centre.objects.create(unit=self.two, name="Trung tâm Sen Hai")
        self.on = timezone.localdate() - timedelta(days=2)
        self.people = {}
        for key, unit, group in (
            ("1", self.one, "Thôn Đông/1"),
            ("2", self.two, "Thôn Đông/2"),
            ("3", self.two, "Thôn Tây"),
            ("4", self.two, None),
        ):
            learner = self.people[key] = make_learner(unit)
            with everyone(WHY):
                Residence.objects.filter(learner=learner).update(
                    residential_group=self.groups.get(group), valid_from=BEGIN
                )
        self.code = {unit: UnitVersion.objects.get(unit=unit).code for unit in (self.one, self.two, self.three)}
        one, two, three = (self.code[unit] for unit in (self.one, self.two, self.three))
        self.lines = f"{one}; ; {one}; Phường; Sen Mới\n{two}; Thôn Đông; {one}\nSen Hai; ; {three}\n"

    def plan(self, **other) -> Merger:
        about = {"lines": self.lines, "on": self.on, "document": DOCUMENT, "by": self.admin}
        return plan_merger(**{**about, **other})

    def home(self, key: str) -> tuple[str, str | None]:
        with everyone(WHY):
            row = Residence.objects.select_related("unit", "residential_group").get(
                learner=self.people[key], valid_to=None
            )
        return str(row.unit), row.residential_group and row.residential_group.name


@pytest.fixture
def here(db) -> Map:
    with translation.override("en"):
        yield Map()


def test_many_to_many_in_one_act(here: Map) -> None:
    row = here.plan()
    looked = look(row, by=here.admin)
    assert (looked.plan.wrong, looked.changes) == ([], ())
    assert [(one.name, [to.name for to in one.targets]) for one in looked.plan.endings] == [
        ("Xã Sen Một", ["Phường Sen Mới"]),
        ("Xã Sen Hai", ["Xã Sen Ba", "Phường Sen Mới"]),
    ]
    assert Unit.objects.filter(valid_to=None, kind="commune").count() == 3  # looking changes nothing
    done = apply_merger(row, by=here.admin)
    assert done.moved == {"communes": 2, "people": 4, "roles": 1, "groups": 3, "new": 1}
    assert here.home("1") == (
        "Phường Sen Mới",
        "Thôn Đông (Sen Một)",
    )  # two of one name met: both carry where they came from
    assert here.home("2") == ("Phường Sen Mới", "Thôn Đông (Sen Hai)")
    assert here.home("3") == ("Xã Sen Ba", "Thôn Tây")
    assert here.home("4") == ("Xã Sen Ba", None)  # in no group: with the rest, to be placed
    here.centre.refresh_from_db()
    assert here.centre.unit == here.three
    assert Role.objects.get(user=here.staff, valid_to=None).unit == here.three
    rows = UnitSuccession.objects.filter(merger=row)
    assert {(str(one.predecessor), str(one.successor), one.took_part_only) for one in rows} == {
        ("Xã Sen Một", "Phường Sen Mới", False),
        ("Xã Sen Hai", "Phường Sen Mới", True),
        ("Xã Sen Hai", "Xã Sen Ba", True),
    }
    new = UnitVersion.objects.get(name="Sen Mới")
    assert (new.code, new.valid_from, new.unit.parent) == (here.code[here.one], here.on, here.province)
    assert version_on(here.one, here.on - timedelta(days=1)).full_name == "Xã Sen Một"
    assert version_on(here.one, here.on) is None
    assert Entry.objects.get(act="merger.applied").details["people"] == 4


def test_pressed_twice_it_is_entered_once(here: Map) -> None:
    assert here.plan().pk == here.plan().pk
    row = here.plan()
    first = apply_merger(row, by=here.admin)
    again = apply_merger(row, by=here.admin)
    assert (again.applied_at, again.moved) == (first.applied_at, first.moved)
    assert Entry.objects.filter(act="merger.applied").count() == 1
    assert UnitSuccession.objects.filter(merger=row).count() == 3


def test_what_changed_since_it_was_looked_at_is_named_and_nothing_is_done(here: Map) -> None:
    row = here.plan()
    make_learner(here.one), make_staff(here.one)
    Centre.objects.create(unit=here.one, name="Trung tâm mới")
    make_group(here.two, "Thôn Nam")
    with pytest.raises(Stale) as stale:
        apply_merger(row, by=here.admin)
    assert stale.value.changes == [
        "Xã Sen Một: 1 people lived there, now 2.",
        "Xã Sen Một: a role was given or ended there.",
        "Xã Sen Một: a centre was opened or went elsewhere.",
        "Xã Sen Hai: its residential groups, their names or where they go.",
    ]
    assert not UnitSuccession.objects.exists()
    look_again(row, by=here.admin)
    assert apply_merger(row, by=here.admin).moved["people"] == 5


def test_a_failure_in_the_middle_leaves_nothing_half_done(here: Map, monkeypatch) -> None:
    row = here.plan()
    real = mergers.succeed_unit

    def fails_at_the_second(unit, *args, **more):
        if unit == here.two:
            raise ValidationError({"groups": "no"})
        return real(unit, *args, **more)

    monkeypatch.setattr(mergers, "succeed_unit", fails_at_the_second)
    with pytest.raises(ValidationError):
        apply_merger(row, by=here.admin)
    assert here.home("1") == ("Xã Sen Một", "Thôn Đông")
    assert not UnitVersion.objects.filter(name="Sen Mới").exists()
    assert Merger.objects.get(pk=row.pk).state == "planned"


def test_a_dropped_plan_and_a_stranger_are_refused(here: Map) -> None:
    row = here.plan()
    stranger = make_admin(make_province("Tỉnh Khác"))
    with pytest.raises(ValidationError, match="not one of your places"):
        apply_merger(row, by=stranger)
    with pytest.raises(PermissionDenied):
        here.plan(by=here.staff)
    drop_merger(row, by=here.admin)
    with pytest.raises(ValidationError, match="left aside"):
        apply_merger(row, by=here.admin)
    assert Unit.objects.filter(valid_to=None, kind="commune").count() == 3


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("", "at least one line"),
        ("{one}; ; 12345", "No commune or province has this name"),
        ("Sen Không; ; {three}", "No commune or province has this name"),
        ("{one}; ; {one}", "ends itself by this plan"),
        ("{one}; ; {two}\n{two}; ; {three}", "ends itself by this plan"),
        ("{one}; ; {three}; Phường; Sen Mới", "belongs to Xã Sen Ba"),
        ("{one}; ; 99991; Phường; Sen Mới\n{two}; ; 99991; Xã; Sen Mới", "another kind or name"),
        ("{one}; ; 99991; Tỉnh; Sen Mới", "no kind of commune"),
        ("{one}; ; 99991; Xã", "its kind and its name"),
        ("{one}; ; Sen; Xã; Sen Mới", "digits only"),
        ("{one}; Thôn Lạ; {three}", "no residential group “Thôn Lạ”"),
        ("{two}; Thôn Đông; {three}\n{two}; Thôn Tây; {one}", "write a line without a group"),
        ("{one}; ; {three}\n{one}; ; {three}", "Line 1 says it"),
        ("{one}; ; {three}\nSen Một; ; {two}", "said twice"),
        ("{one}; ; {three}; ; ; ; thừa", "More than six columns"),
        ("; ; {three}", "stands first in the line"),
        ("{one}; ; ", "stands third in the line"),
    ],
)
def test_what_is_wrong_is_told_by_line(here: Map, lines: str, why: str) -> None:
    one, two, three = (here.code[unit] for unit in (here.one, here.two, here.three))
    plan = planned(read_merger_lines(lines.format(one=one, two=two, three=three)), here.on, within=Unit.objects.all())
    assert why in " ".join(said for _number, said in plan.wrong)


def test_a_day_that_has_not_come_and_one_before_the_commune_began(here: Map) -> None:
    lines = read_merger_lines(f"xã cũ; thôn; xã mới\n{here.code[here.one]}; ; {here.code[here.three]}")
    tomorrow = planned(lines, timezone.localdate() + timedelta(days=1), within=Unit.objects.all())
    assert [number for number, _why in tomorrow.wrong] == [0]
    long_ago = planned(lines, BEGIN, within=Unit.objects.all())
    assert "had not begun" in long_ago.wrong[0][1]


def test_questions_do_not_grow_with_people_or_lines(here: Map, django_assert_max_num_queries) -> None:
    for number in range(6):
        make_group(here.one, f"Tổ {number}")
        make_learner(here.one)
    lines = f"{here.code[here.one]}; ; {here.code[here.three]}\n" + "\n".join(
        f"{here.code[here.one]}; Tổ {number}; {here.code[here.three]}" for number in range(6)
    )
    row = here.plan(lines=lines)
    with django_assert_max_num_queries(16):
        assert not look(row, by=here.admin).plan.wrong
    assert len(groups_of(here.one)) == 7
