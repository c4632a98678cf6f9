"""tasks.py explains itself, and knows when its environment is out of date."""

from __future__ import annotations

import runpy
import subprocess
import sys

import pytest

from tests.contract.tree import ROOT


TASKS = str(ROOT / "tasks.py")


def started(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, TASKS, *arguments], capture_output=True, text=True)


def test_without_arguments_it_lists_every_task():
    answer = started()
    assert answer.returncode == 0
    for task in ("demo", "test", "check", "fix", "bench", "lock"):
        assert f"\n  {task} " in answer.stdout


def test_a_task_that_does_not_exist_is_a_usage_error():
    assert started("celebrate").returncode == 2


def test_an_old_python_is_refused_in_a_sentence(monkeypatch):
    main = runpy.run_path(TASKS)["main"]
    monkeypatch.setattr(sys, "version_info", (3, 10, 2, "final", 0))
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer; this is 3\.10"):
        main(["test"])


def test_a_changed_lock_or_a_moved_folder_means_installing_again(tmp_path):
    tasks = runpy.run_path(TASKS)
    seen = [tasks["fingerprint"]()]
    changed = tmp_path / "requirements.lock"
    changed.write_bytes((ROOT / "requirements.lock").read_bytes() + b"\n")
    tasks["fingerprint"].__globals__["LOCK"] = changed
    seen.append(tasks["fingerprint"]())
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    tasks["fingerprint"].__globals__["ROOT"] = tmp_path
    seen.append(tasks["fingerprint"]())
    assert len(set(seen)) == 3


def test_a_system_without_ensurepip_is_told_what_to_install(monkeypatch, tmp_path):
    make_venv = runpy.run_path(TASKS)["make_venv"]
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="apt install python3-venv"):
        make_venv(tmp_path / "venv")
    assert list(tmp_path.iterdir()) == []
