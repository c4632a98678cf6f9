"""`onestop serve`: the pages answer, say when they cannot be opened, and end when told."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from onestop.cli import main
from onestop.commands.serving import Address


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as line:
        return line.getsockname()[1]


def environment(folder: Path) -> dict[str, str]:
    return {
        "ONESTOP_DATABASE_URL": f"sqlite:///{(folder / 'onestop.db').as_posix()}",
        "ONESTOP_DATA_DIR": str(folder),
    }


def initialised(folder: Path) -> dict[str, str]:
    env = environment(folder)
    assert CliRunner().invoke(main, ["init"], env=env).exit_code == 0
    return env


@contextmanager
def serving(env: dict[str, str], port: int):
    """The command in a process of its own; its first line says that it listens."""
    command = [sys.executable, "-m", "onestop.cli", "serve", "--port", str(port), "--workers", "1"]
    told = {**os.environ, **env, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
    process = subprocess.Popen(command, env=told, stdout=subprocess.PIPE, text=True)
    try:
        yield process, process.stdout.readline()
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def answer_of(port: int, path: str) -> tuple[int, str]:
    """Waits in the accept queue until the server is up: no polling."""
    for _ in range(200):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError):
                raise
            signal.sigtimedwait([], 0.05)
    raise AssertionError("the server never listened")


def test_the_pages_are_served_and_end_when_told(tmp_path):
    env, port = initialised(tmp_path), free_port()
    with serving(env, port) as (process, line):
        assert f"http://127.0.0.1:{port}/" in line
        assert answer_of(port, "/healthz") == (200, '{"status":"ok"}\n')
        assert json.loads(answer_of(port, "/readyz")[1]) == {"status": "ok"}
        assert "onestop" in answer_of(port, "/")[1]
    assert process.returncode == 0


def test_a_taken_port_is_a_sentence(tmp_path):
    env = initialised(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as line:
        port = str(line.getsockname()[1])
        command = [sys.executable, "-m", "onestop.cli", "serve", "--port", port]
        told = subprocess.run(
            command, env={**os.environ, **env, "PYTHONUTF8": "1"}, capture_output=True, text=True
        )
    assert told.returncode == 2
    assert "--port" in told.stderr
    assert "Traceback" not in told.stderr


def test_without_a_store_nothing_is_served(tmp_path):
    command = [sys.executable, "-m", "onestop.cli", "serve", "--port", str(free_port())]
    env = {**os.environ, **environment(tmp_path), "PYTHONUTF8": "1"}
    told = subprocess.run(command, env=env, capture_output=True, text=True)
    assert told.returncode == 1
    assert "onestop init" in told.stderr


@pytest.mark.parametrize(
    ("host", "alone"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("pc-7", False)],
)
def test_whether_only_this_machine_is_served(host, alone):
    assert Address(host, 80).is_this_machine_only is alone


def test_an_address_of_six_parts_is_written_in_brackets():
    assert Address("::1", 8050).url() == "http://[::1]:8050/"
