"""What each variable must be: every rule returns a sentence with a cure, or None where the value will do."""

from collections.abc import Callable
from urllib.parse import urlsplit

MAIL_SCHEMES = ("files", "smtp", "smtp+tls", "smtps")
MAIL_PROVIDERS = ("brevo", "mailjet", "postmark", "sendgrid")
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")

Rule = Callable[[str], str | None]


def listed(value: str) -> list[str]:
    """Split a comma-separated value, without blanks."""
    return [part.strip() for part in value.split(",") if part.strip()]


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


def check_mail_provider(value: str) -> str | None:
    if not value or value in MAIL_PROVIDERS:
        return None
    return f"MAIL_EVENTS_FROM is “{value}”. Set it to one of: {', '.join(MAIL_PROVIDERS)}, or leave it out."


def check_mail_secret(value: str) -> str | None:
    """A colon between two parts; long enough that nobody guesses it."""
    user, colon, password = value.partition(":")
    if not value or (user and colon and len(password) >= 24):
        return None
    return (
        "MAIL_EVENTS_SECRET is not user:password with 24 characters or more after the colon. Make the second part"
        " with: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
    )


def check_production_files(value: str) -> str | None:
    if value in ("database", "s3"):
        return None
    return "FILES is missing or a folder, which other machines cannot read. Set it to database or s3."


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
