"""Every environment variable the portal reads, in one table, and what production demands of each.

The table stands in `variables`, the rules in `rules`. docs/configuration.md is written from the table
(`manage.py configuration_table`) and a test compares the two.
Nothing else in the project reads the environment for configuration.
"""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from coordination.configuration import object_store
from coordination.configuration.rules import listed
from coordination.configuration.variables import VARIABLES, Variable

__all__ = ["CHECKOUT", "VARIABLES", "Configuration", "ConfigurationError", "Variable", "listed", "problems"]

CHECKOUT = Path(__file__).resolve().parent.parent.parent
LONGEST_SOCKET_PATH = 100  # The kernel takes 107 bytes.


class ConfigurationError(Exception):
    """The environment cannot be used; `problems` holds one sentence with a cure for each fault."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


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
    return found + object_store.check_together(values_of(environ))


def values_of(environ: Mapping[str, str]) -> dict[str, str]:
    """Return every variable of the table; what is empty counts as not set."""
    return {each.name: environ.get(each.name) or each.default for each in VARIABLES}


@dataclass(frozen=True)
class Configuration:
    """The environment, checked: text by name, with helpers for what is derived from it."""

    values: Mapping[str, str]

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> "Configuration":
        """Read and check the environment; raise ConfigurationError with every problem at once."""
        if found := problems(environ):
            raise ConfigurationError(found)
        return cls(values_of(environ))

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

    def storages(self) -> dict[str, dict[str, Any]]:
        """Return Django's storages for FILES: `default` (printed papers, pictures) and `private`."""
        if self.values["FILES"] == "database":
            backend = "coordination.kept_files.DatabaseStorage"
            return {name: {"BACKEND": backend, "OPTIONS": {"area": name}} for name in ("default", "private")}
        if self.values["FILES"] == "s3":
            return object_store.storages(self.values)
        return {
            "default": {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": self.data_dir / "media", "file_permissions_mode": 0o600},
            },
            "private": {
                "BACKEND": "coordination.private_files.PrivateStorage",
                "OPTIONS": {
                    "location": self.data_dir / "private",
                    "file_permissions_mode": 0o600,
                    "directory_permissions_mode": 0o700,
                },
            },
        }

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
