"""Each resolved dossier is early, on time or late, once, under every policy."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from onestop.domain.policy import CHOICES, Policy
from onestop.storage.array_facts import array_facts
from onestop.storage.dossiers import DERIVED, FACTS, JOINED


DAY = 86_400
POLICIES = [
    Policy(**dict(zip(CHOICES, values, strict=True)))
    for values in itertools.product(*CHOICES.values())
    if "once" not in values
]


def every_combination() -> dict:
    """Dossiers with every mix of the facts that judge them."""
    choices = {
        "status": (4, 7, 8, 10),
        "due_at": (np.nan, 5 * DAY + 100, 6 * DAY + 100),
        "original_due_at": (np.nan, 4 * DAY),
        "computed_due_at": (np.nan, 6 * DAY),
        "closing_at": (5 * DAY + 50, 6 * DAY + 100, 6 * DAY + 101, 8 * DAY),
        "precision": (np.nan, 1, 2),
        "supplement_count": (np.nan, 2),
        "paused_seconds": (np.nan, DAY),
    }
    mixed = np.array(list(itertools.product(*choices.values())), dtype=np.float64).T
    rows = {name: np.full(mixed.shape[1], np.nan) for name in (*FACTS, *JOINED, *DERIVED)}
    rows |= dict(zip(choices, mixed, strict=True))
    return rows | {"received_at": np.zeros(mixed.shape[1])}


ROWS = every_combination()


@pytest.mark.parametrize("no_due_date", CHOICES["no_due_date"])
def test_resolved_is_early_or_on_time_or_late_or_without_a_due_date(no_due_date):
    for policy in (one for one in POLICIES if one.no_due_date == no_due_date):
        facts = array_facts(ROWS, policy)
        times = facts.early.astype(int) + facts.on_time + facts.late
        judged = facts.resolved
        if no_due_date == "exclude":
            judged = judged & facts.has_due
        assert (times == judged).all()


def test_closed_is_resolved_or_withdrawn_and_processed_is_neither_twice():
    for policy in POLICIES:
        facts = array_facts(ROWS, policy)
        assert ((facts.resolved | facts.withdrawn) == facts.closed).all()
        assert (facts.processed ^ facts.withdrawn == facts.closed).all()


def test_nothing_is_closed_and_open_at_once():
    for policy in POLICIES:
        facts = array_facts(ROWS, policy)
        for moment in (1, 6 * DAY, 6 * DAY + 101, 9 * DAY):
            ended = facts.closed & (facts.closed_at < moment)
            assert (ended ^ facts.open_at(moment)).all()
