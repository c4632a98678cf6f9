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

import httpx
import pytest
from click.testing import CliRunner

from onestop.cli import main
from onestop.commands.serving import Address
from onestop.storage.engine import open_engine
from tests.fixtures.logins import PASSWORD, add_account


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


def with_an_account(folder: Path) -> dict[str, str]:
    """An initialised store that somebody has an account of; the password `PASSWORD`."""
    env = initialised(folder)
    engine = open_engine(env["ONESTOP_DATABASE_URL"])
    add_account(engine, "lan", "admin")
    engine.dispose()
    return env


@contextmanager
def serving(env: dict[str, str], port: int, *more: str):
    """The command in a process of its own; its first line says that it listens."""
    command = [sys.executable, "-m", "onestop.cli", "serve", "--port", str(port), "--workers", "1"]
    command += more
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


def test_without_accounts_this_machine_alone_is_served_and_told_so(tmp_path):
    env, port = initialised(tmp_path), free_port()
    with serving(env, port) as (process, _):
        assert "Chưa có tài khoản" in process.stdout.readline()
        assert answer_of(port, "/version")[0] == 200


def test_without_accounts_the_network_is_not_let_in(tmp_path):
    env = initialised(tmp_path)
    command = [sys.executable, "-m", "onestop.cli", "serve", "--host", "0.0.0.0"]
    told = subprocess.run(
        [*command, "--port", str(free_port())],
        env={**os.environ, **env, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
    )
    assert told.returncode == 2
    assert "onestop accounts add" in told.stderr


def test_with_accounts_the_network_has_to_log_in(tmp_path):
    env, port = with_an_account(tmp_path), free_port()
    with serving(env, port, "--host", "0.0.0.0", "--workers", "2") as (process, _):
        assert "không mã hóa" in process.stdout.readline()
        assert answer_of(port, "/")[1].count("/login") > 0
        page = f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=page, headers={"Origin": page}) as browser:
            assert browser.get("/version").status_code == 401
            told = {"name": "lan", "password": PASSWORD}
            assert browser.post("/login", data=told).status_code == 303
            codes = {browser.get("/version").status_code for _ in range(10)}
            assert codes == {200}  # whichever worker answers


def test_only_the_proxies_that_were_named_are_believed(tmp_path):
    told = {"name": "lan", "password": PASSWORD}
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.1.2.3"}
    cookies = []
    for name, proxies in (("a", ""), ("b", "127.0.0.1")):
        (tmp_path / name).mkdir()
        env = {**with_an_account(tmp_path / name), "ONESTOP_TRUSTED_PROXIES": proxies}
        port = free_port()
        with serving(env, port):
            assert answer_of(port, "/healthz")[0] == 200
            page = f"http://127.0.0.1:{port}"
            answer = httpx.post(f"{page}/login", data=told, headers={"Origin": page, **headers})
            cookies.append(answer.headers["Set-Cookie"])
    assert "Secure" not in cookies[0]
    assert cookies[1].startswith("__Host-")
    assert "Secure" in cookies[1]


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
