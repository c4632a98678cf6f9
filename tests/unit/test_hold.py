"""A hold is seen by other processes and ends with whoever holds it, however that ends."""

from __future__ import annotations

import subprocess
import sys

import pytest

from onestop.storage import hold
from onestop.storage.hold import held, is_held


HOLDER = """
import sys
from pathlib import Path
from onestop.storage.hold import held
with held(Path(sys.argv[1])) as mine:
    print(mine, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds a file until it is told otherwise, or killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "a.hold")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout.readline() == b"True\n"
    yield process
    process.kill()
    process.communicate()


def test_a_file_that_is_not_there_is_not_held(tmp_path):
    assert not is_held(tmp_path / "a.hold")
    assert list(tmp_path.iterdir()) == []


def test_a_hold_is_seen_from_outside(tmp_path, holder):
    assert is_held(tmp_path / "a.hold")


def test_only_one_holds_a_file(tmp_path, holder, monkeypatch):
    monkeypatch.setattr(hold, "PATIENCE", 0)
    with held(tmp_path / "a.hold") as mine:
        assert not mine


def test_a_hold_ends_with_its_holder(tmp_path, holder):
    holder.communicate()
    assert not is_held(tmp_path / "a.hold")


def test_a_killed_holder_holds_nothing(tmp_path, holder):
    holder.kill()
    holder.wait()
    assert not is_held(tmp_path / "a.hold")
    with held(tmp_path / "a.hold") as mine:
        assert mine
