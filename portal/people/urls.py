"""Addresses of persons."""

from django.urls import path

from portal.people import account_views, counter_views, private_views, role_views, sign_in_views, subject_views, views
from portal.people.lists import views as list_views
from portal.people.pictures import views as picture_views

app_name = "people"
urlpatterns = [
    path("tai-khoan/mo/", account_views.signup, name="signup"),
    path("tai-khoan/phieu/", account_views.slip, name="slip"),
    path("tai-khoan/mat-khau/", account_views.password, name="password"),
    path("tai-khoan/ten-dang-nhap/", sign_in_views.own_sign_in_name, name="sign_in_name"),
    path("tai-khoan/the/", picture_views.card_sign_in, name="card_sign_in"),
    path("tai-khoan/ba-hinh/", picture_views.own_pictures, name="own_pictures"),
    path("tai-khoan/dong-y/", account_views.consent, name="consent"),
    path("tai-khoan/thong-tin/", account_views.profile, name="profile"),
    path("tai-khoan/noi-o/", account_views.own_move, name="move"),
    path("tai-khoan/giay-to/", private_views.own_details, name="own_details"),
    path("quay/", counter_views.counter, name="counter"),
    path("quay/moi/", counter_views.counter_new, name="counter_new"),
    path("quay/danh-sach/", list_views.lists, name="lists"),
    path("quay/danh-sach/mau/", list_views.list_sample, name="list_sample"),
    path("quay/danh-sach/<str:reference>/", list_views.people_list, name="list"),
    path("quay/danh-sach/<str:reference>/tep/", list_views.list_file, name="list_file"),
    path("quay/ho-va-don-vi/", subject_views.subject_list, name="subjects"),
    path("quay/ho-va-don-vi/moi/", subject_views.subject_new, name="subject_new"),
    path("quay/ho-va-don-vi/<str:reference>/", subject_views.subject, name="subject"),
    path("quay/ho-va-don-vi/<str:reference>/noi-o/", subject_views.subject_move, name="subject_move"),
    path("quay/ho-va-don-vi/<str:reference>/phieu/<int:pk>/", subject_views.member_slip, name="member_slip"),
    path("quay/nguoi/<str:reference>/", counter_views.counter_person, name="counter_person"),
    path("quay/nguoi/<str:reference>/sua/", counter_views.counter_correct, name="counter_correct"),
    path("quay/nguoi/<str:reference>/noi-o/", counter_views.counter_move, name="counter_move"),
    path("quay/nguoi/<str:reference>/phieu/", counter_views.counter_slip, name="counter_slip"),
    path("quay/nguoi/<str:reference>/ba-hinh/", picture_views.counter_pictures, name="counter_pictures"),
    path("quay/nguoi/<str:reference>/giay-to/", private_views.details, name="details"),
    path("quan-ly/vai-tro/", role_views.roles, name="roles"),
    path("quan-ly/vai-tro/<int:pk>/het/", role_views.role_end, name="role_end"),
    path("quan-ly/vai-tro/<int:pk>/phieu/", role_views.role_slip, name="role_slip"),
    path("quan-ly/vai-tro/<int:pk>/buoc-hai/", role_views.role_second_factor, name="role_second_factor"),
    path("rieng-tu/", views.privacy, name="privacy"),
    path("tro-nang/", views.accessibility, name="accessibility"),
]
