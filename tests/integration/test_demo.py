"""`onestop demo`: from nothing to figures, again and again, and never in another's folder."""

from __future__ import annotations

import json
import re
import sqlite3
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from onestop.cli import main
from onestop.commands.showing import LAST
from onestop.domain.errors import DeclarationError, UsageError
from onestop.domain.indicators import BY_CODE
from onestop.domain.plan_files import load_plan, load_plans
from tests.contract.tree import text_of


def run(*arguments: str, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(main, [*arguments], env=env, catch_exceptions=False)


def demo_in(folder: Path, *more: str) -> Result:
    return run("demo", "--no-serve", "--dossiers", "400", "--folder", str(folder), *more)


@pytest.fixture(scope="module")
def shown(tmp_path_factory) -> tuple[Path, str]:
    """A finished demo: its folder and what it printed."""
    folder = tmp_path_factory.mktemp("demo") / "hồ sơ mẫu"
    done = demo_in(folder)
    assert done.exit_code == 0
    return folder, done.output


def store_of(folder: Path) -> dict[str, str]:
    url = f"sqlite:///{(folder / 'data' / 'onestop.db').as_posix()}"
    return {"ONESTOP_DATABASE_URL": url, "ONESTOP_DATA_DIR": str(folder / "data")}


def test_the_demo_prints_every_part_it_promises(shown):
    folder, printed = shown
    for promised in (str(folder), "Tỷ lệ giải quyết đúng hạn", "≥ 98 %", "còn được", "Hạng"):
        assert promised in printed
    assert "Phát hiện" in printed
    assert "chưa có trang" not in printed


def test_every_file_of_the_demo_is_loaded_and_only_the_planted_rows_are_refused(shown):
    folder, _ = shown
    listed = run("imports", "--format", "json", env=store_of(folder))
    loads = json.loads(listed.output)["rows"]
    assert len(loads) == 8
    assert sum(one["rejected"] for one in loads) == 4
    assert all(one["inserted"] + one["updated"] for one in loads)


def test_the_figures_of_the_demo_are_those_of_the_indicators_command(shown):
    folder, printed = shown
    asked = run("indicators", "--period", "2024", "--format", "json", env=store_of(folder))
    (row,) = json.loads(asked.output)["rows"]
    on_time = row["indicators"]["on_time_share"]
    written = f"{on_time['ratio'] * 100:.1f} %".replace(".", ",")
    assert on_time["denominator"] > 100
    assert written in printed
    assert f"{on_time['numerator']}/{on_time['denominator']}" in printed


def test_the_store_of_the_demo_passes_verify(shown):
    folder, _ = shown
    assert run("verify", env=store_of(folder)).exit_code == 0


def test_the_commands_it_proposes_name_the_store_it_made(shown):
    folder, printed = shown
    (told,) = re.findall(r'set "ONESTOP_DATABASE_URL=(.*)"', printed)
    assert told == store_of(folder)["ONESTOP_DATABASE_URL"]
    path = told.removeprefix("sqlite:///")
    with sqlite3.connect(path) as store:
        assert store.execute("SELECT count(*) FROM dossier").fetchone()[0] > 300
    store.close()


def test_running_it_again_starts_over_and_says_the_same(tmp_path):
    first, again = demo_in(tmp_path / "demo"), demo_in(tmp_path / "demo")
    assert again.exit_code == 0
    assert again.output == first.output


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path):
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "mine.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(UsageError, match="--folder"):
        demo_in(tmp_path)
    assert [path.name for path in tmp_path.rglob("*")] == ["exports", "mine.csv"]


def test_the_demo_ends_by_serving_its_own_store_with_its_own_plan(tmp_path, monkeypatch):
    served = []
    monkeypatch.setattr("onestop.commands.showing.run", lambda *asked, **more: served.append(asked))
    told = run("--lang", "en", "demo", "--dossiers", "400", "--folder", str(tmp_path / "demo"))
    assert told.exit_code == 0
    ((here, address),) = served
    assert here.settings.data_dir == tmp_path / "demo" / "data"
    assert here.settings.plans == ("demo",)
    assert address.is_this_machine_only


def test_the_demo_does_not_touch_the_store_of_the_installation(tmp_path):
    env = store_of(tmp_path / "office")
    assert run("demo", "--no-serve", "--dossiers", "400", "--folder", str(tmp_path / "d"), env=env)
    assert not (tmp_path / "office").exists()


def test_its_targets_are_declared_and_name_real_indicators(config_dir):
    (plan,) = load_plans([config_dir / "demo" / "plans"])
    assert plan.code == "demo"
    assert len(plan.targets) == 6
    assert {target.indicator for target in plan.targets} <= set(BY_CODE)


def test_a_target_that_makes_no_sense_is_told_with_its_file(tmp_path):
    path = tmp_path / "demo.toml"
    told = (
        'code = "demo"\ntitle = "t"\nauthority = "a"\nlevel = "district"\nfirst_year = 2024\n'
        '[[target]]\ncode = "x"\nindicator = "on_time_share"\n'
    )
    path.write_text(told, encoding="utf-8")
    with pytest.raises(DeclarationError, match=r"demo\.toml, target x\.comparator"):
        load_plan(path)


def test_the_picture_in_the_readme_fetches_nothing_from_outside():
    picture = text_of("docs/demo.svg")
    assert ET.fromstring(picture).tag.endswith("svg")
    assert re.findall(r"url\((?!#)|@font-face|href=.http", picture) == []
    assert f"{LAST:%Y}" in picture
