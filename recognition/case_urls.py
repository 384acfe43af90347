"""Addresses of cases, signing, certificates and numbers; `recognition.urls` includes them."""

from django.urls import path

from recognition import certificate_views, learner_views, officer_views, place_views, signer_views

urlpatterns = [
    path("cua-toi/ho-so/cham-diem/", learner_views.self_points, name="self_points"),
    path("cua-toi/ho-so/gui/", learner_views.submit, name="submit"),
    path("cua-toi/ho-so/rut/", learner_views.withdraw, name="withdraw"),
    path("quay/<str:reference>/ho-so/cham-diem/", learner_views.counter_points, name="counter_points"),
    path("quay/<str:reference>/ho-so/gui/", learner_views.counter_submit, name="counter_submit"),
    path("quay/<str:reference>/ho-so/rut/", learner_views.counter_withdraw, name="counter_withdraw"),
    path("can-bo/", officer_views.queue_page, name="queue"),
    path("can-bo/tiep-theo/", officer_views.next_case, name="next_case"),
    path("can-bo/ho-so/<int:pk>/", officer_views.case_page, name="case"),
    path("ky/", signer_views.sign_list, name="sign"),
    path("ky/tra-lai/<int:pk>/", signer_views.sign_send_back, name="sign_send_back"),
    path("ky/quyet-dinh/<int:pk>/", signer_views.sign_decision, name="sign_decision"),
    path("ky/giay/<str:token>/", signer_views.certificate_change, name="certificate_change"),
    path("giay-chung-nhan/<str:token>/", certificate_views.certificate_page, name="certificate"),
    path("giay-chung-nhan/<str:token>/pdf", certificate_views.certificate_pdf, name="certificate_pdf"),
    path("kiem-tra/<str:token>", certificate_views.check_page, name="check"),
    path("so-lieu/<str:code>/", place_views.place_page, name="place"),
    path("so-lieu/<str:code>/<str:which>/", place_views.place_people, name="place_people"),
]
