"""The specification fixtures: dossiers typed as a table, loaded, and asked about.

Every question is put twice, to the ledger and to the dossiers themselves, and every
count is held against the length of the list behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import pytest

from onestop.domain.period import Period, between, parse_day, parse_instant, parse_period
from onestop.domain.policy import Policy
from onestop.domain.working_time import Calendar, load_calendar
from onestop.storage import listing, state
from onestop.storage.engine import open_engine, writing
from onestop.storage.indicator_values import Question, Row, answer
from onestop.storage.schema import prepare
from onestop.storage.slices import Slice
from tests.spec.filling import Source, Store
from tests.spec.written import dossiers


@pytest.fixture(scope="session")
def calendar(config_dir) -> Calendar:
    """The shipped calendar."""
    return load_calendar(config_dir / "calendar")


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory):
    """An engine of a prepared store; whatever is put into it is taken back."""
    path = tmp_path_factory.mktemp("spec") / "spec.db"
    engine = open_engine(f"sqlite:///{path.as_posix()}")
    prepare(engine, Policy())
    yield engine
    engine.dispose()


@dataclass(frozen=True)
class Asking:
    """Loads a table into an empty store and asks one question of it."""

    engine: object
    calendar: Calendar

    def rows(self, table: str, **asked) -> list[Row]:
        """The answer, the same by both roads."""
        policy = Policy(**asked.get("policy") or {})
        with writing(self.engine, keep=False) as connection:
            store = Store(connection, self.calendar, policy)
            store.make_ledger_for_policy()
            fill(store, dossiers(table))
            question = self._question(policy, asked)
            found = answer(connection, question).rows
            self._hold_against_lists(connection, question, found)
            state.write(connection, state.LEDGER, "made for nobody")
            recounted = answer(connection, question)
            assert not recounted.from_ledger
            assert told(found) == told(recounted.rows)
        return found

    def measures(self, table: str, **asked) -> dict[str, int]:
        """The counts of the whole store."""
        (row,) = self.rows(table, **asked)
        return row.measures

    def _question(self, policy: Policy, asked: dict) -> Question:
        period = period_of(asked.get("period", "2024"), asked.get("cutoff", "official"))
        as_of = asked.get("as_of")
        moment = parse_instant(as_of) if as_of else period.end_at
        by = Slice(by=asked.get("by", ""))
        return Question(period, by, policy, moment, self.calendar.add_working_days)

    def _hold_against_lists(self, connection, question, found) -> None:
        for code in found[0].measures if len(found) == 1 else ():
            if code != "processing_days":
                listed = list(listing.rows_behind(connection, question, code))
                assert len(listed) == found[0].measures[code], code


def told(rows: list[Row]) -> dict[int, dict]:
    """Groups that count anything; a road may leave the others out."""
    return {row.key: row.measures for row in rows if any(row.measures.values())}


def period_of(text: str, cutoff: str) -> Period:
    """`2024-Q1`, or `2024-01-05..2024-02-03`, both days included."""
    first, dots, last = text.partition("..")
    if dots:
        return between(parse_day(first), parse_day(last), cutoff)
    return parse_period(text, cutoff)


def fill(store: Store, rows: list[dict]) -> None:
    """Loads the rows of a table: the catalogue they imply, dossiers, letters, ratings."""
    for number, row in enumerate(rows, 1):
        facts = {"limit_working_days": row.get("limit")}
        facts["service_level"] = row.get("procedure_level")
        if any(facts.values()):
            row.setdefault("procedure_code", f"1.{number:06d}")
            store.enter_procedure(number, row["procedure_code"], **facts)
    for precision, some in groupby(rows, lambda row: row.get("precision", "")):
        source = Source(f"source {precision}", precision=precision)
        store.load([dict(row) for row in some], 0, source)
    store.join("letters", [one for row in rows for one in _letters(row)], 0)
    rated = [row for row in rows if "satisfaction" in row]
    store.join("ratings", [{**row, "rated_at": row["received_at"]} for row in rated], 0)


def _letters(row: dict) -> list[dict]:
    sent = row.get("letters", [])
    moved = row.get("new_dates", [None] * len(sent))
    return [
        {"code": row["code"], "apology_sent_at": at, "rescheduled_to": to, "apology_number": f"{n}"}
        for n, (at, to) in enumerate(zip(sent, moved, strict=True), 1)
    ]


@pytest.fixture
def spec(empty_store, calendar):
    """Asserts an indicator's numerator and denominator."""
    asking = Asking(empty_store, calendar)

    def check(code: str, table: str, *, numerator: int, denominator: int, **asked) -> None:
        (row,) = asking.rows(table, **asked)
        value = row.indicators(Policy(**asked.get("policy") or {}))[code]
        assert (value.numerator, value.denominator) == (numerator, denominator)

    return check


@pytest.fixture
def counts(empty_store, calendar):
    """Asserts measures; those named are checked, the others may be anything."""
    asking = Asking(empty_store, calendar)

    def check(table: str, expected: dict[str, int], **asked) -> None:
        measures = asking.measures(table, **asked)
        assert {code: measures[code] for code in expected} == expected

    return check


@pytest.fixture
def figures(empty_store, calendar):
    """The rows of an answer as they stand, for questions that may have none."""
    return Asking(empty_store, calendar).rows
