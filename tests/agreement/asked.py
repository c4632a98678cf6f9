"""Puts a world into a store and asks it, in the words of the recount."""

from __future__ import annotations

from sqlalchemy import select

from etl.names import UNKNOWN_UNIT
from onestop.domain.period import Period
from onestop.storage.indicator_values import Question, answer
from onestop.storage.slices import Slice
from onestop.storage.tables import area, procedure, unit
from tests.agreement.worlds import LIMITS
from tests.spec.filling import ONE_STOP, Source, Store


def fill(store: Store, rows: list[dict], letters: list[dict], ratings: list[dict]) -> None:
    """Everything in one load a list, the letters before their dossiers."""
    store.make_ledger_for_policy()
    enter_procedures(store)
    store.join("letters", letters, 0)
    store.load(rows, 0)
    store.join("ratings", ratings, 0)


def enter_procedures(store: Store) -> None:
    """The catalogue of the made-up world."""
    for number, (code, limit) in enumerate(LIMITS.items(), 1):
        store.enter_procedure(number, code, limit_working_days=limit)


def load_by_precision(store: Store, rows: list[dict], as_of: int) -> None:
    """Dossiers of sources that judge by days, by instants, and as the policy says."""
    for precision in ("", "day", "instant"):
        some = [row for row in rows if row.get("precision", "") == precision]
        source = Source(f"source {precision}", precision=precision) if precision else ONE_STOP
        store.load(some, as_of, source)


def ask(store: Store, period: Period, as_of: int | None, by: str) -> dict:
    """Group (by its name) to every measure that is not 0."""
    question = question_of(store, period, as_of, by)
    names = names_of(store.connection, by)
    rows = answer(store.connection, question).rows
    return {names[row.key]: told(row.measures) for row in rows if any(row.measures.values())}


def question_of(store: Store, period: Period, as_of: int | None, by: str) -> Question:
    """A question under the store's policy."""
    working = store.calendar.add_working_days
    return Question(period, Slice(by=by), store.policy, as_of, working)


def told(measures: dict[str, int]) -> dict[str, int]:
    """Only what is not 0."""
    return {code: number for code, number in measures.items() if number}


def names_of(connection, by: str) -> dict:
    """Group id to the word in which the recount knows it."""
    if not by:
        return {0: ""}
    if by == "channel":
        return {1: 1, 2: 2, 3: 3}
    columns = {"unit": unit.c.name, "receiving_unit": unit.c.name, "area": area.c.name}
    column = columns.get(by, procedure.c.code)
    names = dict(connection.execute(select(column.table.c.id, column)).all())
    return {0: None} | {n: None if name == UNKNOWN_UNIT else name for n, name in names.items()}


def settled(rows: list[dict], letters: list[dict] = (), ratings: list[dict] = ()) -> list[dict]:
    """The dossiers as the recount takes them: lists joined, one told office is both."""
    found = {}
    for row in rows:
        own = dict(row)
        own["unit"] = row.get("unit") or row.get("receiving_unit")
        own["receiving_unit"] = row.get("receiving_unit") or own["unit"]
        own["procedure"] = row.get("procedure_code")
        own["letters"] = []
        found[row["code"]] = own
    for one in letters:
        found[one["code"]]["letters"].append((one["apology_sent_at"], one["rescheduled_to"]))
    for one in ratings:
        found[one["code"]]["satisfaction"] = one["satisfaction"]
    return list(found.values())
