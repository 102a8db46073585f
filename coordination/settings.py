"""Django's settings; every value from outside comes from coordination.configuration and from nowhere else."""

import os
import secrets
import sys
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import dj_database_url
from csp.constants import NONE, SELF

from coordination.configuration import CHECKOUT, Configuration, ConfigurationError, listed


def refuse_to_start(problems: list[str]) -> NoReturn:
    """End the process with a sentence for each fault.

    Exit status 3 stops gunicorn, which would otherwise send the next worker into the same wall.
    """
    print("The portal cannot start:", *problems, sep="\n- ", file=sys.stderr, flush=True)
    sys.exit(3)


def read_configuration() -> Configuration:
    """Return the checked environment, or end the process."""
    try:
        return Configuration.read()
    except ConfigurationError as error:
        refuse_to_start(error.problems)


def generated_secret_key(data_dir: Path) -> str:
    """Return the key kept in the data folder, made at first use; two processes at once agree on one."""
    path = data_dir / "secret_key"
    try:
        return kept_secret_key(path)
    except OSError as reason:
        refuse_to_start(
            [
                f"The data folder {data_dir} cannot be used ({reason.strerror}). "
                "Name another: make run DATA_DIR=/other/folder"
            ]
        )


def kept_secret_key(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        own = path.with_suffix(f".{os.getpid()}")
        own.touch(mode=0o600)
        own.write_text(secrets.token_urlsafe(64))
        try:
            os.link(own, path)
        except FileExistsError:
            pass
        finally:
            own.unlink()
    return path.read_text()


CONFIGURATION = read_configuration()
PRODUCTION = CONFIGURATION.production
DATA_DIR = CONFIGURATION.data_dir
BASE_DIR = CHECKOUT
BASE_URL = CONFIGURATION.base_url
SITE_NAME = CONFIGURATION["SITE_NAME"]
RETENTION_YEARS = CONFIGURATION.number("RETENTION_YEARS")

SECRET_KEY = CONFIGURATION["SECRET_KEY"] or generated_secret_key(DATA_DIR)
DEBUG = CONFIGURATION["DEBUG"] == "on"
ALLOWED_HOSTS = listed(CONFIGURATION["ALLOWED_HOSTS"])
ROOT_URLCONF = "coordination.urls"
WSGI_APPLICATION = "coordination.wsgi.application"

OUR_APPS = ["coordination", "directory", "inductions", "forums", "bulletins", "planning"]
INSTALLED_APPS = [
    *OUR_APPS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "crispy_forms",
    "allauth",
    "allauth.account",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "coordination.middleware.LargeRequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "coordination.middleware.StandingReadOnceMiddleware",
    "coordination.middleware.NoStoreMiddleware",
    "coordination.middleware.SharedComputerMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "coordination.middleware.MergedOrganisationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # Last: it turns a refused sign-in into the lock-out page.
    "axes.middleware.AxesMiddleware",
]

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
                "coordination.context.page_frame",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ("coordination",)
CRISPY_TEMPLATE_PACK = "coordination"
CRISPY_FAIL_SILENTLY = False

# --- Database -------------------------------------------------------------------------------------

DATABASES = {"default": dj_database_url.parse(CONFIGURATION.database_url)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL with IMMEDIATE is what lets several processes write without "database is locked" (docs/adr).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Files ----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "build" / "collected"
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / "build" / "static"]
# `private` holds what was handed in. No address leads there: a page asks first who may have the file.
FILES = CONFIGURATION["FILES"]
STORAGES = CONFIGURATION.storages() | {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# What is too large never reaches the disk.
FILE_UPLOAD_HANDLERS = [
    "coordination.uploads.DropsLargeFiles",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Queue and cache ------------------------------------------------------------------------------

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CONFIGURATION.redis_url,
        "KEY_PREFIX": "portal",
    },
}
CELERY_BROKER_URL = CONFIGURATION.broker_url
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Longer than any task may take: a broker that hands a task out twice would print an edition twice.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 1800}
# With Redis 0 comes first, and is what every task has that is not named here.
CELERY_TASK_ROUTES = {
    name: {"priority": 6} for name in ("directory.render_edition", "bulletins.send", "planning.run_reports")
}
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SOFT_TIME_LIMIT = 840
CELERY_TASK_TIME_LIMIT = 900
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Printing holds on to memory, so a child is replaced after some tasks or at half a gigabyte (in kB).
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 500_000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BEAT_SCHEDULER = "coordination.celery:OfferedJobs"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
# A page must not hang because the queue is away; what was not queued is found again by the clock.
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 2,
    "interval_start": 0,
    "interval_step": 0.2,
    "interval_max": 0.5,
}

# --- Who signs in ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "coordination.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "coordination.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "coordination.forms.sign_in.SignInForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # Accounts come from invitations, which already prove the address.
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# Our adapter sends no such letter: the page only takes as long as for an account.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"{SITE_NAME}: "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
# A whole prison shares one address, and a limit by account alone lets anyone lock out anyone,
# so axes counts by both. The limit by address alone stands in coordination/adapters.py.
ACCOUNT_RATE_LIMITS = {"login": False, "login_failed": False, "reset_password": "60/m/ip,5/m/key"}
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "coordination.lockout.account_of"
AXES_CLIENT_IP_CALLABLE = "coordination.lockout.address_of"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
TRUSTED_PROXY_COUNT = CONFIGURATION.number("TRUSTED_PROXY_COUNT")
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

# --- Sessions and browsers ------------------------------------------------------------------------

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_SAVE_EVERY_REQUEST = False  # SQLite has one writer.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
CSRF_TRUSTED_ORIGINS = [BASE_URL] if PRODUCTION else []
SHARED_COMPUTER_IDLE_SECONDS = 15 * 60

SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = CONFIGURATION.number("HSTS_SECONDS") if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# security.W021 asks for HSTS preload: a promise for a whole domain, which its owner makes and not one portal.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-src": [NONE],
        "frame-ancestors": [NONE],
    },
}

# --- Mail -----------------------------------------------------------------------------------------

for _name, _value in CONFIGURATION.email_settings().items():
    globals()[_name] = _value
MAIL_PER_MINUTE = CONFIGURATION.number("MAIL_PER_MINUTE")
MAIL_LANES = CONFIGURATION.number("MAIL_LANES")
MAIL_LANE_SECONDS = CONFIGURATION.number("MAIL_LANE_SECONDS")
MAIL_EVENTS_FROM = CONFIGURATION["MAIL_EVENTS_FROM"]
ANYMAIL = {"WEBHOOK_SECRET": CONFIGURATION["MAIL_EVENTS_SECRET"]}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = CONFIGURATION["DEFAULT_FROM_EMAIL"]

# --- Language and time ----------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
CELERY_TIMEZONE = TIME_ZONE
USE_TZ = True
USE_I18N = True

# --- Logs -----------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"secret_links": {"()": "coordination.secret_links.HidesSecretLinks"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secret_links"]},
    },
    "root": {"handlers": ["stderr"], "level": CONFIGURATION["LOG_LEVEL"]},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": CONFIGURATION["LOG_LEVEL"], "propagate": False},
        # A sign-in that succeeds is logged with its address, which may be an invitation's link.
        "axes": {"level": "WARNING"},
        # WeasyPrint and fontTools speak of every glyph; what matters is recorded with the edition.
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
    },
}
