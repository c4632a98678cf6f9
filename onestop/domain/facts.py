"""What can be said of a dossier under a policy: due, closed, early, late, open at T.

Written once over columns that may be SQL expressions or arrays; `Ops` hides which.
No negation over a value that may be missing: a missing date never falls into a bucket by
default (`~(closed <= due)` is unknown in SQL and true in arrays).
Legal sources: definitions.md sections 2 and 3 (TT 01/2020/TT-VPCP, QĐ 766/QĐ-TTg 2022).
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Protocol

from onestop.domain.dossier import CLOSED, OUTSIDE, Precision, Status
from onestop.domain.policy import Policy


DAY = 86_400
"""Seconds; instants are local seconds since 1970-01-01 00:00, so a day is a quotient."""

Expression = Any
"""A SQLAlchemy column expression, or an array: whatever `Ops` was made for."""


class Ops(Protocol):
    """The few operations that SQL and arrays spell differently."""

    def known(self, value: Expression) -> Expression:
        """Whether a value is told."""
        ...

    def missing(self, value: Expression) -> Expression:
        """Whether a value is not told."""
        ...

    def first_known(self, *values: Expression) -> Expression:
        """The first told value."""
        ...

    def within(self, value: Expression, choices: tuple[int, ...]) -> Expression:
        """Whether a told value is one of the choices."""
        ...

    def either(self, condition: Expression, yes: Expression, no: Expression) -> Expression:
        """`yes` where the condition holds, else `no`."""
        ...

    def nothing(self) -> Expression:
        """A value that is never told."""
        ...

    def paused_at(self, moment: Expression, implied: tuple[int, ...]) -> Expression:
        """Whether a wait of the dossier covers the moment, [from, to)."""
        ...


TOLD_PAUSE, WAITING_NOW, STOPPED_WITH_DATE = 0, 1, 2
"""How a pause is known: the source told it; the status waits and no start is known
(then since it was received); status 8 with a closing date (only if 8 means paused)."""


class Facts:
    """The conditions on a dossier, each made when first asked for."""

    def __init__(self, columns: Any, ops: Ops, policy: Policy) -> None:
        self.row, self.ops, self.policy = columns, ops, policy

    @cached_property
    def inside(self) -> Expression:
        """Counted as received: accepted, with a received date."""
        counted = tuple(int(s) for s in Status if s not in OUTSIDE)
        return self.ops.within(self.row.status, counted) & self.ops.known(self.row.received_at)

    @cached_property
    def closing_statuses(self) -> tuple[int, ...]:
        """The statuses that end a dossier under the policy."""
        stopped = (Status.STOPPED,) if self.policy.stopped == "closed" else ()
        return tuple(int(status) for status in (*CLOSED, *stopped))

    @cached_property
    def closed(self) -> Expression:
        """Ended, with a date that places it."""
        ended = self.ops.within(self.row.status, self.closing_statuses)
        return ended & self.inside & self.ops.known(self.row.closing_at)

    @cached_property
    def closed_at(self) -> Expression:
        """When it ended; not told while it is open."""
        ended = self.ops.within(self.row.status, self.closing_statuses)
        return self.ops.either(ended, self.row.closing_at, self.ops.nothing())

    @cached_property
    def due(self) -> Expression:
        """The due moment that decides, under the policies that move it."""
        due = self.row.due_at
        if self.policy.rescheduled == "original":
            due = self.ops.first_known(self.row.original_due_at, due)
        if self.policy.no_due_date == "computed":
            due = self.ops.first_known(due, self.row.computed_due_at)
        if self.policy.supplement == "subtract":
            due = due + self.ops.first_known(self.row.paused_seconds, 0)
        return due

    @cached_property
    def due_day(self) -> Expression:
        """Day number of the deciding due date."""
        return self.due // DAY

    @cached_property
    def closed_day(self) -> Expression:
        """Day number of the closing."""
        return self.closed_at // DAY

    @cached_property
    def by_day(self) -> Expression:
        """Judged by dates."""
        return self._judged(Precision.DAY)

    @cached_property
    def by_instant(self) -> Expression:
        """Judged by the hour."""
        return self._judged(Precision.INSTANT)

    def _judged(self, precision: Precision) -> Expression:
        default = int(Precision[self.policy.precision.upper()])
        return self.ops.first_known(self.row.precision, default) == int(precision)

    @cached_property
    def resolved(self) -> Expression:
        """Closed, and counted as resolved."""
        if self.policy.withdrawn == "resolved":
            return self.closed
        ends = tuple(s for s in self.closing_statuses if s != Status.WITHDRAWN)
        return self.closed & self.ops.within(self.row.status, ends)

    @cached_property
    def withdrawn(self) -> Expression:
        """Closed because the citizen took it back."""
        return self.closed & (self.row.status == int(Status.WITHDRAWN))

    @cached_property
    def processed(self) -> Expression:
        """Resolved by the office: not withdrawn."""
        ends = tuple(s for s in self.closing_statuses if s != Status.WITHDRAWN)
        return self.closed & self.ops.within(self.row.status, ends)

    @cached_property
    def has_due(self) -> Expression:
        """A due date decides."""
        return self.ops.known(self.due)

    @cached_property
    def no_due(self) -> Expression:
        """No due date decides."""
        return self.ops.missing(self.due)

    def _unless_asked_again(self, condition: Expression) -> Expression:
        """766, `subtract` only: a dossier sent back more than once is late."""
        if self.policy.supplement != "subtract":
            return condition
        return condition & (self.ops.first_known(self.row.supplement_count, 0) <= 1)

    def _or_asked_again(self, condition: Expression) -> Expression:
        if self.policy.supplement != "subtract":
            return condition
        return condition | (self.ops.first_known(self.row.supplement_count, 0) > 1)

    @cached_property
    def early(self) -> Expression:
        """Resolved on a day before the due day."""
        return self._unless_asked_again(self.resolved & (self.closed_day < self.due_day))

    @cached_property
    def on_time(self) -> Expression:
        """Resolved on the due day (and by its hour, where hours are judged)."""
        same_day = self.by_day & (self.closed_day == self.due_day)
        same_hour = self.by_instant & self._not_early & (self.closed_at <= self.due)
        in_time = self._unless_asked_again(self.resolved & (same_day | same_hour))
        if self.policy.no_due_date == "exclude":
            return in_time
        return in_time | (self.resolved & self.no_due)

    @cached_property
    def late(self) -> Expression:
        """Resolved after the due day (or hour)."""
        after_day = self.by_day & (self.closed_day > self.due_day)
        after_hour = self.by_instant & self._not_early & (self.closed_at > self.due)
        return self.resolved & self.has_due & self._or_asked_again(after_day | after_hour)

    @cached_property
    def _not_early(self) -> Expression:
        return self.closed_day >= self.due_day

    @cached_property
    def apology(self) -> Expression:
        """A letter is known, whenever it was sent."""
        return self.ops.first_known(self.row.letter_count, 0) > 0

    @cached_property
    def apology_in_time(self) -> Expression:
        """Sent at least one calendar day before the due date.

        NĐ 61/2018/NĐ-CP Đ.19.9; NĐ 118/2025/NĐ-CP Đ.19.6.
        """
        return self.apology & (self.row.apology_sent_at // DAY <= self.due_day - 1)

    @cached_property
    def fell_overdue(self) -> Expression:
        """Not closed by the end of its due day."""
        still_open = self.ops.missing(self.closed_at) | (self.closed_day > self.due_day)
        return self.inside & self.has_due & still_open

    def open_at(self, moment: Expression) -> Expression:
        """Received before the moment and not closed before it."""
        not_closed = self.ops.missing(self.closed_at) | (self.closed_at >= moment)
        return self.inside & (self.row.received_at < moment) & not_closed

    def paused_at(self, moment: Expression) -> Expression:
        """Open, and waiting for the citizen."""
        return self.open_at(moment) & self.waits_at(moment)

    @cached_property
    def pauses_that_count(self) -> tuple[int, ...]:
        """Which kinds of pause the policy knows."""
        if self.policy.stopped == "closed":
            return (TOLD_PAUSE, WAITING_NOW)
        return (TOLD_PAUSE, WAITING_NOW, STOPPED_WITH_DATE)

    def past_due_at(self, moment: Expression) -> Expression:
        """The due day (or hour) is over at the moment."""
        by_day = self.by_day & (self.due_day < moment // DAY)
        return by_day | (self.by_instant & (self.due < moment))

    def overdue_at(self, moment: Expression) -> Expression:
        """Open and past due; a waiting dossier only if the policy says so."""
        return self.open_at(moment) & self.overdue_if_open_at(moment)

    def overdue_if_open_at(self, moment: Expression) -> Expression:
        """The same of a dossier that is known to be open at the moment."""
        if self.policy.paused_overdue == "overdue":
            return self.past_due_at(moment)
        # `paused_at` of Ops is never unknown, so this negation is safe.
        return self.past_due_at(moment) & ~self.waits_at(moment)

    def waits_at(self, moment: Expression) -> Expression:
        """A wait for the citizen that the policy knows covers the moment."""
        return self.ops.paused_at(moment, self.pauses_that_count)

    def due_within(self, moment: Expression, last_day: Expression) -> Expression:
        """Open, not waiting, not overdue, due from the moment's day to `last_day`."""
        in_reach = (self.due_day >= moment // DAY) & (self.due_day <= last_day)
        not_past = self.by_day | (self.by_instant & (self.due >= moment))
        return self.open_at(moment) & in_reach & not_past & ~self.waits_at(moment)
