"""Every address of the site, found in the resolver, and what is said of each: how to fill it and who may meet whom there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from content.aloud.pages import script_of
from portal.places.models import ResidentialGroup
from tests.scopes.world import World


@dataclass(frozen=True)
class Address:
    """One pattern: its whole route, the name with namespaces (or the route, where it has none), its parameters."""

    name: str
    route: str
    parameters: tuple[str, ...]


def discover() -> Iterator[Address]:
    """All patterns below the root, as they stand in the resolver today."""
    yield from _below(get_resolver(), "", ())


def _below(resolver: URLResolver, route: str, spaces: tuple[str, ...]) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        whole = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _below(entry, whole, (*spaces, entry.namespace) if entry.namespace else spaces)
        elif isinstance(entry, URLPattern):
            name = ":".join((*spaces, entry.name)) if entry.name else whole
            parameters = (*entry.pattern.converters, *getattr(entry.pattern.regex, "groupindex", {}))
            yield Address(name, whole, tuple(dict.fromkeys(parameters)))


# Whole groups that come from libraries: (beginning of the route, why they are not filled one by one).
LIBRARIES = {
    "quan-tri/": "Wagtail's editing: every screen is knocked at in test_editing_shows_nobody",
    "tai-lieu/": "Wagtail's own addresses of files, which ours stand before",
    "_util/": "Wagtail's page for protected pages",
    "^((?:": "Wagtail's pages: public, or the editor's preview",
}
# What the forms of Wagtail's editing always send, and its views read without asking whether it is there.
EDITING_FIELDS = {"body-count": "0", "new_parent_page": "1", "external-link-chooser-url": "https://noi-khac.example/"}
# Wagtail looks for the page above before it looks at rights, and the root has none: it breaks for everybody.
WITHOUT_A_PARENT = ("wagtailadmin_pages:set_page_position", 1)
Fill = Callable[[World], list[dict]]


@dataclass(frozen=True)
class Door:
    """What is declared of an address.

    `fill` gives its parameters, one set for each visit; `may` says who besides the person is to meet people here (those
    who may serve them); `acts` who may change something without meeting anybody; `public` says why everybody may, if so;
    `query` stands behind the question mark.
    """

    fill: Fill = lambda world: [{}]
    may: frozenset[str] = frozenset()
    query: str = ""
    public: str = ""
    acts: frozenset[str] = frozenset()


def _door(*may: str, fill: Fill | None = None, query: str = "", public: str = "") -> Door:
    return Door(fill or (lambda world: [{}]), frozenset(may), query, public)


def _references(world: World) -> list[dict]:
    return [{"reference": person.reference} for person in world.secret_people]


def _group(world: World) -> list[dict]:
    group, _made = ResidentialGroup.objects.get_or_create(
        unit=world.village.unit, name="Thôn Hạ", valid_from=world.village.unit.valid_from
    )
    return [{"code": world.code, "group": group.pk}]


def _household(world: World) -> list[dict]:
    return [{"reference": world.household.reference}]


def _household_title(world: World) -> list[dict]:
    return [{"reference": world.household.reference, "title": "gia_dinh_hoc_tap"}]


def _cases(world: World) -> list[dict]:
    return [{"pk": pk} for pk in world.case_numbers]


def _draft(world: World) -> list[dict]:
    return [{"pk": world.draft}]


def _evidence(world: World) -> list[dict]:
    return [{"pk": pk} for pk in world.evidence_numbers]


def _papers(world: World) -> list[dict]:
    return [{"pk": case, "item": item} for case, item in world.papers_handed_in]


def _tokens(world: World) -> list[dict]:
    return [{"token": world.certificate.token}]


def _books(world: World) -> list[dict]:
    return [{"pk": world.certificate.body_id, "year": world.certificate.year}]


def _statements(world: World) -> list[dict]:
    return [{"statement_id": one} for one in world.statement_ids]


def _roles(world: World) -> list[dict]:
    return [{"pk": world.staff_role}]


def _versions(world: World) -> list[dict]:
    return [{"pk": world.lesson.pk, "before": 1, "after": world.lesson.latest_revision_id or 2}]


def _course(world: World) -> list[dict]:
    return [{"pk": world.course.pk}]


def _learning(world: World) -> list[dict]:
    return [{"pk": world.course.pk, **one} for one in _references(world)]


def _lesson(world: World) -> list[dict]:
    return [{"pk": world.lesson.pk}]


def _aloud(world: World) -> list[dict]:
    """The seconds of a lesson's sentences and its sound."""
    digest = script_of(world.lesson).digest("north", "normal")
    return [{"pk": world.lesson.pk, "part": "ca-bai", "digest": digest, "kind": "json"}]


_CENTRE = frozenset({"staff", "administrator"})


def _taught(world: World) -> list[dict]:
    return [{"pk": world.session.taught_id}]


def _session(world: World) -> list[dict]:
    return [{"pk": world.session.pk}]


def _shelf(world: World) -> list[dict]:
    return [{"path": world.shelved.file.name}, {"path": f"evidence/{world.evidence.upload.sha256}.jpg"}]


def _counter(**more: str) -> Door:
    return _door("staff", "administrator", fill=_references, **more)


_NOBODY_ELSE = (
    "account_login",
    "account_logout",
    "account_signup",
    "account_reset_password",
    "pages:my_page",
    "pages:my_state",
    "pages:letters",
    "pages:centres",
    "pages:diary",
    "pages:skills",
    "pages:skill_sheet",
    "pages:groups",
    "pages:records",
    "pages:log",
    "pages:log_check",
    "pages:start",
    "pages:centre_pages",
    "pages:status",
    "people:signup",
    "people:slip",
    "people:password",
    "people:sign_in_name",
    "people:consent",
    "people:profile",
    "people:move",
    "people:privacy",
    "pages:today",
    "people:accessibility",
    "people:counter_new",
    "people:roles",
    "places:centres",
    "places:centre_new",
    "places:groups",
    "places:area_classes",
    "places:succession",
    "content:courses",
    "content:from_word",
    "content:import_course",
    "content:new_course",
    "content:offered_courses",
    "content:new_lesson",
    "content:drafts",
    "content:own_courses",
    "content:read_pages",
    "content:word_sample",
    "recognition:titles",
    "recognition:campaigns",
    "recognition:campaign_new",
    "recognition:published_sets",
    "recognition:calendar",
    "recognition:duty_done",
    "recognition:honesty",
    "recognition:export",
    "recognition:export_file",
    "recognition:api_description",
    "recognition:api_places",
    "recognition:sets",
    "recognition:set_new",
    "recognition:skill_sets",
    "recognition:skill_set_new",
    "recognition:bulk",
    "recognition:second_list",
    "recognition:kinship",
    "recognition:phrases",
    "recognition:review_ask",
    "recognition:councils",
    "recognition:bodies",
    "recognition:body_new",
    "recognition:self_points",
    "recognition:submit",
    "recognition:withdraw",
    "recognition:transfer",
    "recognition:register",
    "recognition:transfers",
    "recognition:evidence_list",
    "recognition:evidence_add",
    "recognition:confirmation",
    "recognition:outside_issuers",
    "recognition:blank_form",
    "learning_records:statements",
    "learning_records:about",
    "learning_records:openapi",
    "learning_records:activities",
    "learning_records:state",
    "learning_records:activity_profile",
    "learning_records:agents",
    "learning_records:agent_profile",
    "learning_records:forwarding",
    "learning_records:forwarding_new",
    "learning_records:intake",
    "learning_records:keys",
    "learning_records:key_new",
)
DOORS: dict[str, Door] = dict.fromkeys(_NOBODY_ELSE, _door()) | {
    "unsent": _door(fill=lambda world: [{"key": "nothing-waits"}]),
    "pages:self_score": _door(fill=lambda world: [{"code": "A1"}]),
    "pages:record": _door(fill=_statements),
    "pages:record_again": _door(fill=_statements),
    **dict.fromkeys(
        (
            "learning_records:forwarding_target",
            "learning_records:forwarding_act",
            "learning_records:forwarding_letter_again",
            "learning_records:forwarding_letter_leave_out",
            "learning_records:intake_errors",
            "learning_records:key",
            "learning_records:key_origins",
            "learning_records:system",
        ),
        _door(fill=lambda world: [{"pk": 1}]),
    ),
    "learning_records:key_further": _door(fill=lambda world: [{"authority": 1}]),
    "people:counter": _door("staff", "administrator"),
    "people:subjects": _door("staff", "administrator"),
    "people:subject_new": _door(),
    "people:subject": _door("staff", "administrator", fill=_household),
    "people:subject_move": _door("staff", "administrator", fill=_household),
    "recognition:subject_first": _door(fill=_household),
    "recognition:subject_case": _door("staff", "administrator", fill=_household_title),
    "recognition:subject_evidence": _door("staff", "administrator", fill=_household_title),
    "recognition:subject_review": _door(fill=_household_title),
    "recognition:subject_forms": _door(fill=_household_title),
    "recognition:subject_form_pdf": _door(fill=_household_title),
    "recognition:subject_confirmation": _door(fill=_household_title),
    "recognition:subject_form_typed": _door(fill=lambda world: [{**_household_title(world)[0], "pk": 1}]),
    "recognition:subject_form_file": _door(fill=lambda world: [{**_household_title(world)[0], "pk": 1}]),
    "recognition:own_subject_case": _door(fill=_household_title),
    "recognition:own_subject_review": _door(fill=_household_title),
    "recognition:own_subject_evidence": _door(fill=_household_title),
    "people:member_slip": _door(
        "staff", "administrator", fill=lambda world: [{"reference": world.household.reference, "pk": world.asked}]
    ),
    "people:counter_person": _counter(),
    "people:counter_correct": _counter(),
    "people:counter_move": _counter(),
    "people:counter_slip": _counter(),
    "people:role_end": _door(fill=_roles),
    "people:role_slip": _door(fill=_roles),
    **dict.fromkeys(
        ("places:centre", "places:centre_pages", "places:group_end", "places:area_import"),
        _door(fill=lambda world: [{"pk": 1}]),
    ),
    **dict.fromkeys(
        (
            "recognition:set",
            "recognition:set_file",
            "recognition:set_draft",
            "recognition:set_draft_drop",
            "recognition:set_publish",
            "recognition:set_try",
            "recognition:set_trial",
        ),
        _door(fill=lambda world: [{"pk": world.trial.criteria_set}, {"pk": world.trial.draft}, {"pk": world.trial.pk}]),
    ),
    # An administrator of the installation sees numbers and points of cases here, no names.
    "recognition:set_trial_place": _door(fill=lambda world: [{"pk": world.trial.pk, "unit": world.village.unit.pk}]),
    "recognition:set_trial_case": _door(fill=lambda world: [{"pk": world.trial.pk, "change": world.trial.change}]),
    "content:word_report": _door(fill=_lesson),
    "content:compare_versions": _door(fill=_versions),
    **dict.fromkeys(
        ("content:export_course", "content:course_report", "content:take_course", "content:page_versions"),
        _door(fill=_course),
    ),
    "content:enrol": _door(fill=_course),
    "content:open": _door(fill=_lesson),
    "content:news_answer": _door(fill=lambda world: [{"pk": world.lesson.pk}]),
    "content:answer": _door(fill=lambda world: [{"pk": world.lesson.pk, "block": world.question}]),
    "content:preview": _door(fill=_lesson),
    "content:preview_answer": _door(fill=lambda world: [{"pk": world.lesson.pk, "block": world.question}]),
    "content:vote": _door(fill=lambda world: [{"pk": world.lesson.pk, "block": world.question}]),
    "content:reflect": _door(fill=lambda world: [{"pk": world.lesson.pk, "block": world.question}]),
    "content:complete": _door(fill=_lesson),
    "content:aloud": _door(fill=_aloud),
    **dict.fromkeys(
        ("content:captions", "content:played"),
        _door(fill=lambda world: [{"pk": world.lesson.pk, "block": world.question}]),
    ),
    "content:keep_tried": _door(fill=_lesson),
    "content:course_sheet": _door(fill=_course),
    "content:document": _door(fill=lambda world: [{"pk": world.shelved.pk, "name": world.shelved.filename}]),
    "content:file_pages": _door(fill=lambda world: [{"pk": world.shelved.pk}]),
    "content:file_page": _door(fill=lambda world: [{"pk": world.shelved.pk, "number": 1}]),
    "content:media": _door(fill=_shelf),
    # Classes: the register is for staff of the centre; what a stranger reads of a class has no names.
    **dict.fromkeys(("content:classes", "content:class_new", "content:own_classes"), _door()),
    **dict.fromkeys(
        ("content:class_change", "content:class_mapping", "content:class_approve", "content:sessions_new"),
        Door(_taught, acts=_CENTRE),
    ),
    "content:class": _door(*_CENTRE, fill=_taught),
    "content:class_people": _door(*_CENTRE, fill=_taught),
    "content:class_leave": Door(
        lambda world: [{**_taught(world)[0], **one} for one in _references(world)], acts=_CENTRE
    ),
    "content:class_excel": _door(fill=_taught),  # packed: tests/content/classes reads it
    "content:class_cards": _door(*_CENTRE, fill=_taught),
    "content:register": _door(*_CENTRE, fill=_session),
    "content:mark": Door(_session, acts=_CENTRE),
    "content:scan": Door(_session, acts=_CENTRE),
    "content:session_change": Door(_session, acts=_CENTRE),
    "content:wall": _door(fill=_session),
    "content:paper": _door(*_CENTRE, fill=_session),
    "content:card": _door(*_CENTRE, fill=_references),
    "content:by_code": _door(fill=lambda world: [{**_session(world)[0], "code": "000000"}]),
    **dict.fromkeys(
        ("content:timetable", "content:week_file"),
        _door(fill=lambda world: [{"pk": world.session.taught.centre_id}]),
    ),
    **dict.fromkeys(("content:class_for_all", "content:class_file"), _door(fill=_taught)),
    "content:enrol_self": Door(_taught),
    # The shelf of a centre: nobody's name stands on it.
    "content:library_sample": _door(),
    "content:library": _door(fill=lambda world: [{"pk": world.session.taught.centre_id}]),
    **dict.fromkeys(
        ("content:library_keep", "content:library_item_new", "content:library_take_in"),
        Door(lambda world: [{"pk": world.session.taught.centre_id}], acts=_CENTRE),
    ),
    **dict.fromkeys(("content:library_item", "content:library_lend"), _door(fill=lambda world: [{"pk": 1}])),
    # A device of the centre: staff see who sits there; whoever stands before it meets nobody.
    "content:sittings": _door(),
    "content:sit": _door(*_CENTRE, fill=_references),
    **dict.fromkeys(("content:seat", "content:finish_sitting", "content:still_there"), _door()),
    # A teacher's pages: people of the own commune in a course.
    "content:teaching": _door(),
    "content:teaching_course": _door(*_CENTRE, fill=_course, query="tinh-trang=all"),
    "content:teaching_person": Door(_learning, may=_CENTRE, acts=_CENTRE),
    "content:teaching_message": _door(*_CENTRE, fill=_course, query="tinh-trang=all"),
    "content:teaching_questions": _door(fill=_course),
    "content:teaching_excel": _door(fill=_course),  # packed: tests/content/teaching reads it
    **dict.fromkeys(
        ("content:teaching_sent", "content:teaching_slips"),
        _door(*_CENTRE, fill=lambda world: [{"key": world.letter.key}]),
    ),
    "content:own_messages": _door(),
    "content:message_read": _door(fill=lambda world: [{"pk": world.letter.pk}]),
    "content:counter_messages": _counter(),
    "search:search": _door(query="q=khoa"),
    "recognition:evidence_withdraw": _door(fill=_evidence),
    "recognition:evidence_statement": _door(fill=_evidence),
    "recognition:evidence_file": _door(fill=_evidence),
    "recognition:counter_evidence": _counter(),
    "recognition:evidence_page": _door(fill=lambda world: [{"token": "0" * 32}]),
    # Their names lie packed in a PDF, where this look does not find them: test_paper_forms.py reads them.
    "recognition:counter_confirmation": _door(fill=_references),
    "recognition:counter_form_pdf": _door(fill=_references),
    "recognition:counter_form": _counter(),
    "recognition:counter_form_typed": _door(fill=lambda world: [{**one, "pk": 1} for one in _references(world)]),
    "recognition:counter_form_file": _door(fill=lambda world: [{**one, "pk": 1} for one in _references(world)]),
    "recognition:counter_points": _counter(),
    "recognition:counter_submit": _counter(),
    "recognition:counter_withdraw": Door(_references, acts=frozenset({"staff", "administrator"})),
    "recognition:counter_transfer": Door(_references, acts=frozenset({"staff", "administrator"})),
    "recognition:counter_register": Door(_references, acts=frozenset({"staff", "administrator"})),
    "recognition:joining": _counter(),
    "recognition:case_transfer": Door(_cases, acts=frozenset({"officer"})),
    "recognition:transfer_answer": _door(fill=lambda world: [{"pk": 1}]),
    "recognition:queue": _door("officer"),
    "recognition:next_case": Door(acts=frozenset({"officer"})),
    "recognition:case": _door("officer", fill=_cases),
    "recognition:case_phrases": _door(fill=_cases),
    "recognition:case_draft": Door(_cases, acts=frozenset({"officer"})),
    "recognition:desk_keys": Door(acts=frozenset({"officer"})),
    "recognition:paper_file": _door(fill=_papers),
    "recognition:paper_page": _door(fill=lambda world: [{**one, "page": 1} for one in _papers(world)]),
    "recognition:phrase": _door(fill=lambda world: [{"pk": 1}]),
    "recognition:bulk_round": _door(fill=lambda world: [{"pk": 1}]),
    **dict.fromkeys(
        ("recognition:second", "recognition:second_settle", "recognition:review"),
        _door(fill=_cases),
    ),
    **dict.fromkeys(("recognition:second_file", "recognition:review_file"), _door(fill=_papers)),
    "recognition:kinship_declare": _door("officer", "signer", fill=_cases),
    "recognition:counter_review": _counter(),
    # Digital skills. The name on the sheet lies packed in a PDF: skills/test_pages.py reads it.
    "pages:counter_skills": _counter(),
    "pages:skill_badge": _door(fill=lambda world: [{"kind": kind} for kind in ("png", "json", "jwt")]),
    "pages:counter_skill_sheet": _door(fill=_references),
    "recognition:skill_set_file": _door(fill=lambda world: [{"pk": 1}]),
    "recognition:case_skills": _door("officer", fill=_cases),
    **dict.fromkeys(
        ("recognition:meeting", "recognition:minutes", "recognition:minutes_file"),
        _door(fill=lambda world: [{"pk": 1}]),
    ),
    "recognition:sign": _door("signer"),
    "recognition:sign_send_back": _door("signer", fill=_cases),
    "recognition:sign_decision": _door("signer", "officer", fill=lambda world: [{"pk": world.decision}]),
    # Decisions before they have a number, and their papers.
    "recognition:draft_make": _door("signer"),
    "recognition:draft": _door("signer", "officer", fill=_draft),
    "recognition:draft_words": Door(_draft, acts=frozenset({"signer", "officer"})),
    "recognition:draft_record": Door(_draft, acts=frozenset({"signer"})),
    "recognition:draft_paper": Door(
        lambda world: [{"pk": world.draft, "which": "quyet-dinh", "form": "docx"}],
        acts=frozenset({"signer", "officer"}),
    ),
    "recognition:decision_paper": Door(
        lambda world: [{"pk": world.decision, "which": "quyet-dinh", "form": "docx"}],
        acts=frozenset({"signer", "officer"}),
    ),
    "recognition:sign_case": _door("signer", fill=_cases),
    "recognition:sign_paper": _door(fill=_papers),
    "recognition:notice": _door(fill=_cases),
    "recognition:notice_file": _door(fill=lambda world: [{**one, "form": "docx"} for one in _cases(world)]),
    "recognition:certificate_change": _door("signer", "officer", fill=_tokens),
    "recognition:certificate": _door("staff", "officer", "signer", "administrator", "inspector", fill=_tokens),
    "recognition:certificate_supersede": _door("signer", fill=_tokens),
    "recognition:print_all": _door(fill=lambda world: [{"pk": world.decision}]),
    **dict.fromkeys(("recognition:print_job", "recognition:print_file"), _door(fill=lambda world: [{"pk": 1}])),
    "recognition:certificate_review_open": _door("signer", fill=_tokens),
    "recognition:certificate_review_ask": _door(fill=_tokens),
    "recognition:counter_certificate_review": _door(
        fill=lambda world: [{**one, **_tokens(world)[0]} for one in _references(world)]
    ),
    "recognition:certificate_reviews": _door(),
    "recognition:renew": _door(),
    "recognition:counter_renew": Door(_references, acts=frozenset({"staff", "administrator"})),
    "recognition:certificate_review": _door(fill=lambda world: [{"pk": 1}]),
    "recognition:register_books": _door(),
    "recognition:register_book": _door("signer", "officer", fill=_books),
    "recognition:register_book_file": _door(
        fill=lambda world: [{**_books(world)[0], "kind": kind} for kind in ("pdf", "xlsx")]
    ),
    "recognition:sheets": _door(),
    "recognition:sheet_sample": _door(fill=lambda world: [{"key": "formal"}]),
    "recognition:sheet_picture": _door(fill=lambda world: [{"key": "formal"}]),
    "recognition:certificate_pdf": _door(fill=_tokens),
    **dict.fromkeys(
        (
            *("recognition:campaign", "recognition:campaign_change", "recognition:campaign_rules"),
            *("recognition:campaign_loans", "recognition:campaign_agreement", "recognition:council_naming"),
        ),
        _door(fill=lambda world: [{"pk": world.village.campaign.pk}]),
    ),
    "recognition:body": _door(fill=lambda world: [{"pk": world.village.body.pk}]),
    # Keys and badges of a body.
    "recognition:body_keys": _door(fill=lambda world: [{"pk": world.village.body.pk}]),
    "recognition:badge": _door(
        fill=lambda world: [{"token": world.certificate.token, "kind": kind} for kind in ("png", "json", "jwt")]
    ),
    "recognition:slip": _door(fill=_tokens),
    "recognition:read_slip": _door(),
    "recognition:case_file": _door("officer", "signer", "administrator", "inspector", fill=_cases),
    "recognition:decision_file": _door(
        "officer", "signer", "administrator", "inspector", fill=lambda world: [{"pk": world.decision}]
    ),
    "recognition:verify_case": _door(),
    **dict.fromkeys(
        ("recognition:body_public", "recognition:body_did"),
        _door(fill=lambda world: [{"uuid": world.village.body.uuid}]),
    ),
    "recognition:body_states": _door(
        fill=lambda world: [{"uuid": world.village.body.uuid, "number": 1, "purpose": "revocation"}]
    ),
    "recognition:campaign_close": Door(
        lambda world: [{"pk": world.village.campaign.pk}], acts=frozenset({"administrator"})
    ),
    # Reports and the interface: counts alone. The export is packed in a file, whose names test_export.py reads.
    **dict.fromkeys(
        (
            "recognition:report",
            "recognition:api_holders",
            "recognition:api_rates",
            "recognition:api_report",
            "recognition:api_snapshots",
        ),
        _door(fill=lambda world: [{"code": world.code}]),
    ),
    "recognition:report_file": _door(fill=lambda world: [{"code": world.code, "form": "json"}]),
    "recognition:snapshot": _door(fill=lambda world: [{"pk": 1}]),
    "recognition:snapshot_file": _door(fill=lambda world: [{"pk": 1, "form": "json"}]),
    "recognition:api_snapshot": _door(fill=lambda world: [{"pk": 1}]),
    # The inspector's way.
    "recognition:inspect_line": _door(
        "officer", "signer", "administrator", "inspector", fill=lambda world: [{"pk": world.line}]
    ),
    "recognition:inspect_case": _door("officer", "signer", "administrator", "inspector", fill=_cases),
    "recognition:inspect_paper": _door(fill=_papers),
    "recognition:inspect_statement": _door(fill=_papers),
    **dict.fromkeys(
        ("recognition:published_set", "recognition:published_yaml", "recognition:published_json"),
        _door(fill=lambda world: [{"key": "cong_dan_hoc_tap", "version": "2022.1"}]),
    ),
    "recognition:check_typed": _door(public="who holds a certificate types what stands on it"),
    "recognition:check": _door(fill=_tokens, public="who holds a certificate shows its code to have it checked"),
    # Numbers of places: counts for everybody, the people behind them for officials of the place.
    "recognition:country": _door(),
    "recognition:place": _door(fill=lambda world: [{"code": world.code}]),
    "recognition:place_group": _door(fill=_group),
    "recognition:place_rule": _door(fill=lambda world: [{"code": world.code}]),
    "recognition:place_targets": _door(fill=lambda world: [{"code": world.code}]),
    "recognition:place_enter": _door(
        fill=lambda world: [{"code": world.code, "kind": kind} for kind in ("base", "result", "target", "reward")]
    ),
    "recognition:country_people": _door(),
    "recognition:place_people": _door(
        "officer",
        "signer",
        "administrator",
        "inspector",
        fill=lambda world: [
            {"code": world.code, "which": which} for which in ("giu-danh-hieu", "tu-nhap", "duoc-giup", "bien-dong")
        ],
    ),
}
