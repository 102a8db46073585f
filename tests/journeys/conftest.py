"""A real browser against the real portal: gunicorn, worker and beat on the throw-away servers, with demo data."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import servers
from tests.journeys.examining import Examiner
from tests.journeys.mailbox import Mailbox
from tests.journeys.visitor import Visitor
from tests.running import RunningPortal

# Debian's Chromium, and nothing that it would do on the network by itself.
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
# On a busy machine a page may take seconds; nothing waits longer than it has to.
expect.set_options(timeout=20_000)
FAILED: pytest.StashKey[bool] = pytest.StashKey()
VISITORS: pytest.StashKey[list[Visitor]] = pytest.StashKey()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """With a failed journey, tell where everybody was and what they read there."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
        for visitor in item.stash.get(VISITORS, []) if report.failed else []:
            report.sections.append((visitor.page.url, visitor.reads()[:800]))
    return report


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
def arranged(portal: RunningPortal) -> dict[str, dict[str, Any]]:
    """The services that journeys begin from, with their keys: see tests/journeys/arranged.py."""
    made = portal.manage("shell", "-v", "0", "-c", "from tests.journeys.arranged import arrange; arrange()")
    assert made.returncode == 0, made.stderr
    return json.loads(made.stdout.splitlines()[-1])


@pytest.fixture(scope="session")
def mailbox(portal: RunningPortal) -> Mailbox:
    return Mailbox(portal.folder / "mail")


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


@pytest.fixture(scope="session")
def examiner(browser: Browser) -> Iterator[Examiner]:
    """Examines every page; what it has examined once it knows."""
    context = browser.new_context()
    yield Examiner(context)
    context.close()


@pytest.fixture
def arrive(
    browser: Browser, base_url: str, examiner: Examiner, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Visitor]]:
    """`arrive(scripts=False)` is somebody who sits down at a browser; what they leave behind is looked at."""
    visitors = request.node.stash[VISITORS] = []

    def sit_down(*, scripts: bool = True, kind: type[Visitor] = Visitor) -> Visitor:
        context = browser.new_context(base_url=base_url, java_script_enabled=scripts)
        context.set_default_timeout(20_000)
        visitors.append(kind(context.new_page(), examiner, scripts=scripts))
        return visitors[-1]

    yield sit_down
    for visitor in visitors:
        visitor.page.context.close()
    if not request.node.stash.get(FAILED, True):
        for visitor in visitors:
            visitor.leave()


@pytest.fixture
def come_in(arrive: Callable[..., Visitor], accounts: list[dict[str, Any]]) -> Callable[..., Visitor]:
    """`come_in("coordinator", "EXI")` is that account of the demonstration, signed in by the form."""

    def by_form(role: str, prison: str = "", *, scripts: bool = True) -> Visitor:
        account = next(each for each in accounts if each["role"] == role and (each["prison"] or "") == prison)
        visitor = arrive(scripts=scripts)
        visitor.open("/accounts/login/")
        visitor.sign_in(account["email"], account["password"])
        return visitor

    return by_form


@pytest.fixture
def assert_accessible(page: Page, examiner: Examiner) -> Callable[[], None]:
    """Fails with what axe-core finds on the page as it stands (WCAG 2.2 AA and best practice)."""
    return lambda: examiner.run_axe(page)


@pytest.fixture(scope="session")
def in_order(portal: RunningPortal) -> dict[str, Any]:
    """The keys of somebody with all papers in order, and of the papers: see tests/journeys/coming.py."""
    made = portal.manage("shell", "-v", "0", "-c", "from tests.journeys.coming import arrange; arrange()")
    assert made.returncode == 0, made.stderr
    return json.loads(made.stdout.splitlines()[-1])
