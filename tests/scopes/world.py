"""Two communes in two provinces; in the first one two people whose data nobody else may meet."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from io import BytesIO
from uuid import UUID, uuid4

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, Page, Site

from content.classes.enrolling import enrol_people
from content.classes.marking import Wish, mark
from content.classes.models import ClassSession
from content.classes.planning import open_class
from content.models import CentreMessage, CourseIndexPage, CoursePage, Enrolment
from content.public import give_space
from content.teaching.messages import send
from learning_records.public import portal_credential, record, statements_of
from portal.people.members import add_person
from portal.people.models import User
from portal.people.public import acting_as, create_account, everyone
from portal.people.slips import make_reset_slip
from portal.places.models import Centre
from recognition.assessment import marking
from recognition.cases import submission
from recognition.decisions import signing
from recognition.decisions.drafts import draft_of
from recognition.evidence.uploads import hand_in
from recognition.models import (
    Case,
    Certificate,
    CriteriaSet,
    Decision,
    DecisionDraft,
    DecisionLine,
    Evidence,
    SetDraft,
    SubmittedItem,
    Trial,
    TrialChange,
)
from tests.builders.cases import CODES, WHY, Village, make_paper
from tests.builders.lessons import lesson_page, single
from tests.builders.people import make_learner, make_province, make_user
from tests.builders.recognition import statement
from tests.builders.subjects import make_subject

WAITING, HOLDER, PROPOSED = "Quách Thị Bí Mật Ong", "Khổng Văn Kín Như Bưng", "Tống Thị Bí Mật Nữa"
MARKS = dict.fromkeys(CODES, (8, "Đã xem giấy tờ gốc"))
HOUSEHOLD = "Hộ Khóa Cửa Then Cài"
PAPER, KIND = "Giấy khen riêng tư", "reading-log"


def photo() -> SimpleUploadedFile:
    """A picture like one from a phone."""
    picture = BytesIO()
    Image.effect_noise((640, 480), 40).convert("RGB").save(picture, "JPEG")
    return SimpleUploadedFile("rieng-tu.jpg", picture.getvalue(), "image/jpeg")


@dataclass(frozen=True)
class TriedSet:
    """The numbers that addresses of criteria sets are filled with."""

    criteria_set: int
    draft: int
    pk: int
    change: int


@dataclass
class World:
    """Everything the tests of scope speak of; `people` are those who knock at doors."""

    village: Village
    other: Village
    waiting: object
    holder: object
    proposed: object
    evidence: Evidence
    certificate: Certificate
    course: CoursePage
    lesson: Page
    shelved: object
    household: object
    asked: int  # the row that asks the one to be named in the household
    people: dict[str, User | AnonymousUser] = field(default_factory=dict)
    session: ClassSession | None = None  # of a class at the centre of the village, with the three in it
    rows: tuple = ()  # the question for all that belongs to the two, once it was put together

    @property
    def secret_people(self) -> list:
        return [self.waiting, self.holder, self.proposed]

    @cached_property
    def case_numbers(self) -> list[int]:
        with everyone(WHY):
            return list(Case.objects.filter(learner__in=self.secret_people).values_list("pk", flat=True))

    @cached_property
    def evidence_numbers(self) -> list[int]:
        with everyone(WHY):
            return list(Evidence.objects.filter(learner__in=self.secret_people).values_list("pk", flat=True))

    @cached_property
    def statement_ids(self) -> list[UUID]:
        return [one.statement_id for person in self.secret_people for one in statements_of(person.pk)]

    @cached_property
    def draft(self) -> int:
        return DecisionDraft.objects.get().pk

    @cached_property
    def decision(self) -> int:
        with everyone(WHY):
            return Decision.objects.get(lines__learner=self.holder).pk

    @cached_property
    def line(self) -> int:
        with everyone(WHY):
            return DecisionLine.objects.get(learner=self.holder).pk

    @cached_property
    def staff_role(self) -> int:
        return self.village.staff.roles.get().pk

    @cached_property
    def trial(self) -> "TriedSet":
        """A draft of a set, tried, in which the case of the one would come out otherwise."""
        row, chief = CriteriaSet.objects.get(), make_user("administrator")
        draft = SetDraft.objects.create(text=row.text, key=row.key, made_by=chief, changed_by=chief)
        trial = Trial.objects.create(
            draft=draft, text=row.text, said=row.digest, key=row.key, year=2026, total=1, state="done", asked_by=chief
        )
        with everyone(WHY):
            handed = Case.objects.get(learner=self.waiting).submission
            change = TrialChange.objects.create(trial=trial, submission=handed, change="loses", before=80, after=79)
        return TriedSet(row.pk, draft.pk, trial.pk, change.pk)

    @cached_property
    def code(self) -> str:
        return self.village.unit.versions.get().code

    @cached_property
    def letters(self) -> list[CentreMessage]:
        """What the centre wrote to the one: about a course, and about a class."""
        with everyone(WHY):
            return list(CentreMessage.objects.filter(learner=self.waiting).order_by("pk"))

    @cached_property
    def question(self) -> UUID:
        return next(iter(self.lesson.specific.questions()))

    def secrets_for(self, who: str) -> dict[str, str]:
        """The marks that this visitor must not meet: a person may of course meet the own ones."""
        own = {
            "the one": ("of the one", "title", "of the household"),
            "the other": ("of the other", "certificate"),
        }.get(who, ())
        return {name: mark for name, mark in self.marks.items() if not any(part in name for part in own)}

    @cached_property
    def papers_handed_in(self) -> list[tuple[int, int]]:
        """Case and item of each paper with a file, in what was handed in."""
        with everyone(WHY):
            found = SubmittedItem.objects.filter(upload__isnull=False)
            return list(found.values_list("submission__case", "pk"))

    @property
    def marks(self) -> dict[str, str]:
        """What gives a person away, wherever it stands."""
        return {
            "name of the one": WAITING,
            "name of the other": HOLDER,
            "name of the third": PROPOSED,
            "name of the household": HOUSEHOLD,
            "sign-in of the third": self.proposed.user.get_full_name(),
            "learner id of the third": str(self.proposed.pk),
            "sign-in of the one": self.waiting.user.get_full_name(),
            "sign-in of the other": self.holder.user.get_full_name(),
            "learner id of the one": str(self.waiting.pk),
            "learner id of the other": str(self.holder.pk),
            "title of a paper": PAPER,
            "certificate": self.certificate.token,
        }


def make_world() -> World:
    """Builds both communes through the acts that the pages use."""
    village = Village("Đồng Kín", make_province("Sen Kín"))
    other = Village("Đồng Trăng", make_province("Sen Trăng"))
    waiting = make_learner(village.unit, WAITING, user=_account("bi.mat.ong"))
    holder = make_learner(village.unit, HOLDER, user=_account("kin.nhu.bung"))
    proposed = make_learner(village.unit, PROPOSED, user=_account("bi.mat.nua"))
    judged = {}
    course, lesson = _course()
    give_space(Centre.objects.create(unit=village.unit, name="Trung tâm Đồng Kín"), course.get_parent())
    with acting_as(waiting.user):
        evidence = hand_in(
            waiting,
            kind_id=KIND,
            indicators=["A1"],
            title=PAPER,
            on=date(2026, 3, 1),
            file=photo(),
            by=waiting.user,
        )
    with everyone(WHY):
        make_paper(holder, "A1", by=village.staff)
        for learner in (proposed, waiting, holder):
            case = submission.draft_for(learner, learner.user)
            submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
            case = submission.submit(case, learner.user)
            Enrolment.objects.create(learner=learner, course=course)
            record([statement(learner.pk)], portal_credential())
            judged[learner.pk] = case
        marking.confirm(judged[proposed.pk], village.officer, marks=MARKS)
        case = marking.confirm(judged[holder.pk], village.officer, marks=MARKS)
        signing.sign([case], village.body, "77", timezone.localdate(), village.signer)
        certificate = Certificate.objects.get(learner=holder)
        draft_of([judged[proposed.pk].pk], village.body, village.signer)
    make_reset_slip(village.staff, waiting.user)
    household = make_subject(village.staff, village.unit, name=HOUSEHOLD)
    with everyone(WHY):
        asked = add_person(household, waiting, by=village.staff).pk
        send(course, [waiting.pk], "Bài đang đợi.", uuid4(), [Centre.objects.get(unit=village.unit)], by=village.staff)
    session = _class_of(village, [waiting, holder, proposed])
    world = World(
        village, other, waiting, holder, proposed, evidence, certificate, course, lesson, _shelved(), household, asked
    )
    world.session = session
    world.people = {
        "nobody": AnonymousUser(),
        "the one": waiting.user,
        "the other": holder.user,
        "neighbour": make_learner(village.unit, "Hàng Xóm Bên").user,
        "staff": village.staff,
        "officer": village.officer,
        "signer": village.signer,
        "administrator": make_user("administrator", unit=village.unit),
        "inspector": make_user("inspector", unit=village.unit),
        "stranger": make_learner(other.unit, "Người Nơi Khác").user,
        "staff elsewhere": other.staff,
        "officer elsewhere": other.officer,
        "signer elsewhere": other.signer,
        "administrator elsewhere": make_user("administrator", unit=other.unit),
    }
    return world


def _class_of(village: Village, people: list) -> ClassSession:
    """A class for members with the three in it, one of them marked, and a session that is on now."""
    centre = Centre.objects.get(unit=village.unit)
    values = {"title": "Lớp kín", "topic": "", "teacher": "", "hours_planned": None, "audience": "briefing"}
    taught = open_class(centre, uuid4(), values, by=village.staff)
    now = timezone.now()
    session = ClassSession.objects.create(
        taught=taught, begins_at=now, ends_at=now + timedelta(hours=1), minutes=60, place="phòng kín"
    )
    with everyone(WHY):
        enrol_people(taught, people, by=village.staff)
        mark(session, [Wish(people[0].pk, "present")], by=village.staff)
        send(taught, [people[0].pk], "Mai lớp đổi phòng.", uuid4(), [centre], by=village.staff)
    return session


def _shelved() -> object:
    """A document about a person, in a collection that nobody is let into."""
    closed = Collection.get_first_root_node().add_child(name="Nội bộ")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type=CollectionViewRestriction.GROUPS)
    text = ContentFile(f"{WAITING}, {PAPER}".encode(), "danh-sach.txt")
    return get_document_model().objects.create(title="Danh sách", file=text, collection=closed)


def _account(name: str) -> User:
    return create_account(name, "mot-mat-khau")


def _course() -> tuple[CoursePage, Page]:
    index = CourseIndexPage(title="Khóa học", slug="khoa-hoc")
    Site.objects.get(is_default_site=True).root_page.add_child(instance=index)
    course = CoursePage(title="Một khóa", slug="mot-khoa")
    index.add_child(instance=course)
    lesson = lesson_page("Một bài", single(), slug="mot-bai")
    course.add_child(instance=lesson)
    return course, lesson


def knock(user: User | AnonymousUser) -> Client:
    """A browser of this person; what goes wrong on the server becomes an answer of 500."""
    client = Client(raise_request_exception=False)
    if user.is_authenticated:
        client.force_login(user)
    return client


def fingerprint(world: World) -> str:
    """All rows that belong to the two people, as one hash: it changes with any of them. One question of the database."""
    if not world.rows:
        world.rows = _rows_of(world)
    with connection.cursor() as cursor:
        cursor.execute(*world.rows)
        return cursor.fetchone()[0]


def rows_written() -> int:
    """How many rows were written in this transaction so far, also by what was rolled back inside it: the database's own count,
    so that `fingerprint` is asked only after something was written.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables")
        return cursor.fetchone()[0]


def _rows_of(world: World) -> tuple[str, list]:
    learners = [person.pk for person in world.secret_people]
    users = [person.user_id for person in world.secret_people]
    asked = [User.objects.filter(pk__in=users).values("pk", "username", "password", "is_active")]
    ways = {"learner": learners, "user": users, "case__learner": learners, "line__learner": learners}
    with everyone(WHY):
        for model in apps.get_models():
            if model._meta.app_label in ("sessions", "audit") or model._meta.proxy:
                continue
            names = {one.name for one in model._meta.fields}
            for way, keys in ways.items():
                if way.split("__")[0] in names and _reaches(model, way):
                    asked.append(model._base_manager.filter(**{f"{way}__in": keys}).values())
        queries = [one.order_by().query.sql_with_params() for one in asked]
    hashes = ", ".join(
        f"(SELECT md5(coalesce(string_agg(r::text, '' ORDER BY r::text), '')) FROM ({sql}) r)"
        for sql, _values in queries
    )
    return f"SELECT md5(concat_ws(' ', {hashes}))", [value for _sql, values in queries for value in values]


def _reaches(model: type, way: str) -> bool:
    first, *rest = way.split("__")
    relation = model._meta.get_field(first)
    if not relation.is_relation:
        return False
    return not rest or rest[0] in {one.name for one in relation.related_model._meta.fields}
