"""Odd dates of kept dossiers are told, and plain ones are not."""

from __future__ import annotations

import numpy as np
import pytest

from etl.findings import cut_off, differing_facts, odd_dates
from onestop.storage.dossiers import FACTS


DATES = ("received_at", "due_at", "finished_at", "returned_at", "ended_at", "closing_at")
AS_OF = 1000


def dossier(status: int = 4, **told: float) -> dict:
    rows = {name: np.array([told.get(name, np.nan)]) for name in DATES}
    return {
        **rows,
        "status": np.array([float(status)]),
        "code": np.array(["A1"], dtype=object),
        "row_no": np.array([7]),
    }


PLAIN = {
    "open": dossier(received_at=10, due_at=20),
    "finished": dossier(9, received_at=10, due_at=20, finished_at=15, closing_at=15),
    "due at once": dossier(received_at=10, due_at=10),
    "received at the last moment": dossier(received_at=AS_OF),
    "not accepted on a day": dossier(3, received_at=10, ended_at=12),
    "stopped on a day": dossier(8, received_at=10, ended_at=12, closing_at=12),
}


@pytest.mark.parametrize("rows", PLAIN.values(), ids=PLAIN)
def test_a_plain_dossier_is_no_finding(rows):
    assert list(odd_dates(rows, AS_OF)) == []


ODD = {
    "due_before_received": dossier(received_at=10, due_at=9),
    "closed_before_received": dossier(9, received_at=10, finished_at=9, closing_at=10),
    "received_after_as_of": dossier(received_at=AS_OF + 1),
    "closing_date_under_open_status": dossier(received_at=10, returned_at=12),
    "stopped_without_date": dossier(8, received_at=10),
}


@pytest.mark.parametrize(("kind", "rows"), ODD.items(), ids=ODD)
def test_an_odd_dossier_is_one_finding_with_its_row_and_code(kind, rows):
    (found,) = odd_dates(rows, AS_OF)
    assert (found.kind, found.row, found.code) == (kind, 7, "A1")


@pytest.mark.parametrize("rows", [50, 100, 1_000, 5_000, 10_000])
def test_a_page_full_of_rows_was_probably_cut_off(rows):
    assert [one.kind for one in cut_off(rows)] == ["probably_cut_off"]
    assert list(cut_off(rows - 1)) == list(cut_off(rows + 1)) == []


def statement(**told: float) -> dict:
    texts = ("parent_code", "pauses")
    facts = {
        name: np.array([told.get(name)], dtype=object)
        if name in texts
        else np.array([told.get(name, np.nan)])
        for name in FACTS
    }
    return {**facts, "code": np.array(["A1"], dtype=object), "row_no": np.array([7])}


def test_sources_differ_only_where_both_tell_something_else():
    mine = statement(status=4, channel=1, service_level=4, parent_code="B1")
    other = statement(status=9, channel=1, return_channel=2, parent_code="B2")
    found = list(differing_facts(mine, other, np.array([0])))
    assert {one.column: one.value for one in found} == {"status": "4 ≠ 9", "parent_code": "B1 ≠ B2"}


def test_differing_dates_are_told_as_dates():
    (found,) = differing_facts(statement(due_at=0), statement(due_at=86_400), np.array([0]))
    assert "1970-01-01" in found.value
    assert "1970-01-02" in found.value
