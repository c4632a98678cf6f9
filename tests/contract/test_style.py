"""The codebase is still itself: sizes, names, docstrings, and who may read what."""

from __future__ import annotations

import ast
import re
import sys

import pytest

from tests.contract.tree import modules, name_of, parsed, tracked_files


LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
EXCUSE = "more than 400 lines because"
"""A module over the limit says why in its docstring, in these words."""

SAYS_NOTHING = {"utils", "util", "helpers", "common", "misc", "base", "manager"}
MACHINE_PATH = re.compile(r"(?<![\w.:/])/(?:home|root|work|farm|Users)/\w+")
INDEX_HOST = re.compile(r"pypi\.org|pythonhosted\.org|registry\.npmjs")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def is_migration(path):
    """A migration is a frozen list of columns: long, and never edited again."""
    return "migrations/versions/" in name_of(path)


def functions():
    read = [path for path in modules() if not is_migration(path)]
    found = [(path, node) for path in read for node in ast.walk(parsed(path))]
    return [(path, node) for path, node in found if isinstance(node, FUNCTIONS)]


def test_every_module_says_in_its_docstring_what_it_knows():
    silent = [name_of(path) for path in modules() if not ast.get_docstring(parsed(path))]
    assert silent == []


def test_no_module_is_longer_than_one_can_hold_in_mind():
    def too_long(path):
        lines = path.read_text(encoding="utf-8").count("\n")
        return lines > LONGEST_MODULE and EXCUSE not in (ast.get_docstring(parsed(path)) or "")

    assert [name_of(path) for path in modules() if not is_migration(path) and too_long(path)] == []


def test_no_function_is_longer_than_a_screen():
    found = [
        f"{name_of(path)}: {node.name}"
        for path, node in functions()
        if node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert found == []


def test_no_module_has_a_name_that_says_nothing():
    assert [name_of(path) for path in modules() if path.stem in SAYS_NOTHING] == []


def test_the_domain_imports_nothing_but_the_standard_library():
    allowed = sys.stdlib_module_names | {"onestop"}
    found = []
    for path in modules():
        if "onestop/domain/" in name_of(path):
            found += [
                f"{name_of(path)}: {name}"
                for name in imported(parsed(path))
                if name.split(".")[0] not in allowed
            ]
    assert found == []


def imported(tree: ast.Module) -> list[str]:
    nodes = list(ast.walk(tree))
    plain = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return plain + [node.module for node in nodes if isinstance(node, ast.ImportFrom)]


def test_only_settings_reads_the_environment():
    def reads(path):
        return any(
            isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "environb")
            for node in ast.walk(parsed(path))
        )

    ours = [path for path in modules() if name_of(path).startswith(("onestop/", "etl/", "dash"))]
    assert [name_of(path) for path in ours if reads(path)] == ["onestop/settings.py"]


@pytest.mark.parametrize("pattern", [MACHINE_PATH, INDEX_HOST], ids=["path", "index host"])
def test_no_file_names_one_machine_or_one_index(pattern):
    found = {}
    for path in tracked_files():
        text = path.read_bytes().decode("utf-8", errors="replace")
        if match := pattern.search(text):
            found[name_of(path)] = match.group()
    assert found == {}
