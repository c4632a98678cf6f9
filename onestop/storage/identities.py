"""The identities that must always hold, checked against the store (definitions.md section 8).

Each difference is a sentence with both numbers. The ledger is also held against a recount
of every dossier by the other road: SQL conditions instead of arrays.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, func, select

from onestop.domain.facts import DAY
from onestop.domain.measures import FLOWS, LEDGER_MEASURES, STATES
from onestop.domain.period import CUTOFFS, OFFICIAL, Period, day_of, months, year_holding
from onestop.domain.policy import Policy
from onestop.storage import catalogue, scan
from onestop.storage.indicator_values import Question, answer
from onestop.storage.moments import newest_of_all
from onestop.storage.slices import Slice
from onestop.storage.tables import dossier


@dataclass
class Checked:
    """How many comparisons were made, and what did not agree."""

    checks: int = 0
    differences: list[str] | None = None

    def same(self, one: object, other: object, sentence: str) -> None:
        """Counts a comparison and notes a difference."""
        self.checks += 1
        if one != other:
            self.differences.append(f"{sentence}: {one} ≠ {other}")


def check(connection: Connection, policy: Policy, *, thorough: bool = False) -> Checked:
    """Every identity over every official and calendar year of the data, by unit and area.

    Each dossier at its own unit: counted `once`, units do not add up to their total.
    thorough: every figure of every year is counted again by SQL, which takes long.
    """
    policy = replace(policy, interlinked="each")
    checked = Checked(differences=[])
    newest = newest_of_all(connection)
    if newest is None:
        return checked
    ask = _Asking(connection, policy, newest)
    for year in _years(connection, newest):
        _check_year(ask, year, checked)
    _check_scan(ask, checked, thorough=thorough)
    return checked


@dataclass
class _Asking:
    """Asks the same store many questions at one moment."""

    connection: Connection
    policy: Policy
    as_of: int
    names: dict[str, dict[int, catalogue.Name]] = field(default_factory=dict)

    def by(self, period: Period, dimension: str) -> dict[int, dict[str, int]]:
        """Measures by group."""
        question = Question(
            period, Slice({}, dimension), self.policy, self.as_of, counts_due_soon=False
        )
        return {row.key: row.measures for row in answer(self.connection, question).rows}

    def name(self, dimension: str, key: int) -> str:
        """What a group is called."""
        if dimension not in self.names:
            self.names[dimension] = catalogue.names_of(self.connection, dimension)
        return self.names[dimension][key].label


def _years(connection: Connection, newest: int) -> Iterator[Period]:
    first = connection.scalar(select(func.min(dossier.c.received_at)))
    if first is None:
        return
    for cutoff in CUTOFFS:
        year = year_holding(day_of(max(first, newest - 30 * 366 * DAY) // DAY), cutoff)
        while year.start_at < newest:
            yield year
            year = year_holding(year.end, cutoff)


def _check_year(ask: _Asking, year: Period, checked: Checked) -> None:
    total = ask.by(year, "").get(0, {})
    for dimension in ("unit", "area"):
        groups = ask.by(year, dimension)
        for key, measures in groups.items():
            where = f"{year.code} {year.cutoff} {ask.name(dimension, key)}"
            _check_slice(ask.policy, measures, where, checked)
        _check_sum(groups, total, f"{year.code} {year.cutoff} Σ {dimension}", checked)
    _check_months(ask, year, total, checked)


def _check_slice(policy: Policy, m: dict[str, int], where: str, checked: Checked) -> None:
    left = m["resolved"] + m["open"]
    if policy.withdrawn == "separate":
        left += m["withdrawn"]
    checked.same(m["opening"] + m["received"], left, f"{where}: đầu kỳ + tiếp nhận")
    judged = m["resolved_early"] + m["resolved_on_time"] + m["resolved_late"]
    if policy.no_due_date == "exclude":
        judged += m["resolved_without_due_date"]
    checked.same(m["resolved"], judged, f"{where}: đã giải quyết = trước + đúng + quá hạn")
    channels = m["received_direct"] + m["received_online"] + m["received_postal"]
    checked.same(m["received"], channels, f"{where}: tiếp nhận theo kênh")


def _check_sum(groups: dict, total: dict, where: str, checked: Checked) -> None:
    if not total:
        return
    for measure in LEDGER_MEASURES:
        added = sum(measures[measure.code] for measures in groups.values())
        checked.same(added, total[measure.code], f"{where} {measure.code}")


def _check_months(ask: _Asking, year: Period, total: dict, checked: Checked) -> None:
    """Σ months = year, and each month opens with what the last one left."""
    if not total:
        return
    every = [ask.by(month, "").get(0) for month in months(year)]
    told = [month for month in every if month]
    for measure in FLOWS:
        added = sum(month[measure.code] for month in told)
        checked.same(
            added, total[measure.code], f"{year.code} {year.cutoff} Σ tháng {measure.code}"
        )
    for before, after in itertools.pairwise(told):
        checked.same(before["open"], after["opening"], f"{year.code} cuối kỳ = đầu kỳ sau")


def _check_scan(ask: _Asking, checked: Checked, *, thorough: bool) -> None:
    """Totals and states against the dossiers by the other road: SQL conditions.

    Usually of the newest month by unit; thorough: of every year, by unit, area, procedure.
    """
    if not thorough:
        _check_one_scan(ask, _newest_month(ask.as_of), "unit", checked)
        return
    for year in _years(ask.connection, ask.as_of):
        for dimension in ("unit", "area", "procedure"):
            _check_one_scan(ask, year, dimension, checked)


def _newest_month(newest: int) -> Period:
    year = year_holding(day_of((newest - 1) // DAY), OFFICIAL)
    return next(month for month in reversed(months(year)) if month.start_at < newest)


def _check_one_scan(ask: _Asking, period: Period, dimension: str, checked: Checked) -> None:
    asked = Slice({}, dimension)
    end = min(period.end_at, ask.as_of)
    counted = scan.flow_sums(ask.connection, ask.policy, (period.start_at, end), FLOWS, asked)
    states = scan.state_sums(ask.connection, ask.policy, end, STATES, asked)
    kept = ask.by(period, dimension)
    for key in kept.keys() | counted.keys() | states.keys():
        both = {**counted.get(key, {}), **states.get(key, {})}
        for measure in LEDGER_MEASURES:
            have = kept.get(key, {}).get(measure.code, 0)
            where = f"{period.code} {period.cutoff} {ask.name(dimension, key)} {measure.code}"
            checked.same(have, both.get(measure.code, 0), f"{where}: sổ tổng hợp = đếm lại")
