"""Sums by grain: in and out cancel, and coarser grains add up the finer ones."""

from __future__ import annotations

import numpy as np
import pytest

from onestop.domain.errors import StoreError
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
    rows["province_id"] = rows["unit_id"] % 2 * 40
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


def waits(rng: np.random.Generator, size: int, count: int) -> Pauses:
    """Some dossiers' waits, several of one among them, in no order."""
    row, start = rng.integers(0, size, count), rng.integers(0, 900 * DAY, count).astype(float)
    until = np.where(rng.random(count) < 0.3, np.nan, start + 20 * DAY)
    return Pauses(row, start, until, np.zeros(count))


@pytest.mark.parametrize("seed", range(20))
def test_dossiers_moved_are_the_old_ones_out_and_the_new_ones_in(seed):
    rng, size = np.random.default_rng(seed), 60
    old, other = dossiers(size), dossiers(size, seed + 2)
    kept = {name: rng.random(size) < rng.choice([0, 0.5, 1]) for name in old}
    new = {name: np.where(kept[name], array, other[name]) for name, array in old.items()}
    waited, waiting = (waits(rng, size, count) for count in rng.integers(0, 30, 2))
    waiting = rng.choice([waited, waiting])
    moved, one_by_one = Tally(Policy()), Tally(Policy())
    moved.move(old, waited, new, waiting)
    one_by_one.add(old, waited, -1)
    one_by_one.add(new, waiting)
    assert cells(moved) == cells(one_by_one)


def test_what_counts_as_before_is_not_counted():
    moved, rows = Tally(Policy()), dossiers(60)
    moved.move(rows, Pauses.none(), {**rows, "told": np.ones(60)}, Pauses.none())
    assert moved.size() == 0


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


def test_what_has_no_unit_is_summed_by_province():
    rows = dossiers(80)
    rows["province_id"][:30] = 7
    found = cells(tallied(rows))
    for grain in (6, 11):
        provinces = {}
        for (number, _, province, *_), sums in found.items():
            if number == grain:
                provinces[province] = provinces.get(province, 0) + sums[RECEIVED]
        told, counts = np.unique(rows["province_id"], return_counts=True)
        assert provinces == dict(zip(told.tolist(), counts.tolist(), strict=True))


def test_tallies_that_met_provinces_in_another_order_add_up():
    rows = dossiers(90)
    halves = [{n: a[at] for n, a in rows.items()} for at in (slice(0, 45), slice(45, 90))]
    halves[0]["province_id"][:], halves[1]["province_id"][:20] = 40, 7
    first, second, third = (tallied(one) for one in (*halves, halves[0]))
    second.take_in(third)
    first.take_in(second)
    assert cells(first) == cells(tallied(*halves, halves[0]))
    for grain, keys, _ in first.cells():
        assert keys.tolist() == sorted(keys.tolist()), grain


@pytest.mark.parametrize(
    ("column", "value"),
    [("area_id", 1 << 15), ("procedure_id", 1 << 21), ("unit_id", 1 << 21)],
)
def test_what_does_not_fit_a_key_is_refused_and_never_mixed_up(column, value):
    rows = dossiers(5)
    rows[column][2] = value - 1
    assert any(value - 1 in key for key in cells(tallied(rows)))
    rows[column][2] = value
    with pytest.raises(StoreError, match=str(value)):
        tallied(rows)


def test_more_provinces_than_fit_a_key_are_refused():
    rows = dossiers(600)
    rows["province_id"] = np.arange(600) % 512 + 1
    assert len({key[2] for key in cells(tallied(rows)) if key[0] == 6}) == 512
    with pytest.raises(StoreError, match="tỉnh"):
        tallied({**rows, "province_id": np.arange(600) % 513})


def test_a_day_that_no_key_can_hold_is_refused():
    rows = dossiers(5)
    rows["received_at"][0] = float(tallies.BUCKET_OFFSET * DAY)
    with pytest.raises(StoreError, match="1612"):
        tallied(rows)


def test_no_dossiers_make_no_cells():
    none = {"status": np.zeros(0)}
    tally = tallied(none)
    tally.move(none, Pauses.none(), none, Pauses.none())
    assert cells(tally) == {}
