"""What became of a plan's tasks by a day: when each falls due, what is done, what is late.

It knows the rules (a periodic task falls due once a period, "thường xuyên" is never late, an
event is waited for) and marks that people made; it refuses to know where marks are kept.
Source: plans.md "Tasks"; definitions.md section 6, plan_completion_share.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from onestop.domain.indicators import Value
from onestop.domain.period import DAY_SECONDS, day_number, day_of
from onestop.domain.plan_tasks import Product, Task, Timing


DONE, UNDONE, EVENT = "done", "undone", "event"
"""Kinds of marks."""

WHOLE_TASK = 0
"""The product number of an event: every product of the task waits for it."""

SOON = 15
"""Calendar days ahead that count as due: "đến hạn trong 15 ngày"."""

RANKS = ("week", "month", "quarter", "half", "year")
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


class Status(StrEnum):
    """What a task is on a day."""

    DONE = "done"
    LATE = "late"
    DUE = "due"
    NOT_DUE = "not_due"
    CONTINUOUS = "continuous"
    WAITING = "waiting"
    WITH_REPORT = "with_report"


STATUSES = {
    Status.DONE: ("đã xong", "done"),
    Status.LATE: ("trễ", "late"),
    Status.DUE: ("đến hạn", "due"),
    Status.NOT_DUE: ("chưa đến hạn", "not due"),
    Status.CONTINUOUS: ("thường xuyên", "continuous"),
    Status.WAITING: ("chờ sự kiện", "waiting for its event"),
    Status.WITH_REPORT: ("lồng ghép trong báo cáo CCHC", "told inside the reform report"),
}
"""Each status in words."""

TIMELESS = {"continuous": Status.CONTINUOUS, "with_report": Status.WITH_REPORT}
"""Kinds of timing that never fall due of their own."""


@dataclass(frozen=True)
class Mark:
    """What someone entered: done, undone, or the event, of one product, unit and period.

    unit: an id, None for the authority itself. period: "" where the task comes due once; an
    event is called by its day (2024-05-06), and so is what falls due by it.
    """

    task: str
    product: int
    unit: int | None
    period: str
    kind: str
    on_day: date
    evidence: str = ""
    who: str = ""
    at: int = 0


@dataclass(frozen=True)
class Step:
    """One time that a product is owed by a unit, with what became of it by a day.

    due: the last day in time, None where none is set. done: the mark that says so.
    has_limit: False for what an event began: it falls due, but no text says until when.
    """

    task: Task
    product: Product
    number: int
    unit: int | None
    period: str
    due: date | None
    status: Status
    done: Mark | None = None
    has_limit: bool = True

    @property
    def days_late(self) -> int:
        """Calendar days that it was done after its last day; 0 in time or not done."""
        if self.done is None or self.due is None or not self.has_limit:
            return 0
        return max(0, (self.done.on_day - self.due).days)


@dataclass(frozen=True)
class Scope:
    """Whose tasks, and which years they fall due in.

    unit: whose marks are read, None for the authority's. owing: the units that each owe what
    the plan asks of every unit. only_owed: just that is asked (a unit below the authority).
    """

    first_year: int
    last_year: int
    unit: int | None = None
    owing: tuple[int | None, ...] = ()
    only_owed: bool = False


def steps(
    tasks: Iterable[Task], marks: Iterable[Mark], scope: Scope, moment: int, soon: int = SOON
) -> list[Step]:
    """Every step of every task as it stands at a moment (local seconds), in plan order.

    marks: in the order they were made; those for later days are not known yet. soon: days
    ahead from which a step counts as due.
    """
    day = day_of(moment // DAY_SECONDS)
    known = _Known([one for one in marks if day_number(one.on_day) * DAY_SECONDS < moment])
    found: list[Step] = []
    for task in tasks:
        for unit in _owing(task, scope):
            for number, product in enumerate(task.products, 1):
                place = _Place(task, product, number, unit)
                found += place.steps(known, scope, (day, soon))
    return found


def completion(found: Iterable[Step], moment: int) -> Value:
    """plan_completion_share: steps done over steps whose last day is over at a moment.

    What is done before its time counts when that has passed. A report that a plan wants by a
    day of the quarter counts as not made when late (Phước Long 2021, III.1).
    """
    day = day_of(moment // DAY_SECONDS)
    passed = [step for step in found if step.due is not None and step.due < day]
    return Value(sum(_counts(step) for step in passed), len(passed))


def _counts(step: Step) -> bool:
    is_strict = step.product.timing.day is not None
    return step.done is not None and not (is_strict and step.days_late)


def occurrences(timing: Timing, first_year: int, last_year: int) -> list[tuple[str, date]]:
    """(period, last day) of each time that a rule makes something due, in order.

    Rhythms follow the calendar. Where a longer period ends with a shorter one, the longer
    names it: the report of the second quarter is that of six months, the fourth's the year's.
    """
    if timing.kind == "by":
        return [("", timing.due)]
    if timing.kind != "every":
        return []
    named: dict[date, str] = {}
    for rhythm in sorted(timing.every, key=RANKS.index):
        for year in range(first_year, last_year + 1):
            named |= {last: code for code, last in _periods(rhythm, year)}
    if timing.day is not None:
        named = {_day_within(last, timing): code for last, code in named.items()}
    return [(code, last) for last, code in sorted(named.items())]


def _periods(rhythm: str, year: int) -> Iterator[tuple[str, date]]:
    if rhythm == "week":
        first = date.fromisocalendar(year, 1, 7)
        week = timedelta(weeks=1)
        count = date(year, 12, 28).isocalendar().week
        yield from ((f"{year}-W{n + 1:02}", first + n * week) for n in range(count))
        return
    length = MONTHS[rhythm]
    for number in range(12 // length):
        yield _code(rhythm, year, number + 1), _last_day(year, (number + 1) * length)


def _code(rhythm: str, year: int, number: int) -> str:
    """As periods are written everywhere: 2024-05, 2024-Q2, 2024-H1, 2024."""
    if rhythm == "year":
        return str(year)
    part = {"month": f"{number:02}", "quarter": f"Q{number}", "half": f"H{number}"}[rhythm]
    return f"{year}-{part}"


def _last_day(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _day_within(last: date, timing: Timing) -> date:
    """The told day of the told month of the quarter that ends on a day."""
    month = last.month - 3 + (timing.month or 3)
    return date(last.year, month, min(timing.day, _last_day(last.year, month).day))


def _owing(task: Task, scope: Scope) -> Sequence[int | None]:
    if task.per_unit:
        return scope.owing
    return () if scope.only_owed else (scope.unit,)


class _Known:
    """The marks, by what they are about; the newest of the same holds."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self.newest: dict[tuple, Mark] = {}
        self.events: dict[tuple, list[str]] = defaultdict(list)
        for mark in marks:
            self.newest[mark.task, mark.product, mark.unit, mark.period] = mark
        for mark in self.newest.values():
            if mark.kind == EVENT:
                self.events[mark.task, mark.unit].append(mark.period)

    def done(self, place: _Place, period: str) -> Mark | None:
        """The mark that a step is done; None where none is, or it was taken back."""
        key = (place.task.code, place.number, place.unit, period)
        mark = self.newest.get(key)
        return mark if mark is not None and mark.kind == DONE else None


@dataclass(frozen=True)
class _Place:
    """One product of one task, owed by one unit."""

    task: Task
    product: Product
    number: int
    unit: int | None

    def steps(self, known: _Known, scope: Scope, at: tuple[date, int]) -> list[Step]:
        timing = self.product.timing
        if timing.kind in TIMELESS:
            return [self._made(("", None), TIMELESS[timing.kind], known.done(self, ""))]
        if timing.kind == "event":
            return self._begun(known)
        due = occurrences(timing, scope.first_year, scope.last_year)
        return [self._timed(one, known, at) for one in due]

    def _timed(self, when: tuple[str, date], known: _Known, at: tuple[date, int]) -> Step:
        day, soon = at
        done = known.done(self, when[0])
        if done is not None:
            return self._made(when, Status.DONE, done)
        if when[1] < day:
            return self._made(when, Status.LATE)
        is_near = when[1] <= day + timedelta(days=soon)
        return self._made(when, Status.DUE if is_near else Status.NOT_DUE)

    def _begun(self, known: _Known) -> list[Step]:
        """A step for each event; without any, one that waits."""
        days = sorted(known.events.get((self.task.code, self.unit), ()))
        if not days:
            return [self._made(("", None), Status.WAITING)]
        found = []
        for period in days:
            done = known.done(self, period)
            status = Status.DONE if done else Status.DUE
            when = (period, date.fromisoformat(period))
            found.append(self._made(when, status, done, has_limit=False))
        return found

    def _made(
        self,
        when: tuple[str, date | None],
        status: Status,
        done: Mark | None = None,
        *,
        has_limit: bool = True,
    ) -> Step:
        period, due = when
        owed = (self.task, self.product, self.number, self.unit)
        return Step(*owed, period, due, status, done, has_limit)
