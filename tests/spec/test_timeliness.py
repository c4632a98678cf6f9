"""Early, on time, late: definitions.md section 3, under each of its policies."""

from __future__ import annotations

from onestop.domain.policy import Policy


DUE_DAY = """
    dossier | received         | due              | returned
    --------+------------------+------------------+-----------------
    A1      | 2024-06-03 08:00 | 2024-06-10 17:00 | 2024-06-07 16:00
    A2      | 2024-06-03 08:00 | 2024-06-10 17:00 | 2024-06-10 16:59
    A3      | 2024-06-03 08:00 | 2024-06-10 17:00 | 2024-06-10 17:30
    A4      | 2024-06-03 08:00 | 2024-06-10 17:00 | 2024-06-11 07:30
"""
"""A day before; on the day; on the day after hours; the next morning."""

NO_DUE_DATE = """
    dossier | received   | due        | returned   | limit
    --------+------------+------------+------------+------
    A1      | 2024-06-03 | 2024-06-10 | 2024-06-11 |
    A2      | 2024-06-03 |            | 2024-06-11 |
    A3      | 2024-06-03 |            | 2024-06-11 | 5
    A4      | 2024-06-03 |            | 2024-06-11 | 10
"""


def test_the_due_day_itself_is_on_time(spec):
    """A dossier returned on its due day counts as on time."""
    spec(
        "on_time_share",
        """
        dossier | received   | due        | returned
        --------+------------+------------+-----------
        A1      | 2024-06-03 | 2024-06-10 | 2024-06-10
        A2      | 2024-06-03 | 2024-06-10 | 2024-06-11
        """,
        numerator=1,
        denominator=2,
    )


def test_by_day_the_hour_of_the_due_day_does_not_matter(spec, counts):
    """By days, a dossier returned after hours on its due day is on time."""
    spec("on_time_share", DUE_DAY, numerator=3, denominator=4)
    counts(DUE_DAY, {"resolved_early": 1, "resolved_on_time": 2, "resolved_late": 1})


def test_by_instant_the_hour_of_the_due_day_decides(spec, counts):
    """By instants, a dossier returned after its hour on the due day is late."""
    policy = {"precision": "instant"}
    spec("on_time_share", DUE_DAY, numerator=2, denominator=4, policy=policy)
    counts(
        DUE_DAY,
        {"resolved_early": 1, "resolved_on_time": 1, "resolved_late": 2},
        policy=policy,
    )


def test_a_due_date_without_a_time_lasts_until_midnight(spec):
    """A due date without a time means the end of that day, by instants too."""
    spec(
        "on_time_share",
        """
        dossier | received   | due        | returned
        --------+------------+------------+--------------------
        A1      | 2024-06-03 | 2024-06-10 | 2024-06-10 23:59:59
        A2      | 2024-06-03 | 2024-06-10 | 2024-06-11 00:00
        """,
        numerator=1,
        denominator=2,
        policy={"precision": "instant"},
    )


PRECISIONS = """
    dossier | received   | due              | returned         | precision
    --------+------------+------------------+------------------+----------
    A1      | 2024-06-03 | 2024-06-10 17:00 | 2024-06-10 17:30 | instant
    A2      | 2024-06-03 | 2024-06-10 17:00 | 2024-06-10 17:30 | day
    A3      | 2024-06-03 | 2024-06-10 17:00 | 2024-06-10 17:30 |
"""


def test_a_source_s_own_precision_wins_over_the_policy(spec):
    """A source that judges by hours is judged by hours, whatever the policy says."""
    spec("late_share", PRECISIONS, numerator=1, denominator=3)
    spec(
        "late_share",
        PRECISIONS,
        numerator=2,
        denominator=3,
        policy={"precision": "instant"},
    )


def test_early_means_a_day_before_by_either_precision(spec):
    """Early is judged by days always: an hour before the hour is on time, not early."""
    for precision in ("day", "instant"):
        spec(
            "early_share",
            DUE_DAY,
            numerator=1,
            denominator=4,
            policy={"precision": precision},
        )


def test_without_a_due_date_a_dossier_counts_as_on_time_and_is_counted_apart(spec, counts):
    """By default no due date means on time, and the dossier is counted in its own bucket."""
    spec("on_time_share", NO_DUE_DATE, numerator=3, denominator=4)
    counts(NO_DUE_DATE, {"resolved_on_time": 3, "resolved_without_due_date": 3})


def test_without_a_due_date_a_dossier_can_be_left_out_of_the_share(spec, counts):
    """Under `exclude` a dossier without a due date is neither early, on time nor late."""
    policy = {"no_due_date": "exclude"}
    spec("on_time_share", NO_DUE_DATE, numerator=0, denominator=1, policy=policy)
    counts(
        NO_DUE_DATE,
        {"resolved": 4, "resolved_late": 1, "resolved_without_due_date": 3},
        policy=policy,
    )


def test_without_a_due_date_the_limit_of_the_procedure_can_decide(spec, counts):
    """Under `computed` the procedure's limit in working days gives the due date."""
    policy = {"no_due_date": "computed"}
    spec("late_share", NO_DUE_DATE, numerator=2, denominator=4, policy=policy)
    counts(
        NO_DUE_DATE,
        {"resolved_early": 1, "resolved_on_time": 1, "resolved_without_due_date": 1},
        policy=policy,
    )


def test_a_told_due_date_is_never_replaced_by_a_computed_one(spec):
    """`computed` fills a missing due date; what the source says stays."""
    spec(
        "late_share",
        """
        dossier | received   | due        | returned   | limit
        A1      | 2024-06-03 | 2024-06-28 | 2024-06-20 | 2
        """,
        numerator=0,
        denominator=1,
        policy={"no_due_date": "computed"},
    )


RESCHEDULED = """
    dossier | received   | original due | due        | returned
    --------+------------+--------------+------------+-----------
    A1      | 2024-06-03 | 2024-06-10   | 2024-06-17 | 2024-06-14
    A2      | 2024-06-03 |              | 2024-06-17 | 2024-06-14
"""


def test_the_date_that_the_source_states_now_decides(spec):
    """766: after a reschedule the current due date decides."""
    spec("late_share", RESCHEDULED, numerator=0, denominator=2)


def test_the_first_promise_can_decide(spec):
    """Under `original` the first promised date decides, where one is known."""
    spec(
        "late_share",
        RESCHEDULED,
        numerator=1,
        denominator=2,
        policy={"rescheduled": "original"},
    )


def test_a_letter_s_new_date_never_moves_the_due_date(spec):
    """Only the dossier's own source moves `due_at`; an apology letter's new date does not."""
    spec(
        "late_share",
        """
        dossier | received   | due        | returned   | letter sent | new date
        A1      | 2024-06-03 | 2024-06-10 | 2024-06-14 | 2024-06-07  | 2024-06-17
        """,
        numerator=1,
        denominator=1,
    )


WITHDRAWN = """
    dossier | received   | due        | returned   | ended      | status
    --------+------------+------------+------------+------------+----------
    A1      | 2024-06-03 | 2024-06-10 |            | 2024-06-05 | withdrawn
    A2      | 2024-06-03 | 2024-06-10 |            | 2024-06-20 | withdrawn
    A3      | 2024-06-03 | 2024-06-10 | 2024-06-20 |            | returned
"""


def test_a_withdrawn_dossier_is_classed_by_its_closing_date(spec, counts):
    """766: a withdrawn dossier is resolved, early or late by the day it was withdrawn."""
    spec("late_share", WITHDRAWN, numerator=2, denominator=3)
    counts(WITHDRAWN, {"resolved": 3, "withdrawn": 2, "processed": 1})


def test_withdrawn_dossiers_can_stand_apart(spec, counts):
    """Under `separate` a withdrawn dossier is not resolved, and not judged."""
    policy = {"withdrawn": "separate"}
    spec("late_share", WITHDRAWN, numerator=1, denominator=1, policy=policy)
    counts(WITHDRAWN, {"resolved": 1, "withdrawn": 2, "open": 0}, policy=policy)


def test_the_result_s_date_closes_before_the_date_it_was_fetched(spec):
    """A dossier is closed when it is finished; that the citizen came later is not late."""
    spec(
        "late_share",
        """
        dossier | received   | due        | finished   | returned
        A1      | 2024-06-03 | 2024-06-10 | 2024-06-10 | 2024-06-24
        A2      | 2024-06-03 | 2024-06-10 |            | 2024-06-24
        """,
        numerator=1,
        denominator=2,
    )


def test_closed_before_it_was_received_counts_as_closed_when_received(counts):
    """An earlier closing date counts as the received date."""
    counts(
        """
        dossier | received   | due        | returned
        A1      | 2024-06-17 | 2024-06-10 | 2024-06-03
        """,
        {"received": 1, "resolved": 1, "resolved_late": 1, "processing_days": 0, "open": 0},
        period="2024-07",
    )


def test_nothing_resolved_gives_no_ratio(figures):
    """A denominator of 0 gives no ratio, neither 0 % nor 100 %."""
    table = """
        dossier | received   | due
        A1      | 2024-06-03 | 2024-06-10
    """
    (row,) = figures(table)
    assert row.indicators(Policy())["on_time_share"].ratio is None


SUPPLEMENTS = """
    dossier | received   | due        | returned   | supplements | pauses
    --------+------------+------------+------------+-------------+-----------------------
    A1      | 2024-06-03 | 2024-06-10 | 2024-06-12 | 1           | 2024-06-04..2024-06-06
    A2      | 2024-06-03 | 2024-06-10 | 2024-06-13 | 1           | 2024-06-04..2024-06-06
    A3      | 2024-06-03 | 2024-06-10 | 2024-06-07 | 2           | 2024-06-04..2024-06-06
    A4      | 2024-06-03 | 2024-06-10 | 2024-06-12 | 1           |
"""


def test_the_source_s_due_date_already_holds_the_waits(spec):
    """As exported, a wait for a supplement does not move the due date again."""
    spec("late_share", SUPPLEMENTS, numerator=3, denominator=4)


def test_waiting_time_can_be_subtracted_and_a_second_request_is_late(spec, counts):
    """766: waits are subtracted; a dossier asked for more than once is late."""
    policy = {"supplement": "subtract"}
    spec("late_share", SUPPLEMENTS, numerator=3, denominator=4, policy=policy)
    counts(
        SUPPLEMENTS,
        {"resolved_early": 0, "resolved_on_time": 1, "resolved_late": 3},
        policy=policy,
    )
