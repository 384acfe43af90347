"""Pages of the second factor: the library's views with our words, the log, and a session that knows at once."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import ReauthenticateView
from allauth.mfa.base import views as base
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import auth
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from portal.people.assurance import SECOND_FACTOR
from portal.people.scope import kinds_held
from portal.people.second_factor.acts import demo_code, has_second_factor, note_act

WRONG = 422


def _status(view: Any) -> int:
    forms = [view.get(name) for name in ("form", "webauthn_form")]
    return WRONG if any(form is not None and form.is_bound and form.errors for form in forms) else 200


class _Said:
    """What a form refuses answers 422, as everywhere in the portal."""

    def render_to_response(self, context: dict, **more: Any) -> HttpResponse:
        return super().render_to_response(context, **more | {"status": _status(context)})


@method_decorator(never_cache, name="dispatch")
class Index(base.IndexView):
    """What the account has; for somebody with a role and nothing yet, why it is needed and how to begin."""

    template_name = "people/second_factor/index.html"

    def get_context_data(self, **kwargs: Any) -> dict:
        user = self.request.user
        needed = user.is_superuser or user.is_staff or bool(kinds_held(user) & set(SECOND_FACTOR))
        has = has_second_factor(user)
        return super().get_context_data(**kwargs) | {"needed": needed, "has": has}


@method_decorator(sensitive_post_parameters("code"), name="dispatch")
class Authenticate(_Said, base.AuthenticateView):
    """Between password and session."""

    template_name = "people/second_factor/authenticate.html"

    def get_context_data(self, **kwargs: Any) -> dict:
        user = self.stage.login.user
        has_app = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()
        keys = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN).exists()
        more = {"has_app": has_app, "has_key": keys, "demo_code": demo_code(user)}
        return super().get_context_data(**kwargs) | more


@method_decorator(never_cache, name="dispatch")
@method_decorator(sensitive_post_parameters("code"), name="dispatch")
class Reauthenticate(_Said, base.ReauthenticateView):
    """A code in a session that is there already."""

    template_name = "people/second_factor/reauthenticate.html"

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(**kwargs) | {"demo_code": demo_code(self.request.user)}


@method_decorator(never_cache, name="dispatch")
@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class PasswordAgain(_Said, ReauthenticateView):
    """The password in a session that is there already."""

    template_name = "people/second_factor/password_again.html"


@method_decorator(never_cache, name="dispatch")
class KeyAgain(webauthn.ReauthenticateWebAuthnView):
    """A passkey in a session that is there already."""

    template_name = "people/second_factor/key_again.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.warning(self.request, _("The passkey was not accepted. Try again."))
        return redirect(self.request.get_full_path())


@method_decorator(never_cache, name="dispatch")
@method_decorator(sensitive_post_parameters("code"), name="dispatch")
class Activate(_Said, totp.ActivateTOTPView):
    """Setting up an app: the QR code, the same as letters, and the first code."""

    template_name = "people/second_factor/app.html"

    @sensitive_variables()
    def get_context_data(self, **kwargs: Any) -> dict:
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return context | {"secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))}

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            answer = super().form_valid(form)
            note_act("second_factor.added", self.request.user, "app")
        row = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        post_authentication(self.request, row, reauthenticated=True)
        messages.success(self.request, _("The app is set up."))
        return answer


@method_decorator(never_cache, name="dispatch")
class Deactivate(totp.DeactivateTOTPView):
    """Taking the app away, for another telephone."""

    template_name = "people/second_factor/app_away.html"

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            answer = super().form_valid(form)
            note_act("second_factor.removed", self.request.user, "app")
        messages.success(self.request, _("The app is taken away."))
        return answer


@method_decorator(never_cache, name="dispatch")
class AddKey(_Said, webauthn.AddWebAuthnView):
    """A passkey of this device: it signs in alone too."""

    template_name = "people/second_factor/key.html"

    def get_context_data(self, **kwargs: Any) -> dict:
        context = super().get_context_data(**kwargs)
        context["js_data"] = {"creation_options": auth.begin_registration(self.request.user, True)}
        return context | ({"form": kwargs["form"]} if "form" in kwargs else {})

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            answer = super().form_valid(form)
            note_act("second_factor.added", self.request.user, "passkey")
        rows = Authenticator.objects.filter(user=self.request.user, type=Authenticator.Type.WEBAUTHN)
        post_authentication(self.request, rows.latest("pk"), reauthenticated=True)
        messages.success(self.request, _("The passkey is kept. With it you sign in without the password too."))
        return answer


@method_decorator(never_cache, name="dispatch")
class RemoveKey(webauthn.RemoveWebAuthnView):
    """Taking a passkey away."""

    template_name = "people/second_factor/key_away.html"

    def get_success_url(self) -> str:
        return reverse("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            answer = super().form_valid(form)
            note_act("second_factor.removed", self.request.user, "passkey")
        messages.success(self.request, _("The passkey is taken away."))
        return answer


class LoginByKey(webauthn.LoginWebAuthnView):
    """Signing in with a passkey alone."""

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.warning(self.request, _("The passkey was not accepted. Try again, or sign in with the password."))
        return redirect("account_login")


@method_decorator(never_cache, name="dispatch")
class Codes(codes.ViewRecoveryCodesView):
    """The codes for a lost device, shown once."""

    template_name = "people/second_factor/codes.html"


@method_decorator(never_cache, name="dispatch")
@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class NewCodes(codes.GenerateRecoveryCodesView):
    """New codes in place of the old ones."""

    template_name = "people/second_factor/codes_new.html"

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            answer = super().form_valid(form)
            note_act("second_factor.codes", self.request.user, "codes")
        return answer
