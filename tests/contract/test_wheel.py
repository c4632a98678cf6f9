"""What `pip install .` puts on a machine: the code, and the config that travels with it."""

from __future__ import annotations

import subprocess
import sys
import zipfile

import pytest

from onestop.settings import shipped_config
from tests.contract.tree import ROOT, name_of, tracked_files


@pytest.fixture(scope="module")
def packed(tmp_path_factory) -> set[str]:
    """The names inside the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
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
