"""Addresses of decisions: the signer's list, drafts, recorded decisions with their papers, certificates that change."""

from django.urls import path

from recognition.decisions import case_for_signer as cases
from recognition.decisions import change_views as changes
from recognition.decisions import draft_views as drafts
from recognition.decisions import notice_views as notices
from recognition.decisions import views as decisions

urlpatterns = [
    path("ky/", decisions.sign_list, name="sign"),
    path("ky/tra-lai/<int:pk>/", decisions.sign_send_back, name="sign_send_back"),
    path("ky/quyet-dinh/<int:pk>/", decisions.sign_decision, name="sign_decision"),
    path("ky/quyet-dinh/<int:pk>/giay/<slug:which>.<slug:form>", drafts.decision_paper, name="decision_paper"),
    path("ky/ho-so/<int:pk>/", cases.sign_case, name="sign_case"),
    path("ky/ho-so/<int:pk>/giay/<int:item>/", cases.sign_paper, name="sign_paper"),
    path("ky/thong-bao/<int:pk>/", notices.notice, name="notice"),
    path("ky/thong-bao/<int:pk>.<slug:form>", notices.notice_file, name="notice_file"),
    path("ky/du-thao/lap/", drafts.draft_make, name="draft_make"),
    path("ky/du-thao/<int:pk>/", drafts.draft, name="draft"),
    path("ky/du-thao/<int:pk>/loi/", drafts.draft_words, name="draft_words"),
    path("ky/du-thao/<int:pk>/giay/<slug:which>.<slug:form>", drafts.draft_paper, name="draft_paper"),
    path("ky/du-thao/<int:pk>/ghi-so/", drafts.draft_record, name="draft_record"),
    path("ky/giay/<str:token>/", changes.certificate_change, name="certificate_change"),
]
