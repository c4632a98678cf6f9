"""What `pip install .` puts on a machine: the code, and the config that travels with it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from onestop.settings import shipped_config
from tests.contract.tree import ROOT, name_of, tracked_files


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built from the tree as it is."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def packed(wheel) -> set[str]:
    """The names inside the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_file_of_config_travels_inside_the_package(packed):
    ours = (path for path in shipped_config().rglob("*") if path.is_file())
    wanted = {f"onestop/config/{path.relative_to(shipped_config()).as_posix()}" for path in ours}
    assert wanted
    assert wanted - packed == set()


def test_every_file_of_the_packages_travels_too(packed):
    packages = ("onestop/", "etl/", "dashboards/")
    wanted = {name_of(path) for path in tracked_files() if name_of(path).startswith(packages)}
    assert wanted - packed == set()


def test_nothing_else_lands_in_site_packages(packed):
    tops = {name.split("/")[0] for name in packed if ".dist-info/" not in name}
    assert tops == {"onestop", "etl", "dashboards"}


def test_the_demo_runs_from_the_wheel_alone_in_another_folder(wheel, tmp_path):
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    start = (
        f"import sys; sys.path[:] = [{str(installed)!r}] + "
        f"[p for p in sys.path if p not in ('', {str(ROOT)!r})]; "
        "import onestop.cli; sys.argv = ['onestop', *sys.argv[1:]]; onestop.cli.run()"
    )
    told = [sys.executable, "-c", start, "demo", "--no-serve", "--dossiers", "200"]
    env = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(told, cwd=tmp_path, env=env, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "var" / "demo" / "data" / "onestop.db").exists()
    assert "Tỷ lệ giải quyết đúng hạn" in done.stdout
