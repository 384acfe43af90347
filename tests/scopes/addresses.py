"""Every address of the site, found in the resolver, and what is said of each: how to fill it and who may meet whom there."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from tests.scopes.doors import (
    Door,
    books,
    cases,
    counter,
    door,
    draft,
    evidence,
    group,
    household,
    household_title,
    papers,
    people_list,
    references,
    roles,
    statements,
    tokens,
)
from tests.scopes.doors_of_content import DOORS_OF_CONTENT


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

# Beginning of the name -> how the names go on: addresses at which nobody is met but oneself, or what everybody may see.
_NOBODY_ELSE = {
    "account_": "login logout signup reset_password reauthenticate",
    "pages:": "my_page my_state letters centres diary skills skill_sheet groups records log log_check start centre_pages"
    " status today",
    "people:": "signup slip password sign_in_name card_sign_in own_pictures consent profile own_details move privacy"
    " accessibility counter_new lists list_sample roles",
    "places:": "centres centre_new groups area_classes succession mergers",
    "recognition:": "titles campaigns campaign_new published_sets calendar duty_done honesty export export_file api_description"
    " api_places sets set_new skill_sets skill_set_new bulk second_list kinship phrases review_ask councils bodies"
    " body_new self_points submit withdraw transfer register transfers evidence_list evidence_add confirmation"
    " outside_issuers blank_form",
    "learning_records:": "statements about openapi activities state activity_profile agents agent_profile forwarding forwarding_new"
    " intake keys key_new",
    "mfa_": "index authenticate reauthenticate activate_totp deactivate_totp view_recovery_codes generate_recovery_codes"
    " add_webauthn login_webauthn reauthenticate_webauthn",
}
DOORS: dict[str, Door] = (
    {f"{start}{name}": door() for start, names in _NOBODY_ELSE.items() for name in names.split()}
    | DOORS_OF_CONTENT
    | {
        "unsent": door(fill=lambda world: [{"key": "nothing-waits"}]),
        "pages:self_score": door(fill=lambda world: [{"code": "A1"}]),
        "pages:record": door(fill=statements),
        "pages:record_again": door(fill=statements),
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
            door(fill=lambda world: [{"pk": 1}]),
        ),
        "learning_records:key_further": door(fill=lambda world: [{"authority": 1}]),
        "people:counter": door("staff", "administrator"),
        "people:list": door("staff", "administrator", fill=people_list),
        "people:list_file": door(fill=people_list),
        "people:subjects": door("staff", "administrator"),
        "people:subject_new": door(),
        "people:subject": door("staff", "administrator", fill=household),
        "people:subject_move": door("staff", "administrator", fill=household),
        "recognition:subject_first": door(fill=household),
        "recognition:subject_case": door("staff", "administrator", fill=household_title),
        "recognition:subject_evidence": door("staff", "administrator", fill=household_title),
        "recognition:subject_review": door(fill=household_title),
        "recognition:subject_forms": door(fill=household_title),
        "recognition:subject_form_pdf": door(fill=household_title),
        "recognition:subject_confirmation": door(fill=household_title),
        "recognition:subject_form_typed": door(fill=lambda world: [{**household_title(world)[0], "pk": 1}]),
        "recognition:subject_form_file": door(fill=lambda world: [{**household_title(world)[0], "pk": 1}]),
        "recognition:own_subject_case": door(fill=household_title),
        "recognition:own_subject_review": door(fill=household_title),
        "recognition:own_subject_evidence": door(fill=household_title),
        "people:member_slip": door(
            "staff", "administrator", fill=lambda world: [{"reference": world.household.reference, "pk": world.asked}]
        ),
        "people:counter_person": counter(),
        "people:counter_correct": counter(),
        "people:counter_move": counter(),
        "people:details": door("staff", "administrator", "officer", fill=references),
        "people:counter_slip": counter(),
        "people:counter_pictures": counter(),
        "people:role_end": door(fill=roles),
        "people:role_slip": door(fill=roles),
        "people:role_second_factor": door(fill=roles),
        "mfa_remove_webauthn": door(fill=lambda world: [{"pk": 1}]),
        **dict.fromkeys(
            ("places:centre", "places:centre_pages", "places:group_end", "places:area_import", "places:merger"),
            door(fill=lambda world: [{"pk": 1}]),
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
            door(
                fill=lambda world: [{"pk": world.trial.criteria_set}, {"pk": world.trial.draft}, {"pk": world.trial.pk}]
            ),
        ),
        # An administrator of the installation sees numbers and points of cases here, no names.
        "recognition:set_trial_place": door(fill=lambda world: [{"pk": world.trial.pk, "unit": world.village.unit.pk}]),
        "recognition:set_trial_case": door(fill=lambda world: [{"pk": world.trial.pk, "change": world.trial.change}]),
        "search:search": door(query="q=khoa"),
        "recognition:evidence_withdraw": door(fill=evidence),
        "recognition:evidence_statement": door(fill=evidence),
        "recognition:evidence_file": door(fill=evidence),
        "recognition:counter_evidence": counter(),
        "recognition:evidence_page": door(fill=lambda world: [{"token": "0" * 32}]),
        # Their names lie packed in a PDF, where this look does not find them: test_paper_forms.py reads them.
        "recognition:counter_confirmation": door(fill=references),
        "recognition:counter_form_pdf": door(fill=references),
        "recognition:counter_form": counter(),
        "recognition:counter_form_typed": door(fill=lambda world: [{**one, "pk": 1} for one in references(world)]),
        "recognition:counter_form_file": door(fill=lambda world: [{**one, "pk": 1} for one in references(world)]),
        "recognition:counter_points": counter(),
        "recognition:counter_submit": counter(),
        "recognition:counter_withdraw": Door(references, acts=frozenset({"staff", "administrator"})),
        "recognition:counter_transfer": Door(references, acts=frozenset({"staff", "administrator"})),
        "recognition:counter_register": Door(references, acts=frozenset({"staff", "administrator"})),
        "recognition:joining": counter(),
        "recognition:case_transfer": Door(cases, acts=frozenset({"officer"})),
        "recognition:transfer_answer": door(fill=lambda world: [{"pk": 1}]),
        "recognition:queue": door("officer"),
        "recognition:next_case": Door(acts=frozenset({"officer"})),
        "recognition:case": door("officer", fill=cases),
        "recognition:case_phrases": door(fill=cases),
        "recognition:case_draft": Door(cases, acts=frozenset({"officer"})),
        "recognition:desk_keys": Door(acts=frozenset({"officer"})),
        "recognition:paper_file": door(fill=papers),
        "recognition:paper_page": door(fill=lambda world: [{**one, "page": 1} for one in papers(world)]),
        "recognition:phrase": door(fill=lambda world: [{"pk": 1}]),
        "recognition:bulk_round": door(fill=lambda world: [{"pk": 1}]),
        **dict.fromkeys(
            ("recognition:second", "recognition:second_settle", "recognition:review"),
            door(fill=cases),
        ),
        **dict.fromkeys(("recognition:second_file", "recognition:review_file"), door(fill=papers)),
        "recognition:kinship_declare": door("officer", "signer", fill=cases),
        "recognition:counter_review": counter(),
        # Digital skills. The name on the sheet lies packed in a PDF: skills/test_pages.py reads it.
        "pages:counter_skills": counter(),
        "pages:skill_badge": door(fill=lambda world: [{"kind": kind} for kind in ("png", "json", "jwt")]),
        "pages:counter_skill_sheet": door(fill=references),
        "recognition:skill_set_file": door(fill=lambda world: [{"pk": 1}]),
        "recognition:case_skills": door("officer", fill=cases),
        **dict.fromkeys(
            ("recognition:meeting", "recognition:minutes", "recognition:minutes_file"),
            door(fill=lambda world: [{"pk": 1}]),
        ),
        "recognition:sign": door("signer"),
        "recognition:sign_send_back": door("signer", fill=cases),
        "recognition:sign_decision": door("signer", "officer", fill=lambda world: [{"pk": world.decision}]),
        # Decisions before they have a number, and their papers.
        "recognition:draft_make": door("signer"),
        "recognition:draft": door("signer", "officer", fill=draft),
        "recognition:draft_words": Door(draft, acts=frozenset({"signer", "officer"})),
        "recognition:draft_record": Door(draft, acts=frozenset({"signer"})),
        "recognition:draft_paper": Door(
            lambda world: [{"pk": world.draft, "which": "quyet-dinh", "form": "docx"}],
            acts=frozenset({"signer", "officer"}),
        ),
        "recognition:decision_paper": Door(
            lambda world: [{"pk": world.decision, "which": "quyet-dinh", "form": "docx"}],
            acts=frozenset({"signer", "officer"}),
        ),
        "recognition:sign_case": door("signer", fill=cases),
        "recognition:sign_paper": door(fill=papers),
        "recognition:notice": door(fill=cases),
        "recognition:notice_file": door(fill=lambda world: [{**one, "form": "docx"} for one in cases(world)]),
        "recognition:certificate_change": door("signer", "officer", fill=tokens),
        "recognition:certificate": door("staff", "officer", "signer", "administrator", "inspector", fill=tokens),
        "recognition:certificate_supersede": door("signer", fill=tokens),
        "recognition:print_all": door(fill=lambda world: [{"pk": world.decision}]),
        **dict.fromkeys(("recognition:print_job", "recognition:print_file"), door(fill=lambda world: [{"pk": 1}])),
        "recognition:certificate_review_open": door("signer", fill=tokens),
        "recognition:certificate_review_ask": door(fill=tokens),
        "recognition:counter_certificate_review": door(
            fill=lambda world: [{**one, **tokens(world)[0]} for one in references(world)]
        ),
        "recognition:certificate_reviews": door(),
        "recognition:renew": door(),
        "recognition:counter_renew": Door(references, acts=frozenset({"staff", "administrator"})),
        "recognition:certificate_review": door(fill=lambda world: [{"pk": 1}]),
        "recognition:register_books": door(),
        "recognition:register_book": door("signer", "officer", fill=books),
        "recognition:register_book_file": door(
            fill=lambda world: [{**books(world)[0], "kind": kind} for kind in ("pdf", "xlsx")]
        ),
        "recognition:sheets": door(),
        "recognition:sheet_sample": door(fill=lambda world: [{"key": "formal"}]),
        "recognition:sheet_picture": door(fill=lambda world: [{"key": "formal"}]),
        "recognition:certificate_pdf": door(fill=tokens),
        **dict.fromkeys(
            (
                *("recognition:campaign", "recognition:campaign_change", "recognition:campaign_rules"),
                *("recognition:campaign_loans", "recognition:campaign_agreement", "recognition:council_naming"),
            ),
            door(fill=lambda world: [{"pk": world.village.campaign.pk}]),
        ),
        "recognition:body": door(fill=lambda world: [{"pk": world.village.body.pk}]),
        # Keys and badges of a body.
        "recognition:body_keys": door(fill=lambda world: [{"pk": world.village.body.pk}]),
        "recognition:badge": door(
            fill=lambda world: [{"token": world.certificate.token, "kind": kind} for kind in ("png", "json", "jwt")]
        ),
        "recognition:slip": door(fill=tokens),
        "recognition:read_slip": door(),
        "recognition:case_file": door("officer", "signer", "administrator", "inspector", fill=cases),
        "recognition:decision_file": door(
            "officer", "signer", "administrator", "inspector", fill=lambda world: [{"pk": world.decision}]
        ),
        "recognition:verify_case": door(),
        **dict.fromkeys(
            ("recognition:body_public", "recognition:body_did"),
            door(fill=lambda world: [{"uuid": world.village.body.uuid}]),
        ),
        "recognition:body_states": door(
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
            door(fill=lambda world: [{"code": world.code}]),
        ),
        "recognition:report_file": door(fill=lambda world: [{"code": world.code, "form": "json"}]),
        "recognition:snapshot": door(fill=lambda world: [{"pk": 1}]),
        "recognition:snapshot_file": door(fill=lambda world: [{"pk": 1, "form": "json"}]),
        "recognition:api_snapshot": door(fill=lambda world: [{"pk": 1}]),
        # The inspector's way.
        "recognition:inspect_line": door(
            "officer", "signer", "administrator", "inspector", fill=lambda world: [{"pk": world.line}]
        ),
        "recognition:inspect_case": door("officer", "signer", "administrator", "inspector", fill=cases),
        "recognition:inspect_paper": door(fill=papers),
        "recognition:inspect_statement": door(fill=papers),
        **dict.fromkeys(
            ("recognition:published_set", "recognition:published_yaml", "recognition:published_json"),
            door(fill=lambda world: [{"key": "cong_dan_hoc_tap", "version": "2022.1"}]),
        ),
        "recognition:check_typed": door(public="who holds a certificate types what stands on it"),
        "recognition:check": door(fill=tokens, public="who holds a certificate shows its code to have it checked"),
        # Numbers of places: counts for everybody, the people behind them for officials of the place.
        "recognition:country": door(),
        "recognition:place": door(fill=lambda world: [{"code": world.code}]),
        "recognition:place_group": door(fill=group),
        "recognition:place_rule": door(fill=lambda world: [{"code": world.code}]),
        "recognition:place_targets": door(fill=lambda world: [{"code": world.code}]),
        "recognition:place_enter": door(
            fill=lambda world: [{"code": world.code, "kind": kind} for kind in ("base", "result", "target", "reward")]
        ),
        "recognition:country_people": door(),
        "recognition:place_people": door(
            "officer",
            "signer",
            "administrator",
            "inspector",
            fill=lambda world: [
                {"code": world.code, "which": which} for which in ("giu-danh-hieu", "tu-nhap", "duoc-giup", "bien-dong")
            ],
        ),
    }
)
