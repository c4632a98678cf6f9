"""Claims take little room and lose nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl import merge, said
from etl.rows import TOLD_AREA, TOLD_LEVEL, TOLD_RECEIVING_UNIT, TOLD_UNIT
from onestop.storage.dossiers import FACTS, TRACE
from onestop.storage.tables import FACT_BITS


TEXTS = ("parent_code", "pauses")
ONE_STOP, PORTAL = (50, 10), (10, 50)
BITS = (
    ("unit_id", TOLD_UNIT),
    ("receiving_unit_id", TOLD_RECEIVING_UNIT),
    ("area_id", TOLD_AREA),
    ("service_level", TOLD_LEVEL),
)


def statements(told: list[list[int]], source: int) -> dict:
    """What a source says of some dossiers; 0: nothing."""
    rows = {}
    for place, name in enumerate(FACTS):
        values = [one[place] for one in told]
        if name in TEXTS:
            rows[name] = np.array([str(v) if v else None for v in values], dtype=object)
        else:
            rows[name] = np.array([float(v) if v else np.nan for v in values])
    for name in TRACE:
        rows[name] = np.arange(len(told)) + source * 100
    rows["source_id"] = np.full(len(told), source)
    rows["told"] = np.zeros(len(told), dtype=np.int64)
    for name, bit in BITS:
        rows["told"] |= np.where(np.isnan(rows[name]), 0, bit)
    return rows


def merged(one: dict, other: dict) -> dict:
    size = len(one["status"])
    claims = [(np.arange(size), one, *ONE_STOP), (np.arange(size), other, *PORTAL)]
    return merge.by_priority(size, claims) | {"id": np.arange(size) + 7}


def alike(one: dict, other: dict) -> bool:
    return all(merge.same(one[name], other[name]).all() for name in (*TRACE, *FACTS))


told = st.lists(
    st.lists(st.integers(0, 2), min_size=len(FACTS), max_size=len(FACTS)), min_size=1, max_size=4
)
pairs = told.flatmap(
    lambda rows: st.tuples(
        st.just(rows),
        st.lists(
            st.lists(st.integers(0, 2), min_size=len(FACTS), max_size=len(FACTS)),
            min_size=len(rows),
            max_size=len(rows),
        ),
    )
)


@given(pair=pairs)
@settings(max_examples=40, deadline=None)
def test_a_claim_reads_as_the_statement_it_was(pair):
    one, other = statements(pair[0], 1), statements(pair[1], 2)
    rows = merged(one, other)
    for statement in (one, other):
        assert alike(said.unpacked(said.packed(statement, rows), rows), statement)


@given(pair=pairs)
@settings(max_examples=40, deadline=None)
def test_everything_said_of_dossiers_is_read_back_from_row_and_claims(pair):
    """A row stands for its source only where nothing of its statement is lost."""
    one, other = statements(pair[0], 1), statements(pair[1], 2)
    rows = merged(one, other)
    missing, stands = said.lacking(one, rows)
    rows["lacking"] = np.where(stands, missing, 0)
    kept = {"dossier_id": rows["id"], **said.packed(other, rows)}
    own = merge.take({"dossier_id": rows["id"], **said.packed(one, rows)}, ~stands)
    claims = {name: np.concatenate([kept[name], own[name]]) for name in kept}
    found, at = said.every(rows, claims)
    for statement, source in ((one, 1), (other, 2)):
        mine = np.flatnonzero(found["source_id"] == source)
        mine = mine[np.argsort(at[mine])]
        assert at[mine].tolist() == list(range(len(rows["id"])))
        assert alike(merge.take(found, mine), statement)


def test_a_row_stands_for_its_source_though_another_tells_more():
    one = statements([[1] * len(FACTS)], 1)
    one["submitted_at"] = np.array([np.nan])
    other = statements([[1] * len(FACTS)], 2)
    missing, stands = said.lacking(one, merged(one, other))
    assert stands.all()
    assert missing.tolist() == [FACT_BITS["submitted_at"]]


def test_a_row_does_not_stand_for_a_source_that_it_contradicts():
    one, other = statements([[1] * len(FACTS)], 1), statements([[2] * len(FACTS)], 2)
    assert not said.lacking(one, merged(one, other))[1].any()


@pytest.mark.parametrize("name", sorted(said.MOVED_LATER))
def test_a_claim_states_itself_what_catalogues_and_steps_move_on_a_row(name):
    one = statements([[1] * len(FACTS)], 1)
    rows = merged(one, one)
    assert said.packed(one, rows)[name].tolist() == [1.0]
