"""The head of a form: number and issuing text, title and period, who reports to whom."""

from __future__ import annotations

from onestop.domain.period import day_vi
from onestop.reports.asked import ReportAsked, Scope
from onestop.reports.notes import is_provisional, moment_vi
from onestop.reports.sheet import Head


def head_of(asked: ReportAsked, scope: Scope, as_of: int | None) -> Head:
    """The three blocks over a form, in the words of its file."""
    text, words = asked.text, asked.texts.wordings.head
    middle = [text.title, *_period(asked)]
    if as_of is not None and is_provisional(asked, as_of):
        middle.append(words["provisional"].format(as_of=moment_vi(as_of)))
    return Head(
        left=tuple(line for line in (text.number, text.issued) if line),
        middle=tuple(middle),
        right=(
            words["sender"].format(unit=scope.sender),
            words["receiver"].format(unit=scope.receiver),
        ),
        counted_in=text.counted_in,
    )


def _period(asked: ReportAsked) -> list[str]:
    """The period by name, where it has one, and by its days."""
    period, words = asked.period, asked.texts.wordings.head
    days = words["days"].format(first=day_vi(period.start), last=day_vi(period.last))
    named = period.label_vi.partition(" (")[0] if period.label_vi.endswith(")") else ""
    return [words["period"].format(period=named), days] if named else [days]
