"""The Procfile starts in production what the supervisor starts on one machine."""

import re
import shlex

from coordination.configuration import CHECKOUT, VARIABLES
from coordination.management.commands.serve import Command

PROCESSES = dict(line.split(": ", 1) for line in (CHECKOUT / "Procfile").read_text().splitlines())


def test_it_names_the_processes():
    assert list(PROCESSES) == ["release", "web", "worker", "beat"]


def test_its_variables_and_their_defaults_are_those_of_the_table():
    defaults = {variable.name: variable.default for variable in VARIABLES}
    for name, default in re.findall(r"\$\{(\w+):-([^}]*)\}", " ".join(PROCESSES.values())):
        assert defaults[name] == default


def test_the_supervisor_starts_the_same_programs_with_the_same_options():
    serve = Command()
    serve.host, serve.port = "127.0.0.1", 8000
    for name, child in (("web", serve.web()), ("worker", serve.worker()), ("beat", serve.beat())):
        options = {word.split("=")[0] for word in shlex.split(PROCESSES[name]) if word.startswith("--")}
        ours = {word.split("=")[0] for word in child.command if word.startswith("--")}
        assert options <= ours, name
        assert shlex.split(PROCESSES[name])[:3] == ["python", "-m", child.command[2]]
