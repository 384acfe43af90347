"""Addresses of recognition, a block a room; the views lie in the rooms."""

from django.urls import path

from recognition.assessment import views as assessment
from recognition.cases import campaign_views as campaigns
from recognition.cases import paper_form_views as forms
from recognition.cases import views as cases
from recognition.certificates import views as certificates
from recognition.decisions import body_views as bodies
from recognition.decisions import views as decisions
from recognition.evidence import counter_views as counter
from recognition.evidence import issuer_views as issuers
from recognition.evidence import views as evidence
from recognition.figures import views as figures
from recognition.sets.titles_page import titles_page

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
    path("quay/<str:reference>/ho-so/cham-diem/", cases.counter_points, name="counter_points"),
    path("quay/<str:reference>/ho-so/gui/", cases.counter_submit, name="counter_submit"),
    path("quay/<str:reference>/ho-so/rut/", cases.counter_withdraw, name="counter_withdraw"),
    path("can-bo/", assessment.queue_page, name="queue"),
    path("can-bo/tiep-theo/", assessment.next_case, name="next_case"),
    path("can-bo/ho-so/<int:pk>/", assessment.case_page, name="case"),
    path("can-bo/ho-so/<int:pk>/giay/<int:item>/", assessment.paper_file, name="paper_file"),
    path("quan-ly/noi-cap-chung-nhan-so/", issuers.outside_issuers, name="outside_issuers"),
    path("quan-ly/dot-xet/", campaigns.campaigns, name="campaigns"),
    path("quan-ly/dot-xet/moi/", campaigns.campaign_new, name="campaign_new"),
    path("quan-ly/dot-xet/<int:pk>/", campaigns.campaign, name="campaign"),
    path("quan-ly/dot-xet/<int:pk>/sua/", campaigns.campaign_change, name="campaign_change"),
    path("quan-ly/dot-xet/<int:pk>/dong/", campaigns.campaign_close, name="campaign_close"),
    path("quan-ly/co-quan/", bodies.bodies, name="bodies"),
    path("quan-ly/co-quan/moi/", bodies.body_new, name="body_new"),
    path("quan-ly/co-quan/<int:pk>/", bodies.body, name="body"),
    path("ky/", decisions.sign_list, name="sign"),
    path("ky/tra-lai/<int:pk>/", decisions.sign_send_back, name="sign_send_back"),
    path("ky/quyet-dinh/<int:pk>/", decisions.sign_decision, name="sign_decision"),
    path("ky/giay/<str:token>/", decisions.certificate_change, name="certificate_change"),
    path("giay-chung-nhan/<str:token>/", certificates.certificate_page, name="certificate"),
    path("giay-chung-nhan/<str:token>/pdf", certificates.certificate_pdf, name="certificate_pdf"),
    path("kiem-tra/<str:token>", certificates.check_page, name="check"),
    path("so-lieu/<str:code>/", figures.place_page, name="place"),
    path("so-lieu/<str:code>/<str:which>/", figures.place_people, name="place_people"),
]
