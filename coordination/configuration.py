"""Every environment variable the portal reads, in one table, and what production demands of each.

docs/configuration.md is written from this table (`manage.py configuration_table`) and a test compares
the two. Nothing else in the project reads the environment for configuration.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

CHECKOUT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ("embedded", "production")
MAIL_SCHEMES = ("files", "smtp", "smtp+tls", "smtps")
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
LONGEST_SOCKET_PATH = 100  # The kernel takes 107 bytes.


class ConfigurationError(Exception):
    """The environment cannot be used; `problems` holds one sentence with a cure for each fault."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


Rule = Callable[[str], str | None]


@dataclass(frozen=True)
class Variable:
    """One environment variable. `check` and `check_production` return a sentence with a cure, or None."""

    name: str
    meaning: str
    default: str = ""
    default_note: str = ""
    production: str = "optional"
    check: Rule = field(default=lambda value: None, repr=False)
    check_production: Rule = field(default=lambda value: None, repr=False)


def one_of(name: str, choices: tuple[str, ...]) -> Rule:
    sentence = f"Set it to one of: {', '.join(choices)}."
    return lambda value: None if value in choices else f"{name} is “{value}”. {sentence}"


def whole_number(name: str, least: int, most: int) -> Rule:
    def rule(value: str) -> str | None:
        if value.isascii() and value.isdigit() and least <= int(value) <= most:
            return None
        return f"{name} is “{value}”. Set it to a whole number from {least} to {most}."

    return rule


def check_secret_key(value: str) -> str | None:
    if len(value) >= 50 and len(set(value)) >= 10:
        return None
    return (
        "SECRET_KEY is missing, shorter than 50 characters or hardly random. Make one with: "
        "python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"
    )


def check_database_url(value: str) -> str | None:
    if value and urlsplit(value).scheme not in ("postgres", "postgresql", "sqlite"):
        return "DATABASE_URL names neither PostgreSQL nor SQLite. Set it to postgresql://user:password@host/name."
    return None


def check_production_database_url(value: str) -> str | None:
    if urlsplit(value).scheme in ("postgres", "postgresql"):
        return None
    return (
        "DATABASE_URL does not name a PostgreSQL database. Set it to "
        "postgresql://user:password@host/name?sslmode=verify-full."
    )


def check_redis_url(value: str) -> str | None:
    if value and urlsplit(value).scheme not in ("redis", "rediss", "unix"):
        return (
            "REDIS_URL is not a Redis address. Set it to redis://host:6379/0, rediss://... or unix:///path."
        )
    return None


def check_production_redis_url(value: str) -> str | None:
    if not value:
        return "REDIS_URL is missing. Set it to rediss://:password@host:6379/0; queue and cache live there."
    parts = urlsplit(value)
    if parts.scheme == "redis" and parts.hostname not in LOCAL_HOSTS:
        return "REDIS_URL sends its password in the clear to another host. Use rediss:// instead of redis://."
    if parts.scheme == "rediss" and not parts.password:
        return "REDIS_URL holds no password. Set it to rediss://:password@host:6379/0."
    return None


def check_production_hosts(value: str) -> str | None:
    hosts = listed(value)
    if not hosts:
        return "ALLOWED_HOSTS is missing. Set it to the host names people type, separated by commas."
    if "*" in hosts:
        return "ALLOWED_HOSTS admits every host. Replace * by the host names people type."
    return None


def check_base_url(value: str) -> str | None:
    if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
        return "BASE_URL is not a web address. Set it to https:// and the host name people type."
    return None


def check_production_base_url(value: str) -> str | None:
    if urlsplit(value).scheme == "https":
        return None
    return "BASE_URL is missing or not https. Set it to https:// and the host name; e-mails link to it."


def check_email_url(value: str) -> str | None:
    parts = urlsplit(value)
    if parts.scheme not in MAIL_SCHEMES:
        return f"EMAIL_URL starts with none of: {', '.join(MAIL_SCHEMES)}. Set it to smtp+tls://user:password@host:587."
    if parts.scheme != "files" and not parts.hostname:
        return "EMAIL_URL names no mail server. Set it to smtp+tls://user:password@host:587."
    return None


def check_production_email_url(value: str) -> str | None:
    parts = urlsplit(value)
    if parts.scheme == "files":
        return "EMAIL_URL is missing, so nobody would get an e-mail. Set it to smtp+tls://user:password@host:587."
    if parts.scheme == "smtp" and parts.hostname not in LOCAL_HOSTS:
        return "EMAIL_URL sends mail in the clear to another host. Use smtp+tls:// or smtps:// instead of smtp://."
    return None


def check_sender(value: str) -> str | None:
    if "@" in value:
        return None
    return "DEFAULT_FROM_EMAIL is not an e-mail address. Set it to the address that mail comes from."


def check_production_sender(value: str) -> str | None:
    if value.rstrip(">").endswith((".invalid", "@localhost", "example.org")):
        return "DEFAULT_FROM_EMAIL is missing. Set it to the address that mail comes from and replies reach."
    return None


def check_production_proxies(value: str) -> str | None:
    if value != "0":
        return None
    return "TRUSTED_PROXY_COUNT is 0. Put a proxy that ends TLS in front and set it to the number of proxies."


def check_production_hsts(value: str) -> str | None:
    if int(value) >= 24 * 60 * 60:
        return None
    return f"HSTS_SECONDS is “{value}”. Set it to 86400 (a day) or more, or leave it out."


def refused_unless(name: str, allowed: str, why: str) -> Rule:
    return lambda value: None if value == allowed else f"{name} is “{value}”, {why}. Leave {name} out."


VARIABLES = (
    Variable(
        "ENVIRONMENT",
        "`embedded`: one machine, own Redis, SQLite. `production`: refuses to start on an insecure value.",
        default="embedded",
        production="must be `production`",
        check=one_of("ENVIRONMENT", ENVIRONMENTS),
    ),
    Variable(
        "SECRET_KEY",
        "Signs sessions and links in e-mails.",
        default_note="made at first start and kept in `DATA_DIR/secret_key`",
        production="required, 50 characters or more",
        check_production=check_secret_key,
    ),
    Variable(
        "DATA_DIR",
        "Folder for database, files, mail, logs and the generated key.",
        default_note="`.data` in the checkout",
    ),
    Variable(
        "DATABASE_URL",
        "The database: `postgresql://...` or `sqlite:///path`.",
        default_note="SQLite in `DATA_DIR/portal.sqlite3`",
        production="required, PostgreSQL",
        check=check_database_url,
        check_production=check_production_database_url,
    ),
    Variable(
        "REDIS_URL",
        "Queue and cache: `redis://`, `rediss://` or `unix://`.",
        default_note="a Redis that the supervisor starts, on a socket in `DATA_DIR`",
        production="required; `rediss://` with a password unless on the same machine",
        check=check_redis_url,
        check_production=check_production_redis_url,
    ),
    Variable(
        "ALLOWED_HOSTS",
        "Host names that the portal answers to, separated by commas.",
        default="localhost,127.0.0.1",
        production="required, never `*`",
        check_production=check_production_hosts,
    ),
    Variable(
        "BASE_URL",
        "The address people type; links in e-mails start with it.",
        default_note="`http://localhost:PORT`",
        production="required, `https://`",
        check=check_base_url,
        check_production=check_production_base_url,
    ),
    Variable(
        "PORT",
        "Port that the web server listens on.",
        default="8000",
        check=whole_number("PORT", 1, 65535),
    ),
    Variable(
        "BIND",
        "Address that the web server listens on.",
        default="127.0.0.1",
        production="optional; the proxy that ends TLS must be the only one to reach it",
    ),
    Variable(
        "TRUSTED_PROXY_COUNT",
        "Proxies in front that add to X-Forwarded-For. Lock-outs count by the address they report.",
        default="0",
        production="required, 1 or more: a proxy ends TLS",
        check=whole_number("TRUSTED_PROXY_COUNT", 0, 10),
        check_production=check_production_proxies,
    ),
    Variable(
        "EMAIL_URL",
        "Outgoing mail: `files`, `smtp://`, `smtp+tls://user:password@host:587` or `smtps://`.",
        default="files:",
        default_note="`files:` writes each e-mail to `DATA_DIR/mail`",
        production="required, with TLS",
        check=check_email_url,
        check_production=check_production_email_url,
    ),
    Variable(
        "DEFAULT_FROM_EMAIL",
        "The address that mail comes from.",
        default="portal@localhost.invalid",
        production="required",
        check=check_sender,
        check_production=check_production_sender,
    ),
    Variable(
        "SITE_NAME",
        "The name on every page and paper.",
        default="Voluntary sector coordination",
    ),
    Variable(
        "SEED",
        "`demo` fills a new database with demonstration data when the portal is started with `make run`.",
        default="none",
        production="refused",
        check=one_of("SEED", ("none", "demo")),
        check_production=refused_unless("SEED", "none", "and demonstration accounts have known passwords"),
    ),
    Variable(
        "DEBUG",
        "`on` shows error details in the browser, for development.",
        default="off",
        production="refused",
        check=one_of("DEBUG", ("on", "off")),
        check_production=refused_unless("DEBUG", "off", "which shows settings to visitors"),
    ),
    Variable(
        "HSTS_SECONDS",
        "How long browsers insist on https after a visit.",
        default="31536000",
        production="optional, a day or more",
        check=whole_number("HSTS_SECONDS", 0, 63072000),
        check_production=check_production_hsts,
    ),
    Variable(
        "WEB_THREADS",
        "Threads in each web process.",
        default="4",
        check=whole_number("WEB_THREADS", 1, 64),
    ),
    Variable(
        "WEB_PROCESSES",
        "Web processes.",
        default="2",
        check=whole_number("WEB_PROCESSES", 1, 32),
    ),
    Variable(
        "WORKER_PROCESSES",
        "Processes that print editions and send mail.",
        default="1",
        check=whole_number("WORKER_PROCESSES", 1, 32),
    ),
    Variable(
        "LOG_LEVEL",
        "How much is logged.",
        default="INFO",
        check=one_of("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR")),
    ),
)


def listed(value: str) -> list[str]:
    """Split a comma-separated value, without blanks."""
    return [part.strip() for part in value.split(",") if part.strip()]


def problems(environ: Mapping[str, str]) -> list[str]:
    """Return a sentence with a cure for each value that cannot be used, in the order of the table."""
    production = environ.get("ENVIRONMENT") == "production"
    found = []
    for variable in VARIABLES:
        value = environ.get(variable.name) or variable.default
        # A default made for one machine is no answer in production.
        problem = variable.check(value)
        if problem is None and production:
            given = value if variable.name != "ALLOWED_HOSTS" else environ.get(variable.name, "")
            problem = variable.check_production(given)
        if problem:
            found.append(problem)
    return found


@dataclass(frozen=True)
class Configuration:
    """The environment, checked: text by name, with helpers for what is derived from it."""

    values: Mapping[str, str]

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> "Configuration":
        """Read and check the environment; raise ConfigurationError with every problem at once."""
        if found := problems(environ):
            raise ConfigurationError(found)
        return cls({each.name: environ.get(each.name) or each.default for each in VARIABLES})

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    def number(self, name: str) -> int:
        return int(self.values[name])

    @property
    def production(self) -> bool:
        return self.values["ENVIRONMENT"] == "production"

    @property
    def data_dir(self) -> Path:
        return Path(self.values["DATA_DIR"] or CHECKOUT / ".data").expanduser().resolve()

    @property
    def base_url(self) -> str:
        return (self.values["BASE_URL"] or f"http://localhost:{self.values['PORT']}").rstrip("/")

    @property
    def database_url(self) -> str:
        return self.values["DATABASE_URL"] or f"sqlite:///{self.data_dir / 'portal.sqlite3'}"

    @property
    def redis_url(self) -> str:
        return self.values["REDIS_URL"] or f"unix://{self.redis_socket}"

    @property
    def broker_url(self) -> str:
        """Celery's spelling of the same address."""
        return self.redis_url.replace("unix://", "redis+socket://", 1)

    @property
    def redis_socket(self) -> Path:
        """Where the embedded Redis listens; a long DATA_DIR moves it to a short folder of its own."""
        path = self.data_dir / "redis.sock"
        if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
            return path
        digest = hashlib.sha256(os.fsencode(self.data_dir)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"portal-{os.getuid()}-{digest}" / "redis.sock"

    def email_settings(self) -> dict[str, object]:
        """Return Django's e-mail settings for EMAIL_URL."""
        parts = urlsplit(self.values["EMAIL_URL"])
        if parts.scheme == "files":
            return {
                "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
                "EMAIL_FILE_PATH": str(self.data_dir / "mail"),
            }
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": parts.hostname,
            "EMAIL_PORT": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
            "EMAIL_USE_SSL": parts.scheme == "smtps",
            "EMAIL_TIMEOUT": 20,
        }
