"""The environment: one table, documented, and refused in production when it is not safe."""

import re
import subprocess
import sys

import pytest

from coordination.configuration import CHECKOUT, VARIABLES, Configuration, ConfigurationError, problems
from coordination.machine.checking import PRODUCTION_EXAMPLE, environment
from coordination.management.commands import configuration_table


def production(**changes):
    return {name: value for name, value in (PRODUCTION_EXAMPLE | changes).items() if value is not None}


def surroundings():
    """The environment without our configuration, and without what only the test process may have."""
    return {name: value for name, value in environment(production=False).items() if "ASYNC" not in name}


def test_the_document_says_what_the_code_says():
    assert configuration_table.PAGE.read_text() == configuration_table.page()


def test_every_variable_has_a_row_of_its_own():
    rows = re.findall(r"^\| `(\w+)` \|", configuration_table.PAGE.read_text(), flags=re.MULTILINE)
    assert rows == [variable.name for variable in VARIABLES]


def test_nothing_but_the_table_is_read_from_the_environment():
    allowed = {"DJANGO_SETTINGS_MODULE"} | {variable.name for variable in VARIABLES}
    reads = re.compile(r"""environ(?:\.get\(|\.setdefault\(|\[)\s*["'](\w+)|getenv\(\s*["'](\w+)""")
    for app in ("coordination", "directory"):
        for path in (CHECKOUT / app).rglob("*.py"):
            if "prepare" not in path.parts:
                names = {first or second for first, second in reads.findall(path.read_text())}
                assert names <= allowed, path


def test_the_embedded_default_needs_no_variable():
    assert problems({}) == []


def test_the_production_example_is_in_order():
    assert problems(PRODUCTION_EXAMPLE) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", None),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 80),
        ("DATABASE_URL", None),
        ("DATABASE_URL", "sqlite:////srv/portal.sqlite3"),
        ("DATABASE_URL", "mysql://portal@localhost/portal"),
        ("REDIS_URL", None),
        ("REDIS_URL", "redis://:secret@queue.example.org:6379/0"),
        ("REDIS_URL", "rediss://queue.example.org:6379/0"),
        ("ALLOWED_HOSTS", None),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "portal.example.org,*"),
        ("BASE_URL", None),
        ("BASE_URL", "http://portal.example.org"),
        ("BASE_URL", "portal.example.org"),
        ("TRUSTED_PROXY_COUNT", None),
        ("TRUSTED_PROXY_COUNT", "many"),
        ("FILES", None),
        ("FILES", "folder"),
        ("EMAIL_URL", None),
        ("EMAIL_URL", "smtp://mail.example.org"),
        ("EMAIL_URL", "smtps://"),
        ("DEFAULT_FROM_EMAIL", None),
        ("DEFAULT_FROM_EMAIL", "nobody"),
        ("SEED", "demo"),
        ("DEBUG", "on"),
        ("HSTS_SECONDS", "60"),
    ],
)
def test_production_names_each_missing_or_insecure_value_with_its_cure(name, value):
    found = problems(production(**{name: value}))
    assert len(found) == 1
    assert found[0].startswith(name)
    assert re.search(r"\b(Set|Use|Make|Replace|Leave|Put)\b", found[0]), "the sentence holds no cure"


STORE = {
    "FILES": "s3",
    "FILES_BUCKET": "portal-files",
    "FILES_REGION": "eu-west-2",
    "FILES_KEY": "id",
    "FILES_SECRET": "secret",
}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"FILES_KEY": None, "FILES_SECRET": None},
        {"FILES_ENDPOINT": "https://store.example.org", "FILES_REGION": None},
        {"FILES_ENDPOINT": "http://127.0.0.1:9000", "FILES_ADDRESSING": "virtual"},
        {"FILES_ENCRYPTION": "aws:kms"},
    ],
)
def test_files_of_production_may_lie_in_a_bucket(changes):
    assert problems(production(**STORE | changes)) == []


@pytest.mark.parametrize(
    ("changes", "begins"),
    [
        ({"FILES_BUCKET": None}, "FILES_BUCKET is missing"),
        ({"FILES_BUCKET": "s3://portal-files"}, "FILES_BUCKET is no name"),
        ({"FILES_BUCKET": "Portal"}, "FILES_BUCKET is no name"),
        ({"FILES_REGION": None}, "FILES_REGION is missing"),
        ({"FILES_REGION": "London!"}, "FILES_REGION is no name"),
        ({"FILES_KEY": None}, "FILES_KEY is missing"),
        ({"FILES_SECRET": None}, "FILES_SECRET is missing"),
        ({"FILES_ENDPOINT": "http://store.example.org"}, "FILES_ENDPOINT sends files in the clear"),
        ({"FILES_ENDPOINT": "store.example.org"}, "FILES_ENDPOINT is not a web address"),
        ({"FILES_ENDPOINT": "https://id:secret@store.example.org"}, "FILES_ENDPOINT holds a user"),
        (
            {"FILES_ENDPOINT": "https://store.example.org/portal-files"},
            "FILES_ENDPOINT holds more than a host",
        ),
        ({"FILES_ADDRESSING": "host"}, "FILES_ADDRESSING is “host”"),
        ({"FILES_ENCRYPTION": "yes"}, "FILES_ENCRYPTION is “yes”"),
        (
            {"FILES": "database"},
            "FILES_BUCKET, FILES_REGION, FILES_KEY, FILES_SECRET: set, but FILES is “database”",
        ),
    ],
)
def test_a_store_that_contradicts_itself_is_refused_with_its_cure(changes, begins):
    (found,) = problems(production(**STORE | changes))
    assert found.startswith(begins)
    assert re.search(r"\b(Set|Use|Put)\b", found), "the sentence holds no cure"
    assert "secret@" not in found


def test_everything_wrong_is_said_at_once():
    with pytest.raises(ConfigurationError) as raised:
        Configuration.read({"ENVIRONMENT": "production"})
    assert len(raised.value.problems) == 9


@pytest.mark.parametrize(
    ("name", "value"),
    [("ENVIRONMENT", "staging"), ("FILES", "cloud"), ("PORT", "0"), ("PORT", "http"), ("LOG_LEVEL", "loud")],
)
def test_a_misspelt_value_is_refused_everywhere(name, value):
    assert len(problems({name: value})) == 1


def test_an_insecure_production_does_not_start():
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=CHECKOUT,
        env=surroundings() | production(SECRET_KEY="short", DEBUG="on"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "SECRET_KEY is missing, shorter than 50" in done.stderr
    assert "Leave DEBUG out" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_web_server_does_not_start_on_an_insecure_production():
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "coordination.wsgi",
            "--bind",
            "127.0.0.1:0",
            "--no-control-socket",
        ],
        cwd=CHECKOUT,
        env=surroundings() | production(ALLOWED_HOSTS="*"),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 3
    assert "ALLOWED_HOSTS admits every host" in done.stderr


def test_production_passes_djangos_deployment_checks():
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=CHECKOUT,
        env=surroundings() | PRODUCTION_EXAMPLE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp+tls://me:p%40ss@mail.example.org", 587, True, False),
        ("smtps://me:p%40ss@mail.example.org", 465, False, True),
        ("smtp://me:p%40ss@localhost:1025", 1025, False, False),
    ],
)
def test_mail_is_configured_by_one_address(url, port, tls, ssl):
    found = Configuration.read({"EMAIL_URL": url}).email_settings()
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (port, tls, ssl)
    assert found["EMAIL_HOST_PASSWORD"] == "p@ss"


def test_without_a_mail_server_each_email_is_a_file_in_the_data_folder(tmp_path):
    found = Configuration.read({"DATA_DIR": str(tmp_path)}).email_settings()
    assert found["EMAIL_FILE_PATH"] == str(tmp_path / "mail")


def test_a_long_data_folder_moves_the_queues_socket_to_a_short_one(tmp_path):
    deep = tmp_path / ("long" * 30)
    here = Configuration.read({"DATA_DIR": str(deep)}).redis_socket
    other = Configuration.read({"DATA_DIR": str(deep / "other")}).redis_socket
    assert len(str(here)) <= 100
    assert here != other


def test_the_queue_has_the_same_address_in_celerys_spelling(tmp_path):
    found = Configuration.read({"DATA_DIR": "/srv/portal"})
    assert found.redis_url == "unix:///srv/portal/redis.sock"
    assert found.broker_url == "redis+socket:///srv/portal/redis.sock"
