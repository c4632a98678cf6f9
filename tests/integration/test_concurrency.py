"""Two loads at once into one store: one waits for the other, nothing is lost or doubled."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.fixtures.worlds import AS_OF, Office, as_csv, done, many, row


def together(office: Office, *commands: tuple) -> list[dict]:
    """Loads begun at the same time; what each reported."""
    begun = [
        subprocess.Popen(
            [sys.executable, "-m", "onestop.cli", "import", *args, "--format", "json"],
            env={**os.environ, **office.settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for args in commands
    ]
    told = [process.communicate(timeout=90) for process in begun]
    assert [process.returncode for process in begun] == [0] * len(commands), told
    return [json.loads(out)["totals"] for out, _ in told]


def test_two_different_files_at_once_are_both_loaded(office, tmp_path):
    files = [as_csv(tmp_path / f"{name}.csv", many(4000, name)) for name in "AB"]
    told = together(office, *((path, "--as-of", AS_OF) for path in files))
    assert [one["inserted"] for one in told] == [4000, 4000]
    assert office.rows("SELECT count(*), count(DISTINCT code) FROM dossier") == [(8000, 8000)]
    office.recount()


def test_the_same_file_twice_at_once_is_loaded_once(office, tmp_path):
    path = as_csv(tmp_path / "a.csv", many(4000))
    told = together(office, (path, "--as-of", AS_OF), (path, "--as-of", AS_OF))
    assert sorted(one["inserted"] for one in told) == [0, 4000]
    assert sorted(one["unchanged"] for one in told) == [0, 4000]
    assert office.rows("SELECT count(*) FROM snapshot") == [(1,)]
    office.recount()


def test_two_files_about_the_same_dossiers_meet_in_one_row_each(office, tmp_path):
    older = as_csv(tmp_path / "a.csv", [row(f"A{n:05}") for n in range(3000)])
    newer = as_csv(tmp_path / "b.csv", [done(f"A{n:05}") for n in range(3000)])
    told = together(office, (older, "--as-of", "2024-05-31"), (newer, "--as-of", AS_OF))
    assert sum(one["inserted"] for one in told) == 3000
    assert office.rows("SELECT count(*), count(finished_at) FROM dossier") == [(3000, 3000)]
    office.recount()


def test_a_question_is_answered_while_a_load_is_under_way(office, tmp_path):
    office.load(as_csv(tmp_path / "a.csv", many(30)), "--as-of", "2024-05-31")
    path = as_csv(tmp_path / "b.csv", many(15_000, "B"))
    loading = subprocess.Popen(
        [sys.executable, "-m", "onestop.cli", "import", path, "--as-of", AS_OF],
        env={**os.environ, **office.settings},
        stdout=subprocess.DEVNULL,
    )
    seen = {office.measures()["received"]}
    while loading.poll() is None:
        seen.add(office.measures()["received"])
    assert loading.returncode == 0
    assert {30} <= seen <= {30, 15_030}
    assert office.measures()["received"] == 15_030
