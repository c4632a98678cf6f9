"""The project's own files, as the contract tests walk them."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path


ROOT = Path(__file__).resolve().parent.parent.parent
CODE = ("onestop", "etl", "dashboards", "tests", "benchmarks")


@cache
def tracked_files() -> tuple[Path, ...]:
    """What git tracks or would; without git (an unpacked archive), the folders that we know."""
    asked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if asked.returncode:
        known = (*CODE, "config", "docs", ".ci")
        inside = (path for folder in known for path in (ROOT / folder).rglob("*"))
        found = [*ROOT.glob("*.*"), *(path for path in inside if path.suffix != ".pyc")]
    else:
        found = [ROOT / name for name in asked.stdout.splitlines()]
    return tuple(sorted(path for path in found if path.is_file()))


@cache
def modules() -> tuple[Path, ...]:
    """Every Python file of ours; an __init__.py with nothing in it is only a marker."""
    ours = (path for path in tracked_files() if path.suffix == ".py")
    return tuple(path for path in ours if path.stat().st_size)


@cache
def parsed(path: Path) -> ast.Module:
    """A module's syntax tree, read once for all tests."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    """A file's name as a person would say it."""
    return path.relative_to(ROOT).as_posix()


def text_of(name: str) -> str:
    """A document of the tree."""
    return (ROOT / name).read_text(encoding="utf-8")
