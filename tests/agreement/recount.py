"""A second count of every measure, in loops and ifs, from definitions.md alone.

It knows dossiers as plain dicts and the calendar; nothing of how the product counts.
Dull on purpose: whoever reads it beside the definitions must be able to agree.
"""

from __future__ import annotations

from collections import Counter

from onestop.domain.policy import Policy
from onestop.domain.working_time import Calendar


DAY = 86_400
REGISTERED, NOT_ACCEPTED, WITHDRAWN, STOPPED = 1, 3, 7, 8
FINISHED, RETURNED = 9, 10
WAITING_STATUSES = (5, 6, 8)
DIRECT, ONLINE, POSTAL = 1, 2, 3


class Recount:
    """Counts dossiers one by one under a policy."""

    def __init__(self, policy: Policy, calendar: Calendar) -> None:
        self.policy, self.calendar = policy, calendar

    def totals(self, dossiers: list[dict], start: int, moments: dict, by: str) -> dict:
        """Group to counts above 0. `moments`: unit to its T; a unit that is not there has none."""
        groups: dict = {}
        for dossier in dossiers:
            moment = moments.get(dossier["unit"])
            if moment is None or moment <= start:
                continue
            if self.policy.interlinked == "once" and has_parent(dossier, dossiers, by):
                continue
            counts = groups.setdefault(group_of(dossier, by), Counter())
            self.count(dossier, start, moment, counts)
        return {group: +counts for group, counts in groups.items() if +counts}

    def count(self, dossier: dict, start: int, moment: int, counts: Counter) -> None:
        """One dossier into the counts of its group."""
        if outside(dossier):
            return
        if start <= dossier["received_at"] < moment:
            count_reception(dossier, counts)
        closed_at = self.closed_at(dossier)
        if closed_at is not None and start <= closed_at < moment:
            self.count_closing(dossier, closed_at, counts)
        self.count_falling_overdue(dossier, closed_at, (start, moment), counts)
        if self.open_at(dossier, start):
            counts["opening"] += 1
        if self.open_at(dossier, moment):
            self.count_open(dossier, moment, counts)

    def closed_at(self, dossier: dict) -> int | None:
        """When it ended; None while it is open."""
        status = dossier["status"]
        if status == STOPPED:
            if self.policy.stopped != "closed":
                return None
        elif status not in (WITHDRAWN, FINISHED, RETURNED):
            return None
        for name in ("finished_at", "returned_at", "ended_at"):
            if dossier.get(name) is not None:
                return max(dossier[name], dossier["received_at"])
        return None

    def due(self, dossier: dict) -> int | None:
        """The due moment that decides."""
        due = dossier.get("due_at")
        if self.policy.rescheduled == "original" and dossier.get("original_due_at") is not None:
            due = dossier["original_due_at"]
        if due is None and self.policy.no_due_date == "computed":
            limit = dossier.get("limit")
            if limit is not None:
                due = self.calendar.due_in_working_days(dossier["received_at"], limit)
        if due is not None and self.policy.supplement == "subtract":
            for begin, end in self.waits_that_ended(dossier):
                due += end - begin
        return due

    def precision(self, dossier: dict) -> str:
        """Its source's own, else the policy's."""
        return dossier.get("precision") or self.policy.precision

    def open_at(self, dossier: dict, moment: int) -> bool:
        """Received before the moment, not closed before it."""
        if dossier["received_at"] >= moment:
            return False
        closed_at = self.closed_at(dossier)
        return closed_at is None or closed_at >= moment

    def paused_at(self, dossier: dict, moment: int) -> bool:
        """Waiting; asked only of a dossier that is open at the moment."""
        knows_since_when = False
        for begin, end in dossier.get("pauses") or ():
            if begin <= moment and (end is None or moment < end):
                return True
            if end is None:
                knows_since_when = True
        if dossier["status"] not in WAITING_STATUSES or knows_since_when:
            return False
        # Stopped with a date, under `closed`: it ended then, and was not waiting before.
        return self.closed_at(dossier) is None

    def overdue_at(self, dossier: dict, moment: int) -> bool:
        """Past due; asked only of a dossier that is open at the moment."""
        due = self.due(dossier)
        if due is None:
            return False
        if self.policy.paused_overdue == "in_time" and self.paused_at(dossier, moment):
            return False
        return self.past_due_at(dossier, due, moment)

    def past_due_at(self, dossier: dict, due: int, moment: int) -> bool:
        """Whether the due day, or hour, is over."""
        if self.precision(dossier) == "day":
            return due // DAY < moment // DAY
        return due < moment

    def judged(self, dossier: dict, closed_at: int) -> str:
        """early, on_time, late, or nothing."""
        due = self.due(dossier)
        if due is None:
            return "" if self.policy.no_due_date == "exclude" else "on_time"
        if self.policy.supplement == "subtract" and (dossier.get("supplement_count") or 0) > 1:
            return "late"
        if closed_at // DAY < due // DAY:
            return "early"
        if self.precision(dossier) == "day":
            return "on_time" if closed_at // DAY == due // DAY else "late"
        return "on_time" if closed_at <= due else "late"

    def count_closing(self, dossier: dict, closed_at: int, counts: Counter) -> None:
        """What is placed by the closing date."""
        if dossier["status"] == WITHDRAWN:
            counts["withdrawn"] += 1
        else:
            counts["processed"] += 1
            counts["processing_days"] += self.days_taken(dossier, closed_at)
            count_result(dossier, counts)
        if dossier["status"] != WITHDRAWN or self.policy.withdrawn == "resolved":
            self.count_resolved(dossier, closed_at, counts)
        if dossier.get("satisfaction") is not None:
            counts["rated"] += 1
            if dossier["satisfaction"] in (1, 2):
                counts["rated_satisfied"] += 1

    def count_resolved(self, dossier: dict, closed_at: int, counts: Counter) -> None:
        """What is asked of resolved dossiers."""
        counts["resolved"] += 1
        if self.due(dossier) is None:
            counts["resolved_without_due_date"] += 1
        judged = self.judged(dossier, closed_at)
        if judged:
            counts[f"resolved_{judged}"] += 1
        if judged == "late" and dossier.get("letters"):
            counts["late_with_apology"] += 1
            if self.letter_in_time(dossier):
                counts["late_with_apology_in_time"] += 1
        count_moves(dossier, counts)
        if (dossier.get("supplement_count") or 0) >= 1:
            counts["supplement_requested"] += 1

    def letter_in_time(self, dossier: dict) -> bool:
        """A letter sent at least one calendar day before the due date."""
        due = self.due(dossier)
        if due is None:
            return False
        for sent, _ in dossier.get("letters") or ():
            if sent is not None and sent // DAY <= due // DAY - 1:
                return True
        return False

    def days_taken(self, dossier: dict, closed_at: int) -> int:
        """Working days after the day received, up to the day closed."""
        days = self.working_days(dossier["received_at"], closed_at)
        if self.policy.supplement == "subtract":
            for begin, end in self.waits_that_ended(dossier):
                days -= self.working_days(begin, end)
        return days

    def working_days(self, begin: int, end: int) -> int:
        """Day by day."""
        days = 0
        for day in range(begin // DAY + 1, end // DAY + 1):
            if self.calendar.is_working_day(day):
                days += 1
        return days

    def waits_that_ended(self, dossier: dict) -> list[tuple[int, int]]:
        """Told waits that are over, within reception and closing, joined where they overlap."""
        ended = []
        closed_at = self.closed_at(dossier)
        for begin, end in sorted(dossier.get("pauses") or (), key=lambda wait: wait[0]):
            if end is None:
                continue
            first, last = max(begin, dossier["received_at"]), end
            if closed_at is not None:
                last = min(end, closed_at)
            if ended and first <= ended[-1][1]:
                first, last = ended[-1][0], max(last, ended[-1][1])
                ended.pop()
            if first < last:
                ended.append((first, last))
        return ended

    def count_falling_overdue(self, dossier: dict, closed_at, span, counts: Counter) -> None:
        """Not closed by the end of the due day; placed on that day, once it is over."""
        due = self.due(dossier)
        if due is None:
            return
        start, moment = span
        if due < start or due // DAY >= moment // DAY:
            return
        if closed_at is None or closed_at // DAY > due // DAY:
            counts["fell_overdue"] += 1

    def count_open(self, dossier: dict, moment: int, counts: Counter) -> None:
        """States of an open dossier."""
        counts["open"] += 1
        due = self.due(dossier)
        paused = self.paused_at(dossier, moment)
        if paused:
            counts["open_paused"] += 1
        if due is None:
            counts["open_without_due_date"] += 1
            return
        if self.overdue_at(dossier, moment):
            counts["open_overdue"] += 1
            if dossier.get("letters"):
                counts["open_overdue_with_apology"] += 1
                if self.letter_in_time(dossier):
                    counts["open_overdue_with_apology_in_time"] += 1
        elif not paused and moment // DAY <= due // DAY <= self.two_working_days_on(moment):
            counts["due_within_2"] += 1

    def two_working_days_on(self, moment: int) -> int:
        """Day by day."""
        day, left = moment // DAY, 2
        while left:
            day += 1
            if self.calendar.is_working_day(day):
                left -= 1
        return day


def outside(dossier: dict) -> bool:
    """Not counted as received."""
    if dossier["status"] in (REGISTERED, NOT_ACCEPTED):
        return True
    return dossier.get("received_at") is None


def has_parent(dossier: dict, dossiers: list[dict], by: str) -> bool:
    """Whether its parent is counted in the same total."""
    if dossier.get("parent_code") is None:
        return False
    for other in dossiers:
        if other["code"] == dossier.get("parent_code") and other is not dossier:
            return not outside(other) and group_of(other, by) == group_of(dossier, by)
    return False


def group_of(dossier: dict, by: str):
    """The total that a dossier belongs to."""
    if not by:
        return ""
    if by == "channel":
        return channel_of(dossier)
    return dossier.get(by)


def channel_of(dossier: dict) -> int:
    """A blank counts as direct."""
    channel = dossier.get("channel")
    return DIRECT if channel is None else channel


def count_moves(dossier: dict, counts: Counter) -> None:
    """Letters with a new date; more than one is more than allowed."""
    moves = 0
    for _, new_date in dossier.get("letters") or ():
        if new_date is not None:
            moves += 1
    if moves >= 1:
        counts["rescheduled"] += 1
    if moves >= 2:
        counts["rescheduled_more_than_once"] += 1


def count_reception(dossier: dict, counts: Counter) -> None:
    """What is placed by the received date."""
    counts["received"] += 1
    channel, level = channel_of(dossier), dossier.get("service_level")
    if channel == ONLINE:
        counts["received_online"] += 1
    elif channel == POSTAL:
        counts["received_postal"] += 1
    else:
        counts["received_direct"] += 1
    if level in (3, 4):
        counts[f"received_level{level}"] += 1
        if channel == ONLINE:
            counts[f"received_online_level{level}"] += 1
    count_components(dossier, counts)
    if dossier.get("fee_due") == 1:
        counts["fee_due"] += 1
        if dossier.get("paid_online") in (1, 2):
            counts["paid_online"] += 1


def count_components(dossier: dict, counts: Counter) -> None:
    """What came in with the dossier, and whether it was there already."""
    if dossier.get("components_digitised") == 1:
        counts["components_digitised"] += 1
    if dossier.get("components_reused") is not None:
        counts["reuse_known"] += 1
        if dossier["components_reused"] == 1:
            counts["components_reused"] += 1


def count_result(dossier: dict, counts: Counter) -> None:
    """What is asked of results: never of withdrawn dossiers."""
    if dossier.get("return_channel") == 1:
        counts["returned_by_post"] += 1
    result = dossier.get("result_digitised")
    if result is None:
        return
    at_level = dossier.get("service_level") in (3, 4)
    counts["result_known"] += 1
    counts["result_digitised"] += result
    if at_level:
        counts["result_known_level34"] += 1
        counts["result_digitised_level34"] += result
    if dossier.get("components_digitised") is not None:
        counts["digitised_known"] += 1
        if result == 1 and dossier["components_digitised"] == 1:
            counts["fully_digitised"] += 1
