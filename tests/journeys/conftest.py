"""A real browser against the real portal: gunicorn, worker and beat on the throw-away servers, with demo data."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests import servers
from tests.running import RunningPortal

# Debian's Chromium, and nothing that it would do on the network by itself.
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
ACCESSIBILITY_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """The portal with demo data on PostgreSQL, in a database that no other test sees."""
    running = RunningPortal(
        tmp_path_factory.mktemp("journeys") / "data",
        DATABASE_URL=servers.create_database("journeys"),
        REDIS_URL=servers.redis_url(1),
        SEED="demo",
    )
    with running:
        yield running


@pytest.fixture(scope="session")
def accounts(portal: RunningPortal) -> list[dict[str, Any]]:
    """The demonstration's accounts: role, prison, email, password."""
    listed = portal.manage("demo_accounts", "--json")
    assert listed.returncode == 0, listed.stderr
    return json.loads(listed.stdout)


@pytest.fixture(scope="session")
def base_url(portal: RunningPortal) -> str:
    """Lets `page.goto("/prisons/EXI/")` find the portal."""
    return portal.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    program = shutil.which("chromium")
    if not program:
        pytest.fail("Chromium is not installed. `make test` installs it or says how.")
    return browser_type_launch_args | {"executable_path": program, "args": FLAGS}


@pytest.fixture
def sign_in(page: Page, accounts: list[dict[str, Any]]) -> Callable[..., None]:
    """`sign_in(role="coordinator", prison="EXI")` signs the page in by the form, as a person would."""

    def by_form(*, role: str, prison: str = "") -> None:
        chosen = next(each for each in accounts if each["role"] == role and (each["prison"] or "") == prison)
        page.goto("/accounts/login/")
        page.get_by_label("E-mail").fill(chosen["email"])
        page.get_by_label("Password", exact=True).fill(chosen["password"])
        page.get_by_role("button", name="Sign in").click()

    return by_form


@pytest.fixture(scope="session")
def axe() -> Axe:
    return Axe()


@pytest.fixture
def assert_accessible(page: Page, axe: Axe) -> Callable[[], None]:
    """Fails with what axe-core finds on the page as it stands (WCAG 2.2 AA and best practice)."""

    def look() -> None:
        found = axe.run(page, options={"runOnly": {"type": "tag", "values": ACCESSIBILITY_TAGS}})
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"

    return look


@pytest.fixture
def words_of() -> Callable[[Path], str]:
    """The words of a PDF, as pdftotext reads them in the order of the page."""

    def read(path: Path) -> str:
        command = ["pdftotext", "-layout", os.fspath(path), "-"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    return read
