"""The documents know every word, every indicator and every task that the code knows."""

from __future__ import annotations

import re
import runpy

import pytest

from onestop.commands.docs import page, policies_of
from onestop.domain.dossier import KINDS
from onestop.domain.indicators import INDICATORS
from onestop.domain.measures import MEASURES
from tests.contract.tree import ROOT, text_of, tracked_files


CODES = [indicator.code for indicator in INDICATORS]


def test_the_glossary_has_every_field_measure_and_indicator():
    words = set(re.findall(r"`([^`]+)`", text_of("GLOSSARY.md")))
    fields = {field.code for fields in KINDS.values() for field in fields}
    assert sorted((fields | {m.code for m in MEASURES} | set(CODES)) - words) == []


@pytest.mark.parametrize("indicator", INDICATORS, ids=CODES)
def test_an_indicator_is_labelled_sourced_and_documented(indicator):
    assert indicator.label_vi
    assert indicator.label_en
    assert indicator.source
    page = text_of("docs/indicators.md")
    assert f"`{indicator.code}`" in page
    assert indicator.label_vi in page
    assert indicator.source in page


def test_the_page_of_indicators_is_what_the_declarations_say():
    assert text_of("docs/indicators.md") == page(), "run: python3 tasks.py docs"


def test_the_page_names_a_policy_where_it_changes_a_count():
    by_code = {indicator.code: policies_of(indicator) for indicator in INDICATORS}
    assert by_code["online_share"] == []
    assert by_code["result_digitised_share"] == ["stopped"]
    assert "paused_overdue" in by_code["overdue_share"]
    assert "paused_overdue" not in by_code["late_share"]


@pytest.mark.parametrize("code", CODES)
def test_an_indicator_has_a_specification(code):
    specs = (ROOT / "tests" / "spec").glob("test_*.py")
    assert any(f'"{code}"' in path.read_text(encoding="utf-8") for path in specs)


def test_the_changelog_has_a_place_for_the_next_change():
    assert "## Unreleased" in text_of("CHANGELOG.md")


def test_the_readme_is_short_and_gives_the_two_commands():
    readme = text_of("README.md")
    assert readme.count("\n") <= 60
    assert "python3 tasks.py demo" in readme
    assert "python3 tasks.py test" in readme


def test_every_task_stands_in_the_developers_manual():
    tasks = runpy.run_path(str(ROOT / "tasks.py"))["TASKS"]
    missing = [name for name in tasks if f"tasks.py {name}" not in text_of("DEVELOPERS.md")]
    assert missing == []


def test_every_link_between_our_documents_leads_somewhere():
    broken = []
    for path in tracked_files():
        if path.suffix == ".md":
            links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
            broken += [
                f"{path.name}: {link}" for link in links if not (path.parent / link).exists()
            ]
    assert broken == []


def test_the_lock_holds_exact_versions_and_hashes_and_no_address():
    lines = text_of("requirements.lock").splitlines()
    parts = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert parts
    assert [line for line in parts if "==" not in line] == []
    assert [line for line in lines if "://" in line or line.startswith("-")] == []
    hashes = text_of("requirements.lock").count("--hash=sha256:")
    assert hashes >= len(parts)


def test_decisions_are_numbered_without_a_gap():
    names = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
