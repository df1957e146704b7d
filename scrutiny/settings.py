"""All settings of Scrutiny. Every one that a council may change is an environment variable (see environment.py)."""

import sqlite3
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from scrutiny import environment

BASE_DIR = Path(__file__).resolve().parent.parent

# --- What the environment says ---------------------------------------------------------------------------------

DEVELOPMENT = environment.flag(
    "SCRUTINY_DEVELOPMENT",
    meaning="Running on somebody's own computer: plain HTTP, its own key, e-mail to the screen",
)
SCRUTINY_DATA = environment.folder(
    "SCRUTINY_DATA", meaning="Folder of the database, the files and the caches", default=BASE_DIR / "var"
)
SECRET_KEY = environment.secret_key("SCRUTINY_SECRET_KEY", data=SCRUTINY_DATA, development=DEVELOPMENT)
DEBUG = environment.flag("SCRUTINY_DEBUG", meaning="Django's debug pages; refused outside development")
if DEBUG and not DEVELOPMENT:
    raise ImproperlyConfigured(
        "SCRUTINY_DEBUG is on without SCRUTINY_DEVELOPMENT. Debug pages show private data to the public: turn it off."
    )
ALLOWED_HOSTS = environment.names(
    "SCRUTINY_HOSTS",
    meaning="Host names the service answers to, split at commas; required outside development",
    default=("127.0.0.1", "localhost", "[::1]") if DEVELOPMENT else (),
    example="scrutiny.example.gov.uk",
)
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "SCRUTINY_HOSTS is not set. Set it to the host name that people will use, such as scrutiny.example.gov.uk."
    )
UPLOAD_LIMIT_MB = environment.integer(
    "SCRUTINY_UPLOAD_LIMIT_MB", meaning="Largest upload that is accepted, in megabytes", default=20
)
UPLOAD_PAGE_LIMIT = environment.integer(
    "SCRUTINY_UPLOAD_PAGE_LIMIT", meaning="Most pages that one uploaded paper may have", default=300
)
if not UPLOAD_LIMIT_MB or not UPLOAD_PAGE_LIMIT:
    raise ImproperlyConfigured(
        "SCRUTINY_UPLOAD_LIMIT_MB and SCRUTINY_UPLOAD_PAGE_LIMIT must be 1 or more: with 0 nothing could be uploaded."
    )

# --- Applications ----------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "scrutiny",
    "performance",
    "actions",
    "panels",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_forms_gds",
    "allauth",
    "allauth.account",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django_prose_editor",  # for its static files
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "scrutiny.middleware.CompressPublicPagesMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "scrutiny.upload_handling.RequestSizeMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Deny by default: a view that says nothing is for people who have signed in.
    "scrutiny.middleware.SignInMiddleware",
    "scrutiny.middleware.PrivatePagesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "scrutiny.urls"
WSGI_APPLICATION = "scrutiny.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "scrutiny.context.site",
            ],
        },
    },
]

# --- Database --------------------------------------------------------------------------------------------------

# A write-ahead log is faster, but libraries before 3.51.3 have a rare race that corrupts it when it is reset.
_JOURNAL = "PRAGMA journal_mode=WAL;" if sqlite3.sqlite_version_info >= (3, 51, 3) else ""

DATABASES = {
    "default": dj_database_url.parse(
        environment.text(
            "DATABASE_URL",
            meaning="Where the database is; SQLite in the data folder unless set",
            default=f"sqlite:///{SCRUTINY_DATA / 'scrutiny.sqlite3'}",
            example="postgres://scrutiny:secret@db.example.gov.uk/scrutiny",
        )
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock at the start, so two people saving at once wait and never fail half way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": f"{_JOURNAL}PRAGMA synchronous=FULL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People ----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "scrutiny.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "panels:desk"
ACCOUNT_ADAPTER = "scrutiny.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "login": "scrutiny.accounts.SignInForm",
    "change_password": "scrutiny.accounts.ChangePasswordForm",
    "reset_password": "scrutiny.accounts.ResetPasswordForm",
    "reset_password_from_key": "scrutiny.accounts.NewPasswordForm",
}
# axes does the counting of failed sign-ins, for the command line and later APIs too.
ACCOUNT_RATE_LIMITS = {"login_failed": None}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False  # a shared computer in a committee room must not stay signed in
ACCOUNT_PRESERVE_USERNAME_CASING = False
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "scrutiny.views.csrf_failure"

# --- Security headers ------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if not DEVELOPMENT:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_REDIRECT_EXEMPT = [r"^health/$"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# --- Files -----------------------------------------------------------------------------------------------------

SCRUTINY_ASSETS = BASE_DIR / "static" / "build"  # what the front-end build makes; documents use it too
STATIC_URL = "static/"
STATIC_ROOT = environment.folder(
    "SCRUTINY_STATIC",
    meaning="Folder of the collected styles and scripts; in the data folder unless set",
    default=SCRUTINY_DATA / "static",
)
STATICFILES_DIRS = [SCRUTINY_ASSETS, ("icons", BASE_DIR / "static" / "icons"), ("js", BASE_DIR / "static" / "js")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "scrutiny.storage.StaticStorage"},
}
# Published files are handed out by views that check who asks, never by the web server from a folder.
MEDIA_ROOT = SCRUTINY_DATA / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["scrutiny.upload_handling.BoundedUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600

RENDER_PROCESSES = environment.integer(
    "SCRUTINY_RENDER_PROCESSES",
    meaning="How many papers are rendered at once; one a processor core unless set",
    default=0,
)

# --- Work off the request --------------------------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# --- E-mail ----------------------------------------------------------------------------------------------------

EMAIL_HOST = environment.text("SCRUTINY_EMAIL_HOST", meaning="Mail server; without it e-mail goes to the screen")
EMAIL_PORT = environment.integer("SCRUTINY_EMAIL_PORT", meaning="Port of the mail server", default=25)
EMAIL_HOST_USER = environment.text("SCRUTINY_EMAIL_USER", meaning="Name to sign in to the mail server with")
EMAIL_HOST_PASSWORD = environment.text("SCRUTINY_EMAIL_PASSWORD", meaning="Password for the mail server")
EMAIL_USE_TLS = environment.flag(
    "SCRUTINY_EMAIL_TLS", meaning="Encrypt the connection to the mail server", default=True
)
DEFAULT_FROM_EMAIL = environment.text(
    "SCRUTINY_EMAIL_FROM", meaning="Address that e-mail comes from", default="scrutiny@example.gov.uk"
)
SITE_URL = environment.text(
    "SCRUTINY_URL",
    meaning="Address of the service, for links in e-mail; https and the first host name unless set",
    example="https://scrutiny.example.gov.uk",
) or ("http://127.0.0.1:8000" if DEVELOPMENT else f"https://{ALLOWED_HOSTS[0]}")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"

# --- Language and time -----------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True

# --- Forms -----------------------------------------------------------------------------------------------------

CRISPY_ALLOWED_TEMPLATE_PACKS = ["gds"]
CRISPY_TEMPLATE_PACK = "gds"
CRISPY_CLASS_CONVERTERS: dict[str, str] = {}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"screen": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["screen"], "level": "WARNING"},
}
