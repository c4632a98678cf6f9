"""The notes under a form: what the figures rest on, in the words of config/forms.

It decides which notes a form needs; the wordings are data.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from onestop.domain.facts import DAY
from onestop.domain.indicators import BY_CODE, Value
from onestop.domain.period import day_of, day_vi
from onestop.reports.asked import ReportAsked
from onestop.reports.figures import Figures
from onestop.reports.form import BLANK, Form, Measures


EPOCH = datetime(1970, 1, 1)


def moment_vi(seconds: int) -> str:
    """Local seconds as people write them; the end of a day is that day's.

    >>> moment_vi(61_200), moment_vi(172_800), moment_vi(172_799)
    ('17:00 ngày 1/1/1970', 'hết ngày 2/1/1970', 'hết ngày 2/1/1970')
    """
    if (seconds + 1) % DAY <= 1:
        return f"hết ngày {day_vi(day_of((seconds - 1) // DAY))}"
    moment = EPOCH + timedelta(seconds=seconds)
    return f"{moment:%H:%M} ngày {day_vi(moment.date())}"


def number_vi(count: int) -> str:
    """A whole number with dots for thousands: `1.234`."""
    return f"{count:,}".replace(",", ".")


def value_vi(value: Value) -> str:
    """A share beside what it is made of: `98,2 % (491/500)`; a dash for 0 of 0."""
    if value.ratio is None:
        return "–"
    percent = f"{value.ratio * 100:.1f}".replace(".", ",")
    return f"{percent} % ({number_vi(value.numerator)}/{number_vi(value.denominator)})"


def is_provisional(asked: ReportAsked, as_of: int | None) -> bool:
    """Whether the period is not yet over at the moment the figures speak for."""
    return as_of is None or as_of + 1 < asked.period.end_at  # 23:59:59 tells the whole day


def notes_of(
    asked: ReportAsked, form: Form, figures: Figures, total: Measures, lagging: tuple[str, ...]
) -> tuple[str, ...]:
    """The notes under a table of figures. lagging: each unit that lags and since when."""
    of_form = _of_feedback if form.counts == "feedback" else _of_dossiers
    found = [*_of_moment(asked, figures, lagging), *of_form(asked, form, total)]
    if form.counts == "late":
        found.append(asked.texts.wordings.say("longest", days=total.get("late_longest", 0)))
    return (*found, *_no_list(asked, form), *own_notes(asked))


def own_notes(asked: ReportAsked) -> list[str]:
    """What the form's own file says, and how sure its layout is."""
    text = asked.text
    unsure = text.origin in ("memory", "likely")
    told = [asked.texts.wordings.say("from_memory", file=text.file)] if unsure else []
    return [*text.notes, *told]


def policy_note(asked: ReportAsked) -> str:
    """The policies in force, in words."""
    return asked.texts.wordings.say("policies", policies="; ".join(asked.policy.sentences()))


def moment_notes(asked: ReportAsked, as_of: int | None) -> Iterator[str]:
    """How far the figures reach, and that they may change."""
    say = asked.texts.wordings.say
    if as_of is None:
        return
    yield say("as_of", as_of=moment_vi(as_of))
    if is_provisional(asked, as_of):
        yield say("provisional", last=day_vi(asked.period.last), as_of=moment_vi(as_of))


def _of_moment(asked: ReportAsked, figures: Figures, lagging: tuple[str, ...]) -> Iterator[str]:
    say = asked.texts.wordings.say
    yield from moment_notes(asked, figures.as_of)
    if not any(any(measures.values()) for measures in figures.rows.values()):
        yield say("no_figures", unit=asked.period.label_vi)
    if lagging:
        yield say("lagging", units="; ".join(lagging))


def _of_dossiers(asked: ReportAsked, form: Form, total: Measures) -> Iterator[str]:
    say = asked.texts.wordings.say
    yield policy_note(asked)
    undated = total.get("resolved_without_due_date", 0)
    if undated and "resolved_classed" in _terms(form):
        yield say("without_due_date", count=number_vi(undated))
    yield from _paused(asked, form, total)
    if total.get("set_aside") and form.balances:
        yield _set_aside(asked, total)
    yield from _of_some_columns(asked, form, total)


def _paused(asked: ReportAsked, form: Form, total: Measures) -> Iterator[str]:
    if not form.paused_in:
        return
    say, count = asked.texts.wordings.say, number_vi(total.get("open_paused", 0))
    column = form.place_of(form.paused_in)
    if asked.policy.paused_overdue == "in_time":
        yield say("paused", count=count, column=column)
    else:
        yield say("paused_overdue", count=count, in_time=column, overdue=column + 1)


def _set_aside(asked: ReportAsked, total: Measures) -> str:
    withdrawn = total["withdrawn"] if asked.policy.withdrawn == "separate" else 0
    return asked.texts.wordings.say(
        "set_aside",
        count=number_vi(total["set_aside"]),
        withdrawn=number_vi(withdrawn),
        without_due_date=number_vi(total["set_aside"] - withdrawn),
    )


def _of_some_columns(asked: ReportAsked, form: Form, total: Measures) -> Iterator[str]:
    """What only forms with such columns need."""
    say, terms = asked.texts.wordings.say, _terms(form)
    if "-received_online_level4" in terms:
        levels = ("received_online_level3", "received_online_level4")
        unknown = total.get("received_online", 0) - sum(total.get(name, 0) for name in levels)
        if unknown:
            yield say("level_unknown", count=number_vi(unknown))
    if "resolved_classed" in terms:
        shares = [BY_CODE[code].value(total, asked.policy) for code in _BOTH_RATES]
        yield say("two_rates", tt01=value_vi(shares[0]), progress=value_vi(shares[1]))
    if "paid_online" in terms:
        others = total.get("received", 0) - total.get("fee_due", 0)
        yield say("fee_unknown", count=number_vi(others))


_BOTH_RATES = ("on_time_share", "progress_766")
"""Both rates are shown, and never mixed: TT 01 ((8)+(9))/(7) and 766 ((8)+(9)+(12))/(3)."""


def _of_feedback(asked: ReportAsked, form: Form, total: Measures) -> Iterator[str]:
    say = asked.texts.wordings.say
    if total.get("feedback_refused") and form.code == "ii05a":
        yield say("refused", count=number_vi(total["feedback_refused"]))
    yield say("limits")


def _no_list(asked: ReportAsked, form: Form) -> Iterator[str]:
    """Columns that stay empty because no list tells them."""
    blank = [column for column in form.columns if column.shown_as == BLANK]
    if blank:
        named = ", ".join(f"({form.place_of(one.key)}) {one.path[-1]}" for one in blank)
        yield asked.texts.wordings.say("no_list", columns=named)


def _terms(form: Form) -> set[str]:
    return {term for column in form.columns for term in column.terms}
