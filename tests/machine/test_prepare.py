"""What is installed before anything else: the right packages, once, and a plain sentence where it cannot be."""

import importlib
import os
import runpy
import subprocess
import sys
import threading

import pytest

from coordination.configuration import CHECKOUT

PREPARE = CHECKOUT / "coordination" / "machine" / "prepare"
NAMES = ("reporting", "stamps", "debian", "packages", "frontend")


@pytest.fixture
def prepare(monkeypatch):
    """The preparation's own modules, imported by their bare names as the system's Python does."""
    monkeypatch.syspath_prepend(PREPARE)
    loaded = {name: importlib.import_module(name) for name in NAMES}
    yield type("Prepare", (), loaded)
    for name in NAMES:
        sys.modules.pop(name, None)


@pytest.fixture
def commands(prepare, monkeypatch):
    """Commands that would have been run, instead of running them."""
    run = []
    for module in (prepare.debian, prepare.packages, prepare.frontend):
        monkeypatch.setattr(
            module, "run", lambda command, what, **options: run.append([str(c) for c in command])
        )
    return run


@pytest.fixture
def bare_machine(prepare, monkeypatch, tmp_path):
    """A Debian on which nothing was installed."""
    monkeypatch.setattr(prepare.debian, "has_venv", lambda: False)
    monkeypatch.setattr(prepare.debian, "has_library", lambda name: False)
    monkeypatch.setattr(prepare.debian, "has_postgresql", lambda: False)
    monkeypatch.setattr(prepare.debian, "POLICY", tmp_path / "policy-rc.d")
    monkeypatch.setattr(prepare.debian, "CLUSTER_SETTINGS", tmp_path / "createcluster.d" / "portal.conf")
    monkeypatch.setattr(
        prepare.debian.shutil, "which", lambda name: "/x/apt-get" if name == "apt-get" else None
    )
    monkeypatch.setattr(prepare.debian.os, "geteuid", lambda: 0)
    return prepare.debian


def test_it_uses_the_standard_library_only():
    allowed = sys.stdlib_module_names | set(NAMES)
    for path in PREPARE.glob("*.py"):
        for line in path.read_text().splitlines():
            if line.startswith(("import ", "from ")):
                assert line.split()[1].split(".")[0] in allowed, f"{path.name}: {line}"


def test_its_names_hide_nothing_of_the_standard_library():
    assert not set(NAMES) & sys.stdlib_module_names


def test_running_needs_what_prints_and_testing_needs_servers_and_a_browser_too(bare_machine):
    printing = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]
    assert bare_machine.missing_packages("run") == (["python3-venv"], printing)
    needed, _ = bare_machine.missing_packages("test")
    assert set(needed) == {"python3-venv", "redis-server", "chromium", "poppler-utils", "qpdf", "postgresql"}


def test_as_root_packages_are_installed_while_no_server_may_start(bare_machine, commands, monkeypatch):
    seen = []
    monkeypatch.setattr(
        bare_machine,
        "run",
        lambda command, what, **options: seen.append(
            (command, bare_machine.POLICY.read_text(), bare_machine.CLUSTER_SETTINGS.read_text())
        ),
    )
    bare_machine.install_missing("test")
    for _, policy, cluster in seen:
        assert "exit 101" in policy
        assert "create_main_cluster = false" in cluster
    assert "postgresql" in seen[-1][0]
    assert not bare_machine.POLICY.exists()
    assert not bare_machine.CLUSTER_SETTINGS.exists()


def test_a_policy_that_stood_there_before_is_kept(bare_machine, commands):
    bare_machine.POLICY.write_text("theirs")
    bare_machine.install_missing("test")
    assert bare_machine.POLICY.read_text() == "theirs"


def test_without_root_the_administrator_gets_the_exact_line(bare_machine, commands, monkeypatch, prepare):
    monkeypatch.setattr(bare_machine.os, "geteuid", lambda: 1000)
    with pytest.raises(prepare.reporting.Stop, match="apt-get install --no-install-recommends python3-venv"):
        bare_machine.install_missing("run")
    assert commands == []


def test_without_root_and_with_only_print_libraries_missing_the_portal_runs(
    bare_machine, commands, monkeypatch, capsys
):
    monkeypatch.setattr(bare_machine.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(bare_machine, "has_venv", lambda: True)
    bare_machine.install_missing("run")
    said = capsys.readouterr().out
    assert "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in said
    assert "cannot print editions" in said


def test_on_a_prepared_machine_nothing_is_installed(prepare, commands):
    prepare.debian.install_missing("test")
    assert commands == []


def test_packages_are_installed_once_with_hashes(prepare, commands, tmp_path, monkeypatch):
    monkeypatch.setattr(prepare.packages, "works", lambda python: True)
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt"):
        (tmp_path / name).write_text(name)
    prepare.packages.install(tmp_path, for_development=True)
    assert len(commands) == 2
    assert all("--require-hashes" in command for command in commands)
    commands.clear()
    prepare.packages.install(tmp_path, for_development=True)
    prepare.packages.install(tmp_path, for_development=False)
    assert commands == []
    (tmp_path / "requirements.txt").write_text("changed")
    prepare.packages.install(tmp_path, for_development=False)
    assert len(commands) == 1


def test_where_uv_fails_pip_installs_the_same_lock(prepare, commands, tmp_path, monkeypatch):
    tried = []

    def run(command, what, **options):
        tried.append(str(command[0]))
        if str(command[0]).endswith("/bin/uv"):
            raise prepare.reporting.Stop("no certificate")

    monkeypatch.setattr(prepare.packages, "run", run)
    monkeypatch.setattr(prepare.packages, "works", lambda python: True)
    prepare.packages.install(tmp_path, for_development=False)
    assert tried[-2:] == [str(tmp_path / ".venv/bin/uv"), str(tmp_path / ".venv/bin/python")]


def test_an_environment_that_was_moved_is_made_anew(prepare, commands, tmp_path):
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to("/gone/python3")
    prepare.packages.install(tmp_path, for_development=False)
    assert commands[0][1:3] == ["-m", "venv"]


def test_without_npm_it_comes_from_a_locked_wheel(prepare, commands, tmp_path, monkeypatch):
    monkeypatch.setattr(prepare.frontend.shutil, "which", lambda name: None)
    prepare.frontend.install_packages(tmp_path, tmp_path / ".venv/bin/python")
    assert commands[-1][:2] == [str(tmp_path / ".venv/bin/npm"), "ci"]
    assert str(tmp_path / "requirements-npm.txt") in commands[-2]


def test_an_npm_that_is_too_old_is_left_alone(prepare, commands, tmp_path, monkeypatch):
    monkeypatch.setattr(prepare.frontend.shutil, "which", lambda name: "/usr/bin/npm")
    monkeypatch.setattr(prepare.frontend, "npm_version", lambda npm: 6)
    prepare.frontend.install_packages(tmp_path, tmp_path / ".venv/bin/python")
    assert commands[-1][0] == str(tmp_path / ".venv/bin/npm")


@pytest.fixture
def checkout(prepare, commands, tmp_path, monkeypatch):
    """A checkout whose packages are installed and whose own files are one style sheet."""
    monkeypatch.setattr(prepare.frontend, "install_packages", lambda checkout, python: None)
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "portal.css").write_text("body {}")
    (tmp_path / "build" / "collected").mkdir(parents=True)
    return tmp_path


def test_served_files_are_built_anew_only_when_ours_or_the_packages_change(prepare, commands, checkout):
    def build():
        commands.clear()
        prepare.frontend.build(checkout, checkout / "python")
        return [command[2] for command in commands]

    both = ["build_frontend", "collectstatic"]
    assert build() == both
    assert build() == []
    (checkout / "static" / "portal.css").write_text("body { margin: 0 }")
    assert build() == both
    (checkout / "package-lock.json").write_text("{}")
    assert build() == both
    (checkout / "build" / "collected").rmdir()
    assert build() == both


def test_npms_version_is_asked_of_npm(prepare, tmp_path):
    for answer, expected in (("echo 11.19.1", 11), ("echo '?'", 0), ("exit 1", 0)):
        npm = tmp_path / "npm"
        npm.write_text(f"#!/bin/sh\n{answer}\n")
        npm.chmod(0o755)
        assert prepare.frontend.npm_version(str(npm)) == expected


def test_where_the_machines_npm_fails_the_wheels_is_tried(prepare, commands, tmp_path, monkeypatch, capsys):
    tried = []

    def run(command, what, **options):
        tried.append(str(command[0]))
        if str(command[0]) == "/usr/bin/npm":
            raise prepare.reporting.Stop("npm crashed")

    monkeypatch.setattr(prepare.frontend, "run", run)
    monkeypatch.setattr(prepare.frontend.shutil, "which", lambda name: "/usr/bin/npm")
    monkeypatch.setattr(prepare.frontend, "npm_version", lambda npm: 11)
    prepare.frontend.install_packages(tmp_path, tmp_path / ".venv/bin/python")
    assert tried == ["/usr/bin/npm", str(tmp_path / ".venv/bin/npm")]
    assert "npm crashed" in capsys.readouterr().out
    installed = tmp_path / "node_modules" / ".package-lock.json"
    installed.parent.mkdir()
    installed.touch()
    prepare.frontend.install_packages(tmp_path, tmp_path / ".venv/bin/python")
    assert len(tried) == 2
    installed.unlink()
    prepare.frontend.install_packages(tmp_path, tmp_path / ".venv/bin/python")
    assert len(tried) == 4


def test_without_apt_the_packages_are_named_and_printing_alone_stops_nobody(
    bare_machine, commands, monkeypatch, capsys, prepare
):
    monkeypatch.setattr(bare_machine.shutil, "which", lambda name: None)
    with pytest.raises(prepare.reporting.Stop, match="no apt-get"):
        bare_machine.install_missing("test")
    monkeypatch.setattr(bare_machine, "has_venv", lambda: True)
    bare_machine.install_missing("run")
    assert "libpango-1.0-0" in capsys.readouterr().out
    assert bare_machine.default_servers() == []


def test_a_library_is_there_when_it_can_be_loaded(prepare):
    assert prepare.debian.has_library("libc.so.6")
    assert not prepare.debian.has_library("libno-such-library.so.1")


@pytest.mark.parametrize(
    ("purpose", "command"),
    [
        ("run", ["manage.py", "serve", "--email", "x"]),
        ("start", ["manage.py", "serve", "--first-coordinator", "--email", "x"]),
        ("test", ["-m", "pytest", "--email", "x"]),
        ("bench", ["-m", "tests.benchmarks", "--email", "x"]),
        ("load", ["-m", "tests.load", "--email", "x"]),
        ("faults", ["-m", "pytest", "-q", "-s", "tests/faults/fifteen_thousand.py", "--email", "x"]),
    ],
)
def test_a_purpose_prepares_and_becomes_its_command(prepare, monkeypatch, purpose, command):
    prepared, became = [], []
    monkeypatch.setattr(prepare.debian, "install_missing", prepared.append)
    monkeypatch.setattr(
        prepare.packages,
        "install",
        lambda checkout, for_development: prepared.append(for_development) or "python",
    )
    monkeypatch.setattr(prepare.frontend, "build", lambda checkout, python: prepared.append(python))
    monkeypatch.setattr(os, "execv", lambda program, words: became.extend(words))
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0})
    runpy.run_path(str(PREPARE / "__main__.py"))["main"](purpose, ["--email", "x"])
    assert prepared == [purpose, purpose not in ("run", "start"), "python"]
    assert [word.removeprefix(f"{CHECKOUT}/") for word in became[1:]] == command


@pytest.mark.parametrize(
    ("processors", "arguments", "option"),
    [
        (2, [], ["-n", "2"]),
        (2, ["-k", "gate", "--durations=5"], ["-n", "2"]),
        (2, ["tests/directory"], ["-n", "2"]),
        (64, [], ["-n", "4"]),
        (1, [], []),
        (2, ["tests/directory/test_policies.py"], []),
        (2, ["tests/directory/test_policies.py::test_x", "-x"], []),
        (2, ["--pdb"], []),
        (2, ["-n0"], []),
    ],
)
def test_whole_suites_run_on_all_processors_and_single_files_start_at_once(
    prepare, monkeypatch, processors, arguments, option
):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(processors)))
    assert runpy.run_path(str(PREPARE / "__main__.py"))["workers"](arguments) == option


def test_checking_prepares_and_starts_nothing(prepare, monkeypatch):
    monkeypatch.setattr(prepare.debian, "install_missing", lambda purpose: None)
    monkeypatch.setattr(prepare.packages, "install", lambda checkout, for_development: "python")
    monkeypatch.setattr(prepare.frontend, "build", lambda checkout, python: None)
    monkeypatch.setattr(os, "execv", lambda program, words: pytest.fail("started something"))
    runpy.run_path(str(PREPARE / "__main__.py"))["main"]("check", [])


def test_two_preparations_of_one_checkout_wait_for_each_other(prepare, tmp_path, monkeypatch, capsys):
    names = runpy.run_path(str(PREPARE / "__main__.py"))
    hold = names["one_at_a_time"]
    monkeypatch.setitem(hold.__wrapped__.__globals__, "CHECKOUT", tmp_path)
    order = []

    def second():
        with hold():
            order.append("second")

    with hold():
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.5)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]
    assert "waiting for it" in capsys.readouterr().out


def test_a_failing_command_stops_with_its_last_lines(prepare):
    command = [sys.executable, "-c", "print('no space left'); raise SystemExit(1)"]
    with pytest.raises(prepare.reporting.Stop, match=r"no space left(.|\n)*Unpacking failed"):
        prepare.reporting.run(command, "Unpacking")


def test_debian_made_no_server_of_its_own(prepare):
    """Where these preparations installed PostgreSQL, no cluster listens beside the tests' own."""
    assert all("online" not in line for line in prepare.debian.default_servers())


def test_an_old_python_is_refused_with_a_cure(tmp_path):
    script = (
        f"import sys; sys.path.insert(0, {str(PREPARE)!r}); sys.version_info = (3, 9, 2); import runpy;"
        f"sys.argv = ['prepare', 'run']; runpy.run_path({str(PREPARE)!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "make run PYTHON=python3.11" in done.stderr


@pytest.mark.parametrize("name", ["requirements", "requirements-dev", "requirements-npm", "requirements-uv"])
def test_locks_hold_hashes_and_no_address(name):
    lines = (CHECKOUT / f"{name}.txt").read_text().splitlines()
    packages = [line for line in lines if "==" in line]
    assert packages
    assert all(line.endswith("\\") for line in packages), "a package without a hash"
    assert not [line for line in lines if "://" in line or line.startswith("-")]


def test_the_front_end_lock_holds_hashes_and_no_address():
    text = (CHECKOUT / "package-lock.json").read_text()
    assert "resolved" not in text
    assert text.count('"integrity"') == text.count('"node_modules/')
