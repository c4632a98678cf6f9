"""Migrations form one line: each follows one, none is followed by two."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.contract.tree import ROOT, parsed


FOLDER = ROOT / "onestop" / "storage" / "migrations"


def revisions() -> dict[str, str | None]:
    """Each revision and the one that it follows."""
    told = [constants(path) for path in sorted(FOLDER.rglob("*.py"))]
    return {names["revision"]: names["down_revision"] for names in told if "revision" in names}


def constants(path: Path) -> dict[str, object]:
    """A module's plain assignments, annotated or not."""
    found = {}
    for node in parsed(path).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            found[target.id] = node.value.value
    return found


def test_migrations_run_in_one_line_from_the_first():
    follows = revisions()
    line, current = [], None
    while (following := [new for new, old in follows.items() if old == current]) != []:
        assert len(following) == 1, f"{current} is followed by {following}"
        current = following[0]
        line.append(current)
    assert line
    assert sorted(line) == sorted(follows)


def test_migrations_are_numbered_in_the_order_they_run():
    assert list(revisions()) == sorted(revisions())
