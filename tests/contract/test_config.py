"""Every file of config/ can be read, before anything relies on it."""

from __future__ import annotations

import csv
import tomllib

import pytest

from etl.profile_files import load_profiles
from onestop.domain.policy import Policy, load_policy
from onestop.domain.working_time import load_calendar
from onestop.settings import shipped_config


def files(suffix: str) -> list:
    return [
        pytest.param(path, id=path.relative_to(shipped_config()).as_posix())
        for path in sorted(shipped_config().rglob(f"*{suffix}"))
    ]


@pytest.mark.parametrize("path", files(".toml"))
def test_a_declaration_is_toml_and_says_something(path):
    assert tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", files(".csv"))
def test_every_row_of_a_table_has_as_many_cells_as_its_heading(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    heading, *rows = csv.reader(line for line in lines if line and not line.startswith("#"))
    ragged = [row for row in rows if len(row) != len(heading)]
    assert heading == [name.strip() for name in heading]
    assert rows
    assert ragged == []


def test_the_config_folder_explains_itself():
    unexplained = [
        folder.name
        for folder in sorted(shipped_config().iterdir())
        if folder.is_dir()
        if f"{folder.name}/" not in (shipped_config() / "README.md").read_text(encoding="utf-8")
    ]
    assert unexplained == []


def test_every_source_profile_loads_and_has_a_code_of_its_own():
    profiles = load_profiles([shipped_config() / "sources"])
    codes = [profile.code for profile in profiles]
    assert len(profiles) == len(list((shipped_config() / "sources").glob("*.toml")))
    assert len(set(codes)) == len(codes) > 0


def test_the_shipped_policy_is_the_default_one():
    assert load_policy(shipped_config() / "policy.toml") == Policy()


def test_the_shipped_calendar_loads():
    assert load_calendar(shipped_config() / "calendar")
