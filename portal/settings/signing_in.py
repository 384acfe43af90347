"""How people sign in: accounts, passwords, the second step, and what a session opened by a card and three pictures reaches."""

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "portal.people.sign_in.SignInBackend",
    "content.rights.backend.RolesBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/cua-toi/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "portal.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
# Our own count in the database, shared by all processes (portal/people/attempts.py): the library would count per process,
# and thirty sign-ins a minute from the one address of a whole class would be too many.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None, "reauthenticate": None}
ACCOUNT_FORMS = {"reauthenticate": "portal.people.second_factor.forms.PasswordAgainForm"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900  # seconds in which the password is not asked for again
MFA_ADAPTER = "portal.people.second_factor.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "portal.people.second_factor.forms.CodeForm",
    "reauthenticate": "portal.people.second_factor.forms.CodeAgainForm",
    "activate_totp": "portal.people.second_factor.forms.AppForm",
    "add_webauthn": "portal.people.second_factor.passkey_forms.PasskeyForm",
    "authenticate_webauthn": "portal.people.second_factor.passkey_forms.KeyForm",
    "reauthenticate_webauthn": "portal.people.second_factor.passkey_forms.KeyAgainForm",
    "login_webauthn": "portal.people.second_factor.passkey_forms.KeyAloneForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a finger, a face or a code of the screen, each time
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # periods of 30 seconds by which the clock of a telephone may be wrong
MFA_RATE_LIMITS = {"webauthn_login": "600/m/ip"}  # there is nothing to guess, and a class has one address

# A card's session learns, attends and sees its own progress and what is public; everything that does not stand here asks for a
# password, a passkey or staff beside (portal/people/step_up.py).
_OPEN = {
    "content": "courses enrol open answer vote reflect complete keep_tried news_answer captions played aloud file_pages file_page"
    " document media own_classes by_code timetable week_file class_for_all class_file enrol_self library library_item"
    " own_messages message_read",
    "pages": "my_page my_state diary skills letters centres",
    "people": "card_sign_in slip privacy accessibility",
    "recognition": "check check_typed read_slip country place place_group published_sets published_set body_public",
    "search": "search",
}
OPEN_TO_A_CARD = frozenset(
    {"wagtail_serve", *(f"{space}:{name}" for space, names in _OPEN.items() for name in names.split())}
)
