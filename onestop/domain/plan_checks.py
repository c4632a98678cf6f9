"""Every mistake of a plan's file at once, for whoever writes one.

Loading stops at the first mistake (`plan_files`); this goes on with the next task and target.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from onestop.domain import plan_files as files
from onestop.domain.declared import Table, read_toml
from onestop.domain.errors import DeclarationError


def mistakes_in(file: Path) -> list[DeclarationError]:
    """What is wrong with a plan's file, each with file, key and nearest; none where it loads.

    One mistake of each task, target and of the head; a file that is no TOML has one.
    """
    try:
        told = Table(str(file), "", read_toml(file))
    except DeclarationError as error:
        return [error]
    year = told.told.get("first_year")
    tasks, targets = _tables(told, "task"), _tables(told, "target")
    codes = {str(one.told.get("code", "")) for one in tasks}
    first_year = year if isinstance(year, int) and not isinstance(year, bool) else 2000
    found = _of_each(tasks, lambda one: files._task(one, first_year))
    found += _of_each(targets, lambda one: files._target(one, codes))
    return found or _of_each([file], files.load_plan)


def _of_each(things: Iterable, check: Callable) -> list[DeclarationError]:
    found = []
    for one in things:
        try:
            check(one)
        except DeclarationError as error:
            found.append(error)
    return found


def _tables(told: Table, key: str) -> list[Table]:
    """The tables of a key; where they are no tables, loading the whole tells so."""
    try:
        return told.tables(key)
    except DeclarationError:
        return []
