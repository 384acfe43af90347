"""Addresses of recognition, a block a room; the views lie in the rooms."""

from django.urls import include, path, re_path

from recognition.assessment import case_views, desk_views
from recognition.assessment import kinship_views as kinship
from recognition.assessment import receiving_views as receiving
from recognition.assessment import rules_views as rules
from recognition.assessment import skills_views as skills
from recognition.assessment import views as assessment
from recognition.assessment.bulk import views as bulk
from recognition.assessment.lists import views as lists
from recognition.assessment.phrases import views as phrases
from recognition.assessment.review import views as review
from recognition.assessment.second import views as second
from recognition.cases import campaign_views as campaigns
from recognition.cases import moving_views as moving
from recognition.cases import paper_form_views as forms
from recognition.cases import renewal_views as renewal
from recognition.cases import subject_views as subjects
from recognition.cases import views as cases
from recognition.certificates import book_views as books
from recognition.certificates import check_views as checks
from recognition.certificates import choice_views as choices
from recognition.certificates import job_views as jobs
from recognition.certificates import superseding_views as superseding
from recognition.certificates import views as certificates
from recognition.certificates.badges import key_views as issuer_keys
from recognition.certificates.badges import views as badges
from recognition.certificates.review import views as certificate_reviews
from recognition.certificates.slip import views as slips
from recognition.council import views as council
from recognition.decisions import body_views as bodies
from recognition.decisions import joining_views as joining
from recognition.decisions.urls import urlpatterns as decided
from recognition.evidence import counter_views as counter
from recognition.evidence import issuer_views as issuers
from recognition.evidence import views as evidence
from recognition.figures import people_views as figures_people
from recognition.figures import rule_views, target_views
from recognition.figures import views as figures
from recognition.proof import views as proof
from recognition.sets import draft_views as drafts
from recognition.sets import published_views as published
from recognition.sets import set_views as sets
from recognition.sets.titles_page import titles_page
from recognition.simulation import trial_views as trials
from recognition.skills import set_views as skill_sets

app_name = "recognition"
urlpatterns = [
    path("danh-hieu/", titles_page, name="titles"),
    path("cua-toi/minh-chung/", evidence.evidence_list, name="evidence_list"),
    path("cua-toi/minh-chung/them/", evidence.evidence_add, name="evidence_add"),
    path("cua-toi/minh-chung/trang/<str:token>/", evidence.evidence_page, name="evidence_page"),
    path("cua-toi/minh-chung/<int:pk>/rut/", evidence.evidence_withdraw, name="evidence_withdraw"),
    path("cua-toi/minh-chung/<int:pk>/ban-ghi/", evidence.evidence_statement, name="evidence_statement"),
    path("cua-toi/minh-chung/<int:pk>/tep/", evidence.evidence_file, name="evidence_file"),
    path("quay/minh-chung/<str:reference>/", counter.counter_evidence, name="counter_evidence"),
    path("mau/giay-xac-nhan.pdf", forms.confirmation, name="confirmation"),
    path("mau/phieu-tu-cham.pdf", forms.blank_form, name="blank_form"),
    path("quay/<str:reference>/giay-xac-nhan.pdf", forms.counter_confirmation, name="counter_confirmation"),
    path("quay/<str:reference>/phieu-tu-cham.pdf", forms.counter_form_pdf, name="counter_form_pdf"),
    path("quay/<str:reference>/phieu/", forms.counter_form, name="counter_form"),
    path("quay/<str:reference>/phieu/<int:pk>/", forms.counter_form_typed, name="counter_form_typed"),
    path("quay/<str:reference>/phieu/<int:pk>/tep/", forms.counter_form_file, name="counter_form_file"),
    path("cua-toi/ho-so/cham-diem/", cases.self_points, name="self_points"),
    path("cua-toi/ho-so/gui/", cases.submit, name="submit"),
    path("cua-toi/ho-so/rut/", cases.withdraw, name="withdraw"),
    path("cua-toi/ho-so/chuyen/", moving.transfer_own, name="transfer"),
    path("cua-toi/dang-ky/", moving.register_own, name="register"),
    path("quay/<str:reference>/ho-so/chuyen/", moving.transfer_at_the_counter, name="counter_transfer"),
    path("quay/<str:reference>/gop/", joining.joining, name="joining"),
    path("quay/<str:reference>/dang-ky/", moving.register_at_the_counter, name="counter_register"),
    path("quay/<str:reference>/ho-so/cham-diem/", cases.counter_points, name="counter_points"),
    path("quay/<str:reference>/ho-so/gui/", cases.counter_submit, name="counter_submit"),
    path("quay/<str:reference>/ho-so/rut/", cases.counter_withdraw, name="counter_withdraw"),
    path("quay/ho-va-don-vi/<str:reference>/ho-so/", subjects.subject_first, name="subject_first"),
    path("quay/ho-va-don-vi/<str:reference>/ho-so/<str:title>/", subjects.subject_case, name="subject_case"),
    path(
        "quay/ho-va-don-vi/<str:reference>/ho-so/<str:title>/minh-chung/",
        subjects.subject_evidence,
        name="subject_evidence",
    ),
    path(
        "quay/ho-va-don-vi/<str:reference>/ho-so/<str:title>/xem-xet-lai/", review.subject_review, name="subject_review"
    ),
    path("quay/ho-va-don-vi/<str:reference>/ho-so/<str:title>/phieu/", forms.subject_forms, name="subject_forms"),
    path(
        "quay/ho-va-don-vi/<str:reference>/ho-so/<str:title>/phieu-tu-cham.pdf",
        forms.subject_form_pdf,
        name="subject_form_pdf",
    ),
    path(
        "quay/ho-va-don-vi/<str:reference>/ho-so/<str:title>/giay-xac-nhan.pdf",
        forms.subject_confirmation,
        name="subject_confirmation",
    ),
    path(
        "quay/ho-va-don-vi/<str:reference>/ho-so/<str:title>/phieu/<int:pk>/",
        forms.subject_form_typed,
        name="subject_form_typed",
    ),
    path(
        "quay/ho-va-don-vi/<str:reference>/ho-so/<str:title>/phieu/<int:pk>/tep/",
        forms.subject_form_file,
        name="subject_form_file",
    ),
    path("cua-toi/nhom/<str:reference>/<str:title>/", subjects.own_subject_case, name="own_subject_case"),
    path(
        "cua-toi/nhom/<str:reference>/<str:title>/minh-chung/",
        subjects.own_subject_evidence,
        name="own_subject_evidence",
    ),
    path("cua-toi/nhom/<str:reference>/<str:title>/xem-xet-lai/", review.own_subject_review, name="own_subject_review"),
    path("can-bo/", lists.queue_page, name="queue"),
    path("can-bo/tiep-theo/", assessment.next_case, name="next_case"),
    path("can-bo/phim-tat/", desk_views.desk_keys, name="desk_keys"),
    path("can-bo/ho-so/<int:pk>/", case_views.case_page, name="case"),
    path("can-bo/ho-so/<int:pk>/cau-tra-loi/", desk_views.case_phrases, name="case_phrases"),
    path("can-bo/ho-so/<int:pk>/chua-gui/", desk_views.case_draft, name="case_draft"),
    path("can-bo/ho-so/<int:pk>/giay/<int:item>/", desk_views.paper_file, name="paper_file"),
    path("can-bo/ho-so/<int:pk>/giay/<int:item>/trang/<int:page>/", desk_views.paper_page, name="paper_page"),
    path("can-bo/ho-so/<int:pk>/nang-luc-so/", skills.case_skills, name="case_skills"),
    path("can-bo/hang-loat/", bulk.bulk, name="bulk"),
    path("can-bo/hang-loat/<int:pk>/", bulk.bulk_round, name="bulk_round"),
    path("can-bo/cau-tra-loi/", phrases.phrases, name="phrases"),
    path("can-bo/cau-tra-loi/<int:pk>/", phrases.phrase, name="phrase"),
    path("can-bo/cham-lan-hai/", second.second_list, name="second_list"),
    path("can-bo/cham-lan-hai/<int:pk>/", second.second, name="second"),
    path("can-bo/cham-lan-hai/<int:pk>/giay/<int:item>/", second.second_file, name="second_file"),
    path("can-bo/cham-lan-hai/<int:pk>/thong-nhat/", second.second_settle, name="second_settle"),
    path("can-bo/xem-xet-lai/<int:pk>/", second.review, name="review"),
    path("can-bo/xem-xet-lai/<int:pk>/giay/<int:item>/", second.review_file, name="review_file"),
    path("cua-toi/ho-so/xem-xet-lai/", review.review_ask, name="review_ask"),
    path("quay/<str:reference>/ho-so/xem-xet-lai/", review.counter_review, name="counter_review"),
    path("can-bo/nguoi-nha/", kinship.kinship, name="kinship"),
    path("can-bo/ho-so/<int:pk>/nguoi-nha/", kinship.kinship_declare, name="kinship_declare"),
    path("quan-ly/dot-xet/<int:pk>/cach-xet/", rules.campaign_rules, name="campaign_rules"),
    path("quan-ly/dot-xet/<int:pk>/cho-muon/", rules.campaign_loans, name="campaign_loans"),
    path("quan-ly/dot-xet/<int:pk>/thong-nhat/", rules.campaign_agreement, name="campaign_agreement"),
    path("quan-ly/dot-xet/<int:pk>/hoi-dong/", council.council_naming, name="council_naming"),
    path("hoi-dong/", council.councils, name="councils"),
    path("hoi-dong/hop/<int:pk>/", council.meeting, name="meeting"),
    path("hoi-dong/hop/<int:pk>/bien-ban/", council.minutes, name="minutes"),
    path("hoi-dong/hop/<int:pk>/bien-ban.pdf", council.minutes_file, name="minutes_file"),
    path("can-bo/ho-so/<int:pk>/chuyen/", receiving.case_transfer, name="case_transfer"),
    path("can-bo/chuyen/", receiving.transfers, name="transfers"),
    path("can-bo/chuyen/<int:pk>/", receiving.transfer_answer, name="transfer_answer"),
    path("quan-ly/noi-cap-chung-nhan-so/", issuers.outside_issuers, name="outside_issuers"),
    path("quan-ly/dot-xet/", campaigns.campaigns, name="campaigns"),
    path("quan-ly/dot-xet/moi/", campaigns.campaign_new, name="campaign_new"),
    path("quan-ly/dot-xet/<int:pk>/", campaigns.campaign, name="campaign"),
    path("quan-ly/dot-xet/<int:pk>/sua/", campaigns.campaign_change, name="campaign_change"),
    path("quan-ly/dot-xet/<int:pk>/dong/", campaigns.campaign_close, name="campaign_close"),
    path("bo-tieu-chi/", published.published_sets, name="published_sets"),
    path("bo-tieu-chi/<str:key>/<str:version>/", published.published_set, name="published_set"),
    path("bo-tieu-chi/<str:key>/<str:version>.yaml", published.published_yaml, name="published_yaml"),
    path("bo-tieu-chi/<str:key>/<str:version>.json", published.published_json, name="published_json"),
    path("quan-ly/nang-luc-so/", skill_sets.skill_sets, name="skill_sets"),
    path("quan-ly/nang-luc-so/moi/", skill_sets.skill_set_new, name="skill_set_new"),
    path("quan-ly/nang-luc-so/<int:pk>/tep/", skill_sets.skill_set_file, name="skill_set_file"),
    path("quan-ly/bo-tieu-chi/", sets.sets, name="sets"),
    path("quan-ly/bo-tieu-chi/<int:pk>/", sets.criteria_set, name="set"),
    path("quan-ly/bo-tieu-chi/<int:pk>/tep/", sets.set_file, name="set_file"),
    path("quan-ly/bo-tieu-chi/moi/", drafts.draft_new, name="set_new"),
    path("quan-ly/bo-tieu-chi/nhap/<int:pk>/", drafts.draft, name="set_draft"),
    path("quan-ly/bo-tieu-chi/nhap/<int:pk>/bo/", drafts.draft_drop, name="set_draft_drop"),
    path("quan-ly/bo-tieu-chi/nhap/<int:pk>/cong-bo/", drafts.draft_publish, name="set_publish"),
    path("quan-ly/bo-tieu-chi/nhap/<int:pk>/thu/", trials.trial_new, name="set_try"),
    path("quan-ly/bo-tieu-chi/thu/<int:pk>/", trials.trial, name="set_trial"),
    path("quan-ly/bo-tieu-chi/thu/<int:pk>/<int:unit>/", trials.trial_place, name="set_trial_place"),
    path("quan-ly/bo-tieu-chi/thu/<int:pk>/ho-so/<int:change>/", trials.trial_case, name="set_trial_case"),
    path("quan-ly/co-quan/", bodies.bodies, name="bodies"),
    path("quan-ly/co-quan/moi/", bodies.body_new, name="body_new"),
    path("quan-ly/co-quan/<int:pk>/", bodies.body, name="body"),
    *decided,
    path("ky/giay/<str:token>/cap-lai/", superseding.supersede_page, name="certificate_supersede"),
    path("ky/giay/<str:token>/xem-xet/", certificate_reviews.open_one, name="certificate_review_open"),
    path("ky/xem-xet-lai/", certificate_reviews.reviews, name="certificate_reviews"),
    path("ky/xem-xet-lai/<int:pk>/", certificate_reviews.review, name="certificate_review"),
    path("cua-toi/dung-lai/", renewal.renew, name="renew"),
    path("quay/<str:reference>/dung-lai/", renewal.counter_renew, name="counter_renew"),
    path("cua-toi/giay/<str:token>/xem-xet-lai/", certificate_reviews.ask_own, name="certificate_review_ask"),
    path(
        "quay/<str:reference>/giay/<str:token>/xem-xet-lai/",
        certificate_reviews.ask_at_the_counter,
        name="counter_certificate_review",
    ),
    path("ky/quyet-dinh/<int:pk>/in/", jobs.print_all, name="print_all"),
    path("ky/viec-in/<int:pk>/", jobs.print_job, name="print_job"),
    path("ky/viec-in/<int:pk>/tep", jobs.print_file, name="print_file"),
    path("so-cap/", books.books, name="register_books"),
    path("so-cap/<int:pk>/<int:year>/", books.book, name="register_book"),
    re_path(
        r"^so-cap/(?P<pk>[0-9]{1,9})/(?P<year>[0-9]{4})\.(?P<kind>pdf|xlsx)$",
        books.book_file,
        name="register_book_file",
    ),
    path("quan-ly/mau-giay/", choices.sheets, name="sheets"),
    path("quan-ly/mau-giay/<slug:key>.pdf", choices.sheet_sample, name="sheet_sample"),
    path("quan-ly/mau-giay/<slug:key>.png", choices.sheet_picture, name="sheet_picture"),
    path("giay-chung-nhan/<str:token>/", certificates.certificate_page, name="certificate"),
    path("giay-chung-nhan/<str:token>/pdf", certificates.certificate_pdf, name="certificate_pdf"),
    path("giay-chung-nhan/<str:token>/huy-hieu.<str:kind>", badges.badge, name="badge"),
    path("co-quan/<uuid:uuid>/", badges.body_public, name="body_public"),
    path("co-quan/<uuid:uuid>/did.json", badges.body_did, name="body_did"),
    path("co-quan/<uuid:uuid>/trang-thai/<int:number>/<str:purpose>", badges.body_states, name="body_states"),
    path("quan-ly/co-quan/<int:pk>/khoa/", issuer_keys.body_keys, name="body_keys"),
    path("giay-chung-nhan/<str:token>/phieu/", slips.slip, name="slip"),
    path("kiem-tra/phieu/", slips.read_slip, name="read_slip"),
    path("", include("recognition.inspection.urls")),
    path("", include("recognition.figures.reports.urls")),
    path("", include("recognition.figures.honesty.urls")),
    path("kiem-tra/", checks.check_typed, name="check_typed"),
    # Whoever copies a link may leave out or add the last stroke.
    re_path(r"^kiem-tra/(?P<token>[^/]{1,64})/?$", checks.check_page, name="check"),
    path("thanh-tra/ho-so/<int:pk>.zip", proof.case_file_page, name="case_file"),
    path("thanh-tra/quyet-dinh/<int:pk>.zip", proof.decision_file_page, name="decision_file"),
    path("cong-cu/verify_case.py", proof.program, name="verify_case"),
    path("so-lieu/", figures.country_page, name="country"),
    path("so-lieu/ca-nuoc/bien-dong/", figures_people.country_people, name="country_people"),
    path("so-lieu/<str:code>/", figures.place_page, name="place"),
    path("so-lieu/<str:code>/thon/<int:group>/", figures.group_page, name="place_group"),
    path("so-lieu/<str:code>/ty-le-ky-nang-so/", rule_views.place_rule, name="place_rule"),
    path("so-lieu/<str:code>/chi-tieu/", target_views.place_targets, name="place_targets"),
    path("so-lieu/<str:code>/chi-tieu/nhap/<str:kind>/", target_views.enter, name="place_enter"),
    path("so-lieu/<str:code>/<str:which>/", figures_people.place_people, name="place_people"),
]
