"""Sums by grain: in and out cancel, and coarser grains add up the finer ones."""

from __future__ import annotations

import numpy as np
import pytest

from onestop.domain.policy import Policy
from onestop.storage import tally as tallies
from onestop.storage.dossiers import DERIVED, FACTS, JOINED
from onestop.storage.grains import Grain, bucket_of
from onestop.storage.intervals import Pauses
from onestop.storage.tally import LEDGER_MEASURES, Tally


DAY = 86_400
RECEIVED = [measure.code for measure in LEDGER_MEASURES].index("received")


def dossiers(size: int, seed: int = 1) -> dict:
    """Dossiers of some units, areas and procedures, over three years from 1970 on."""
    rng = np.random.default_rng(seed)
    rows = {name: np.full(size, np.nan) for name in (*FACTS, *JOINED, *DERIVED)}
    rows["status"] = rng.choice([4.0, 10.0], size)
    rows["received_at"] = rng.integers(0, 1000 * DAY, size).astype(float)
    later = rows["received_at"] + rng.integers(0, 60 * DAY, size)
    rows["closing_at"] = np.where(rows["status"] == 10, later, np.nan)
    rows["due_at"] = rows["received_at"] + 10 * DAY
    for name in ("unit_id", "area_id", "procedure_id"):
        rows[name] = rng.choice([1.0, 2.0, 3.0], size)
    rows["area_id"][0] = np.nan
    return rows


def cells(tally: Tally) -> dict:
    """(grain, bucket, unit, area, procedure) to sums."""
    return {
        (grain.number, *key): tuple(values)
        for grain, keys, sums in tally.cells()
        for key, values in zip(keys.tolist(), sums.tolist(), strict=True)
    }


def tallied(*parts: dict, sign: int = 1) -> Tally:
    tally = Tally(Policy())
    for rows in parts:
        tally.add(rows, Pauses.none(), sign)
    return tally


def test_a_dossier_taken_out_again_leaves_nothing():
    tally = tallied(dossiers(50))
    tally.add(dossiers(50), Pauses.none(), -1)
    assert cells(tally) == {}


def test_the_order_and_size_of_parts_changes_nothing(monkeypatch):
    rows = dossiers(90)
    parts = [{n: a[at : at + 7] for n, a in rows.items()} for at in range(0, 90, 7)]
    whole = cells(tallied(rows))
    assert cells(tallied(*reversed(parts))) == whole
    monkeypatch.setattr(tallies, "COMPACT_AFTER", 10)
    assert cells(tallied(*parts)) == whole


@pytest.mark.parametrize("cut", range(4))
def test_each_grain_holds_every_dossier_once(cut):
    found = tallied(dossiers(80)).cells()
    totals = {grain.number: sums[:, RECEIVED].sum() for grain, _, sums in found}
    assert {total for number, total in totals.items() if number // 3 == cut} == {80}


def test_a_year_is_the_sum_of_its_days():
    found = {grain: (keys, sums) for grain, keys, sums in tallied(dossiers(80)).cells()}
    (years, yearly), (days, daily) = found[Grain(0, 0)], found[Grain(0, 2)]
    for (year, unit, *_), sums in zip(years.tolist(), yearly, strict=True):
        inside = [bucket_of(0, day) == year and own == unit for day, own, *_ in days.tolist()]
        assert (daily[np.array(inside)].sum(axis=0) == sums).all()


def test_what_is_not_told_stands_under_0():
    areas = {key[3] for key in cells(tallied(dossiers(5))) if key[0] // 3 == 2}
    assert 0 in areas


def test_no_dossiers_make_no_cells():
    assert cells(tallied({"status": np.zeros(0)})) == {}
