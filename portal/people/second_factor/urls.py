"""Addresses of the second factor, by the names that the library asks for."""

from django.urls import path

from portal.people.second_factor import views

urlpatterns = [
    path("", views.Index.as_view(), name="mfa_index"),
    path("ma/", views.Authenticate.as_view(), name="mfa_authenticate"),
    path("ma-lan-nua/", views.Reauthenticate.as_view(), name="mfa_reauthenticate"),
    path("mat-khau-lan-nua/", views.PasswordAgain.as_view(), name="account_reauthenticate"),
    path("ung-dung/", views.Activate.as_view(), name="mfa_activate_totp"),
    path("ung-dung/bo/", views.Deactivate.as_view(), name="mfa_deactivate_totp"),
    path("ma-du-phong/", views.Codes.as_view(), name="mfa_view_recovery_codes"),
    path("ma-du-phong/moi/", views.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("khoa/them/", views.AddKey.as_view(), name="mfa_add_webauthn"),
    path("khoa/vao/", views.LoginByKey.as_view(), name="mfa_login_webauthn"),
    path("khoa/lan-nua/", views.KeyAgain.as_view(), name="mfa_reauthenticate_webauthn"),
    path("khoa/<int:pk>/bo/", views.RemoveKey.as_view(), name="mfa_remove_webauthn"),
]
