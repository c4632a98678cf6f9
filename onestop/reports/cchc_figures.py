"""What a reform report asks the store: this period, what it is compared with, months, units.

An earlier period is compared only where the store knows it: exports of this year also hold
some dossiers of the last, and to call them last year's figures would be false.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, select

from onestop.domain.period import Period, months, previous, same_last_year
from onestop.reports.asked import ReportAsked, Scope
from onestop.reports.cchc_values import BEFORE, LAST_YEAR
from onestop.reports.figures import of_dossiers, of_feedback
from onestop.reports.form import AREA, UNIT, Measures
from onestop.storage import catalogue
from onestop.storage.indicator_values import answer
from onestop.storage.tables import procedure


TREND_MONTHS = 13
"""So that the first and the last month of a trend are the same of two years."""

KNOWN_FROM = 4
"""An earlier month counts as known with at least a quarter of what comes in a month now: real
decline is slower, and what older dossiers an export carries along is less. Our choice."""


@dataclass(frozen=True)
class Named:
    """A unit or an area with its measures; group: the level of a unit."""

    name: str
    measures: Measures
    group: str = ""


@dataclass(frozen=True)
class CchcFigures:
    """What was counted. earlier: (period, measures) by BEFORE and LAST_YEAR, where known.

    has_feedback: a list of feedback was loaded. as_of None: no load. lagging: units without
    newer data, since when.
    """

    now: Measures
    has_feedback: bool
    as_of: int | None
    lagging: dict[int, int]
    earlier: dict[str, tuple[Period, Measures]]
    unknown: tuple[Period, ...]
    trend: tuple[tuple[Period, Measures], ...]
    units: tuple[Named, ...]
    areas: tuple[Named, ...]
    services: Measures

    def by_group(self, group: str) -> Measures:
        """The sum of a level's units."""
        total: Counter = Counter()
        for one in self.units:
            if one.group == group:
                total.update(one.measures)
        return total


def figures_of(connection: Connection, asked: ReportAsked, scope: Scope) -> CchcFigures:
    """Everything that a reform report counts."""
    asker = _Asker(connection, asked, scope.chosen)
    told = answer(connection, asked.question(scope.chosen))
    now = asker.measures(asked.period)
    earlier, unknown = _earlier(asker, asked.period, now, told.as_of)
    feedback = of_feedback(connection, asked.question(scope.chosen), asked.calendar)
    return CchcFigures(
        now=Counter({**now, **feedback.rows.get(0, {})}),
        has_feedback=feedback.as_of is not None,
        as_of=told.as_of,
        lagging=told.lagging,
        earlier=earlier,
        unknown=unknown,
        trend=tuple((one, asker.measures(one)) for one in _trend(asked.period, told.as_of)),
        units=_units(asker, scope),
        areas=_areas(asker),
        services=_services(asker),
    )


@dataclass
class _Asker:
    """One unit's questions, each period's once."""

    connection: Connection
    asked: ReportAsked
    chosen: dict[str, frozenset[int]]
    known: dict[tuple[str, str], Measures] = field(default_factory=dict)

    def measures(self, period: Period) -> Measures:
        """Every measure of a period, zeros where there are none."""
        key = period.code, period.cutoff
        if key not in self.known:
            rows = answer(self.connection, self.question(period)).rows
            self.known[key] = rows[0].measures if rows else Counter()
        return self.known[key]

    def question(self, period: Period):
        return replace(self.asked.question(self.chosen), period=period)

    def by(self, dimension: str) -> dict[int, Measures]:
        """The period's measures by id of a dimension."""
        question = self.asked.question(self.chosen, dimension)
        return of_dossiers(self.connection, question, self.asked.calendar).rows


def _earlier(
    asker: _Asker, period: Period, now: Measures, as_of: int | None
) -> tuple[dict[str, tuple[Period, Measures]], tuple[Period, ...]]:
    """What may be compared with, and the periods that are not known well enough for it."""
    if as_of is None or as_of <= period.start_at:
        return {}, ()
    begun = sum(month.start_at < as_of for month in months(period))
    usual = now["received"] / begun
    compared = {LAST_YEAR: same_last_year(period)}
    if previous(period) != compared[LAST_YEAR]:
        compared = {BEFORE: previous(period), **compared}
    found = {
        which: (one, asker.measures(one))
        for which, one in compared.items()
        if _is_known(asker, one, usual)
    }
    return found, tuple(one for which, one in compared.items() if which not in found)


def _is_known(asker: _Asker, period: Period, usual: float) -> bool:
    received = [asker.measures(month)["received"] for month in months(period)]
    return any(received) and min(received) * KNOWN_FROM >= usual


def _trend(period: Period, as_of: int | None) -> list[Period]:
    begun = [month for month in months(period) if as_of is not None and month.start_at < as_of]
    found = begun[-1:]
    while found and len(found) < TREND_MONTHS:
        found.insert(0, previous(found[0]))
    return found


def _units(asker: _Asker, scope: Scope) -> tuple[Named, ...]:
    """The units that had any dossier to handle, in the order of a form."""
    rows = asker.by(UNIT)
    found = [
        Named(member.name, rows[member.id], member.group)
        for member in scope.members
        if any(rows.get(member.id, {}).values())
    ]
    if any(rows.get(0, {}).values()):
        found.append(Named(catalogue.UNKNOWN, rows[0]))
    return tuple(found)


def _areas(asker: _Asker) -> tuple[Named, ...]:
    names = catalogue.names_of(asker.connection, AREA)
    rows = asker.by(AREA)
    return tuple(Named(names[key].label, told) for key, told in rows.items() if any(told.values()))


def _services(asker: _Asker) -> Measures:
    """Procedures of the catalogue, and which of them were used so in the period."""
    rows = asker.by("procedure")
    query = select(procedure.c.id, procedure.c.service_level, procedure.c.is_provisional)
    known = asker.connection.execute(query).all()
    level = {row.id: row.service_level for row in known if not row.is_provisional}
    counts: Counter = Counter(procedures=len(level))
    for number, service in level.items():
        used = rows.get(number, {})
        counts[f"procedures_level{service}"] += 1
        counts[f"procedures_level{service}_online"] += bool(used.get("received_online"))
    for number, used in rows.items():
        if number:
            counts["procedures_used"] += bool(used["received"])
            counts["procedures_with_fee"] += bool(used["fee_due"])
            counts["procedures_paid_online"] += bool(used["paid_online"])
            counts["procedures_by_post"] += bool(
                used["received_postal"] or used["returned_by_post"]
            )
    return counts
