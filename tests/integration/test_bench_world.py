"""The bench's two sources, loaded as the bench loads them: they meet, and DuckDB agrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import duck, queries
from benchmarks.dossiers import Order
from benchmarks.exports import as_of
from benchmarks.jobs import UNIT_NAME, differences
from benchmarks.make import write_csv
from benchmarks.portal import write_portal
from benchmarks.product import CONFIG, NEWS
from benchmarks.province import write_catalogues


ROWS = 3_000


@pytest.fixture(scope="module")
def exports(tmp_path_factory) -> Path:
    """The first file, the portal's, a day's news, and the catalogues."""
    folder = tmp_path_factory.mktemp("exports")
    write_catalogues(folder)
    write_csv(folder / "first.csv", Order(ROWS))
    write_csv(folder / "day.csv", Order(ROWS, variant="day"))
    write_portal(folder / "first.json", Order(ROWS))
    return folder


@pytest.fixture
def loaded(office, exports):
    """A store of the one-stop export, its catalogues known."""
    for kind in ("units", "procedures"):
        office.run("catalogue", kind, str(exports / f"{kind}.csv"))
    told = office.load(str(exports / "first.csv"), "--as-of", as_of(ROWS))
    assert told["totals"]["inserted"] == ROWS
    return office


def test_the_portal_is_recognised_and_meets_known_dossiers(loaded, exports):
    told = loaded.load(str(exports / "first.json"), "--as-of", as_of(ROWS))
    counts = told["totals"]
    assert told["files"][0]["profile"] == "national-portal"
    assert counts["updated"] == counts["read"] > ROWS / 5
    [shared] = loaded.rows("SELECT count(DISTINCT dossier_id) FROM claim")
    assert shared == (counts["read"],)
    loaded.verify()


def test_a_day_is_news_and_nobody_else_is_missed(loaded, exports):
    asked = ("--as-of", as_of(ROWS, 17, "17:00:00"), "--profile", NEWS)
    counts = loaded.counts(str(exports / "day.csv"), *asked, ONESTOP_CONFIG_DIR=str(CONFIG))
    assert counts == {"read": 6, "inserted": 4, "updated": 2}
    assert not loaded.rows("SELECT id FROM finding WHERE kind = 'absent_from_newer'")
    loaded.verify()


def test_duckdb_counts_what_the_product_answers(loaded, exports, tmp_path):
    loaded.load(str(exports / "first.json"), "--as-of", as_of(ROWS))
    parquet = tmp_path / "first.parquet"
    duck.write(str(exports / "first.csv"), str(parquet))
    theirs, ours = duck.ask(str(parquet), UNIT_NAME), queries.time_queries(loaded.url)
    assert set(ours) == set(theirs)
    for name, told in ours.items():
        assert differences(told["counts"], theirs[name]["counts"]) == []
    assert ours["total"]["counts"][""][0] > ROWS * 0.9
