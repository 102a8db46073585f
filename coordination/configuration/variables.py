"""The table of environment variables. docs/configuration.md is written from it (`make docs`)."""

from dataclasses import dataclass, field

from coordination.configuration.object_store import (
    ADDRESSING,
    ENCRYPTIONS,
    check_bucket,
    check_endpoint,
    check_production_endpoint,
    check_region,
)
from coordination.configuration.rules import (
    Rule,
    check_base_url,
    check_database_url,
    check_email_url,
    check_mail_provider,
    check_mail_secret,
    check_production_base_url,
    check_production_database_url,
    check_production_email_url,
    check_production_files,
    check_production_hosts,
    check_production_hsts,
    check_production_proxies,
    check_production_redis_url,
    check_production_sender,
    check_redis_url,
    check_secret_key,
    check_sender,
    one_of,
    refused_unless,
    whole_number,
)

ENVIRONMENTS = ("embedded", "production")


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
        "FILES",
        "Where printed papers and what is handed in lie: `folder` (in `DATA_DIR`), `database`, or `s3` (a bucket of an"
        " S3-compatible store).",
        default="folder",
        production="required, `database` or `s3`: every machine reads them there",
        check=one_of("FILES", ("folder", "database", "s3")),
        check_production=check_production_files,
    ),
    Variable(
        "FILES_BUCKET",
        "The bucket, closed to the public. The portal reads, writes, lists and deletes in `default/` and `private/`.",
        production="required with `FILES=s3`",
        check=check_bucket,
    ),
    Variable(
        "FILES_ENDPOINT",
        "The store: `https://` and its host.",
        default_note="Amazon's",
        production="optional, `https://` unless on the same machine",
        check=check_endpoint,
        check_production=check_production_endpoint,
    ),
    Variable(
        "FILES_REGION",
        "The region of the bucket, such as `eu-west-2`.",
        default_note="`us-east-1` with `FILES_ENDPOINT`",
        production="required with `FILES=s3` unless `FILES_ENDPOINT` is set",
        check=check_region,
    ),
    Variable(
        "FILES_KEY",
        "The id of the key to the bucket, with `FILES_SECRET`.",
        default_note="the role of the machine, or the usual `AWS_...` variables",
    ),
    Variable("FILES_SECRET", "The secret of that key.", default_note="as `FILES_KEY`"),
    Variable(
        "FILES_ADDRESSING",
        "Whether the bucket stands in the `path` or is a host name of its own (`virtual`).",
        default_note="`path` with `FILES_ENDPOINT`; otherwise as the name of the bucket allows",
        check=lambda value: one_of("FILES_ADDRESSING", ADDRESSING)(value) if value else None,
    ),
    Variable(
        "FILES_ENCRYPTION",
        "Asks the store to encrypt what it keeps: `AES256` or `aws:kms` (with the key of the bucket).",
        default_note="as the bucket is set",
        check=lambda value: one_of("FILES_ENCRYPTION", ENCRYPTIONS)(value) if value else None,
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
        "MAIL_PER_MINUTE",
        "How many mails of bulletins leave in a minute at most, over all machines. Invitations and such do not count.",
        default="1200",
        check=whole_number("MAIL_PER_MINUTE", 1, 1_000_000),
    ),
    Variable(
        "MAIL_LANES",
        "How many workers send bulletins at the same time at most, over all machines, with a connection each.",
        default="2",
        check=whole_number("MAIL_LANES", 1, 16),
    ),
    Variable(
        "MAIL_LANE_SECONDS",
        "After how many seconds without a sign a worker that sends counts as dead, and what it had not handed over goes"
        " back into the queue.",
        default="180",
        check=whole_number("MAIL_LANE_SECONDS", 5, 3600),
    ),
    Variable(
        "MAIL_EVENTS_FROM",
        "The mail provider that tells of bounces and complaints at `/mail-events/`: `brevo`, `mailjet`, `postmark` or"
        " `sendgrid`.",
        default_note="nobody tells",
        check=check_mail_provider,
    ),
    Variable(
        "MAIL_EVENTS_SECRET",
        "`user:password` that the provider sends along, in the address that it is given:"
        " `https://user:password@host/mail-events/`.",
        default_note="nothing is believed",
        check=check_mail_secret,
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
        "RETENTION_YEARS",
        "How long the record of somebody who left is kept before it is made anonymous.",
        default="2",
        check=whole_number("RETENTION_YEARS", 1, 20),
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
    Variable(
        "WORKER_GIVES_WAY",
        "Whether printing lets pages, and every other program of the machine, go first.",
        default="yes",
        check=one_of("WORKER_GIVES_WAY", ("yes", "no")),
    ),
)
