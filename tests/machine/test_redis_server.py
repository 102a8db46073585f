"""The Redis of the embedded default, wherever it comes from."""

import shutil
import sys
from pathlib import Path

import pytest

from coordination.machine import processes, redis_server

WHEEL = Path(sys.prefix)


def test_the_machines_own_redis_comes_first(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/redis-server")
    assert redis_server.find_redis_server() == Path("/usr/bin/redis-server")


def test_without_it_the_wheels_serves_and_keeps_what_is_queued(monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    program = redis_server.find_redis_server()
    assert program.is_relative_to(WHEEL)
    socket = tmp_path / "redis.sock"
    command = redis_server.command_line(program, folder=tmp_path, socket_path=socket)
    with (tmp_path / "log").open("wb") as log:
        process = processes.start(command, output=log)
    try:
        assert processes.wait_until(lambda: redis_server.answers(socket), seconds=10)
    finally:
        processes.stop(process)
    assert not redis_server.answers(socket)
    assert list(tmp_path.glob("redis-*/appendonly*"))


def test_without_both_the_sentence_names_debians_package(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(redis_server, "find_spec", lambda name: None)
    with pytest.raises(
        redis_server.RedisMissing, match="apt-get install --no-install-recommends redis-server"
    ):
        redis_server.find_redis_server()


def test_two_main_versions_do_not_share_a_folder(tmp_path):
    folders = []
    for version in ("6.2.14", "7.0.15"):
        program = tmp_path / f"redis-{version}"
        program.write_text(f"#!/bin/sh\necho 'Redis server v={version} sha=0'\n")
        program.chmod(0o755)
        command = redis_server.command_line(program, folder=tmp_path)
        folders.append(command[command.index("--dir") + 1])
    assert folders == [str(tmp_path / "redis-6"), str(tmp_path / "redis-7")]
