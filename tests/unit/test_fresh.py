"""A code that a load has met is always sought again; hardly any other is."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from etl.fresh import Fresh


def codes(*texts: str) -> np.ndarray:
    return np.array(texts, dtype=object)


def test_codes_are_new_the_first_time_and_may_be_known_from_then_on():
    fresh = Fresh(was_empty=True)
    assert fresh.maybe_known(codes("A-1", "A-2")).tolist() == []
    assert fresh.maybe_known(codes("B-1", "A-2", "B-2", "A-1")).tolist() == [1, 3]
    assert fresh.maybe_known(codes()).tolist() == []


def test_in_a_store_that_held_dossiers_every_code_may_be_known():
    assert Fresh(was_empty=False).maybe_known(codes("A-1", "A-2")).tolist() == [0, 1]


@given(st.lists(st.lists(st.text(), min_size=1, unique=True), max_size=5))
def test_no_code_met_before_is_ever_taken_for_new(batches):
    fresh, met = Fresh(was_empty=True), set()
    for batch in batches:
        told = {batch[place] for place in fresh.maybe_known(codes(*batch))}
        assert met & set(batch) <= told
        met |= set(batch)


def test_of_a_million_codes_hardly_one_in_a_hundred_is_sought_for_nothing():
    fresh = Fresh(was_empty=True)
    fresh.maybe_known(codes(*(f"H96.1-240101-{number:07}" for number in range(1_000_000))))
    others = codes(*(f"H97.1-240101-{number:07}" for number in range(100_000)))
    assert len(fresh.maybe_known(others)) < 1_500
