"""What several statements about one dossier come to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import merge
from onestop.storage.dossiers import FACTS, TRACE


TEXTS = ("parent_code", "pauses")


def statement(**told) -> dict:
    """One row that tells these facts and nothing else."""
    rows = {name: np.array([np.nan]) for name in FACTS if name not in TEXTS}
    rows |= {name: np.array([None], dtype=object) for name in TEXTS}
    rows |= {name: np.array([0]) for name in TRACE}
    for name, value in told.items():
        rows[name] = np.array([value], dtype=object if name in TEXTS else None)
    return rows


def test_a_newer_statement_wins_and_a_blank_never_erases():
    older = statement(due_at=10.0, channel=2.0, parent_code="A", told=1)
    merged = merge.overlaid(statement(due_at=20.0, told=4), older)
    assert (merged["due_at"], merged["channel"], merged["parent_code"]) == (20, 2, "A")
    assert merged["told"] == 5


def test_an_older_statement_only_fills_blanks_and_leaves_no_trace():
    newer = statement(due_at=20.0, row_no=7)
    merged = merge.filled(statement(due_at=10.0, channel=2.0, row_no=3), newer)
    assert (merged["due_at"], merged["channel"], merged["row_no"]) == (20, 2, 7)


@pytest.mark.parametrize(
    ("fact", "winner"), [("due_at", 1), ("status", 1), ("channel", 2), ("fee_due", 2)]
)
def test_each_source_leads_for_its_own_facts_whatever_the_order(fact, winner):
    """The one-stop system leads for dates and status, the portal for the service facts."""
    place = np.array([0])
    claims = [
        (place, statement(**{fact: 1.0}), 50, 10),
        (place, statement(**{fact: 2.0}), 10, 50),
    ]
    for order in (claims, claims[::-1]):
        assert merge.by_priority(1, order)[fact] == winner


def test_a_lower_source_tells_what_the_higher_does_not():
    place = np.array([0])
    claims = [(place, statement(due_at=1.0), 50, 10), (place, statement(unit_id=5.0), 10, 50)]
    merged = merge.by_priority(1, claims)
    assert (merged["due_at"], merged["unit_id"]) == (1, 5)


def test_only_facts_that_both_state_can_disagree():
    one = statement(due_at=1.0, channel=1.0, unit_id=3.0)
    other = statement(due_at=2.0, channel=1.0)
    assert [name for name, _ in merge.disagreements(one, other)] == ["due_at"]


@given(codes=st.lists(st.sampled_from("abcd"), max_size=12))
def test_rounds_take_each_code_once_and_in_its_own_order(codes):
    rounds = list(merge.rounds(np.array(codes, dtype=object)))
    assert sorted(np.concatenate([*rounds, []]).astype(int)) == list(range(len(codes)))
    for places in rounds:
        assert len({codes[at] for at in places}) == len(places)
    for code in set(codes):
        taken = [at for places in rounds for at in places if codes[at] == code]
        assert taken == sorted(taken)
