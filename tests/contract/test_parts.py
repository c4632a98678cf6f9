"""Whatever is imported is in the lock: what runs here runs on a fresh machine."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions

from tests.contract.tree import CODE, modules, name_of, parsed, text_of


def locked() -> set[str]:
    """The names of the parts of the lock."""
    return set(re.findall(r"^([a-z0-9-]+)(?:\[[^\]]*\])?==", text_of("requirements.lock"), re.M))


def imported(tree: ast.Module) -> set[str]:
    """The top names of everything a module imports, wherever it does."""
    nodes = list(ast.walk(tree))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    plain |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.split(".")[0] for name in plain}


def test_every_import_comes_from_a_part_of_the_lock():
    known = sys.stdlib_module_names | set(CODE)
    parts, owners, strangers = locked(), packages_distributions(), {}
    for path in modules():
        for name in imported(parsed(path)) - known:
            owned_by = {re.sub(r"[-_.]+", "-", one).lower() for one in owners.get(name, ())}
            if not owned_by & parts:
                strangers.setdefault(name, []).append(name_of(path))
    assert strangers == {}
