"""What every alert is counted with: one consistent reading, within a recipient's own rights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection

from onestop.domain.integrity_files import Thresholds
from onestop.domain.period import DAY_SECONDS, Period, day_of, year_holding
from onestop.domain.plan import Plan
from onestop.domain.policy import Policy
from onestop.domain.working_time import Calendar
from onestop.storage import catalogue, scope
from onestop.storage.indicator_values import Question, answer
from onestop.storage.moments import newest_of_all
from onestop.storage.slices import Slice


@dataclass(frozen=True)
class Office:
    """What holds for everybody: how is counted, and what is promised."""

    policy: Policy
    calendar: Calendar
    plans: tuple[Plan, ...]
    thresholds: Thresholds


@dataclass(frozen=True)
class Asking:
    """A recipient's question. unit: an id, None for all that they see; now: local seconds."""

    office: Office
    connection: Connection
    unit: int | None
    now: int

    @cached_property
    def newest(self) -> int | None:
        """The moment the newest data speaks for; None where nothing was loaded."""
        return newest_of_all(self.connection)

    @cached_property
    def year(self) -> Period:
        """The reporting year that holds the newest data."""
        return year_holding(day_of((self.newest or 0) // DAY_SECONDS))

    @cached_property
    def own_unit(self) -> int | None:
        """The unit asked about, else the recipient's own; None for the whole place."""
        return self.unit if self.unit is not None else scope.own_unit(self.connection)

    @cached_property
    def chosen(self) -> dict[str, frozenset[int]]:
        """The units in question, by dimension."""
        asked = {}
        if self.unit is not None:
            asked["unit"] = catalogue.with_descendants(self.connection, self.unit)
        return scope.within(self.connection, asked)

    def rows(self, period: Period, by: str = "") -> dict[int, dict[str, int]]:
        """Measures of a period by group; empty where there are no figures."""
        question = Question(
            period,
            Slice(self.chosen, by),
            self.office.policy,
            add_working_days=self.office.calendar.add_working_days,
        )
        return {row.key: row.measures for row in answer(self.connection, question).rows}

    def measures(self, period: Period) -> dict[str, int]:
        """Measures of a period in all; empty where there are no figures."""
        return self.rows(period).get(0, {})
