"""A snapshot's members are remembered compactly and given back exactly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.members import Seen, pack, unpack


@given(st.sets(st.integers(1, 2**40)))
def test_packed_members_come_back_in_order(ids):
    told = np.array(list(ids), dtype=np.int64)
    assert unpack(pack(told)).tolist() == sorted(ids)


@pytest.mark.parametrize("nothing", [None, b""])
def test_a_snapshot_without_members_has_none(nothing):
    assert unpack(nothing).tolist() == []


def test_a_million_members_in_a_row_take_little_room():
    assert len(pack(np.arange(1, 1_000_001))) < 50_000


def test_what_was_seen_is_seen_again_and_nothing_else():
    seen = Seen()
    seen.add(np.array([3, 70_000]))
    seen.add(np.array([5_000_000]))
    asked = np.array([3, 4, 70_000, 5_000_000, 9_000_000])
    assert seen.again(asked).tolist() == [True, False, True, True, False]
    assert seen.ids().tolist() == [3, 70_000, 5_000_000]


def test_the_unit_of_a_dossier_is_its_receiving_one_when_only_that_is_told():
    seen, nan = Seen(), np.nan
    rows = {
        "unit_id": np.array([1.0, nan, nan]),
        "receiving_unit_id": np.array([2.0, 3.0, nan]),
        "received_at": np.array([50.0, nan, 20.0]),
    }
    seen.note(rows)
    assert seen.units == {1, 3}
    assert (seen.first, seen.last) == (20, 50)


@given(st.sets(st.integers(1, 3_000_000), max_size=50))
def test_what_was_seen_is_packed_as_its_numbers_would_be(ids):
    seen, told = Seen(), np.array(sorted(ids), dtype=np.int64)
    seen.add(told)
    assert unpack(seen.packed()).tolist() == sorted(ids)
    assert seen.packed() == pack(told)
