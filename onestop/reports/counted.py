"""A form whose rows are areas or units: asked of the store, grouped by level, as a sheet."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection

from onestop.reports.alphabet import alphabetical
from onestop.reports.asked import UNKNOWN, ReportAsked, Scope
from onestop.reports.figures import COUNTS, Figures
from onestop.reports.form import AREA, UNIT, Form, Measures
from onestop.reports.head import head_of
from onestop.reports.lines import Rows, body_of
from onestop.reports.notes import is_provisional, moment_vi, notes_of, number_vi
from onestop.reports.sheet import Report, Sheet
from onestop.storage import catalogue


def counted_sheet(
    connection: Connection, asked: ReportAsked, form: Form, scope: Scope
) -> tuple[Sheet, Figures]:
    """The sheet of a form, and the figures it was made from.

    Raises StoreError where figures contradict each other.
    """
    if asked.by == UNIT:
        figures, groups = _by_unit(connection, asked, form, scope)
    else:
        figures, groups = _by_area(connection, asked, form, scope)
    total = total_of(figures)
    wordings = asked.texts.wordings
    lagging = _lagging(figures, scope)
    sheet = Sheet(
        name=form.code,
        head=head_of(asked, scope, figures.as_of),
        columns=form.all_columns(asked.by),
        body=body_of(form, groups, wordings.head["total"]),
        notes=(
            *notes_of(asked, form, figures, total, lagging),
            *_counted_once(connection, asked, form, scope, total),
        ),
        date=wordings.head["date"],
        signers=asked.text.signers,
        sign=wordings.head["sign"],
    )
    return sheet, figures


def counted_report(connection: Connection, asked: ReportAsked, form: Form, scope: Scope) -> Report:
    """A report of one such sheet."""
    sheet, figures = counted_sheet(connection, asked, form, scope)
    return Report((sheet,), figures.as_of, is_provisional(asked, figures.as_of))


def _by_unit(
    connection: Connection, asked: ReportAsked, form: Form, scope: Scope
) -> tuple[Figures, list[Rows]]:
    """Units by level: those with figures, and those that stood in the period without any."""
    question = asked.question(scope.chosen, UNIT)
    figures = COUNTS[form.counts](connection, question, asked.calendar)
    rows, gone = _merged(connection, asked, scope, figures.rows)
    listed: dict[str, list[tuple[str, Measures]]] = {group: [] for group in scope.groups}
    for member in scope.members:
        measures = rows.get(member.id, {})
        if member.id not in gone and (member.is_listed or _has_figures(form, measures)):
            listed[member.group].append((member.name, measures))
    if _has_figures(form, rows.get(0, {})):
        listed.setdefault(UNKNOWN, []).append((catalogue.UNKNOWN, rows[0]))
    return figures, _named(asked, {group: tuple(found) for group, found in listed.items()})


def _merged(
    connection: Connection, asked: ReportAsked, scope: Scope, rows: dict[int, Measures]
) -> tuple[dict[int, Measures], frozenset[int]]:
    """Rows of ended units added to the one that took over, where it is in scope."""
    if not asked.merged:
        return rows, frozenset()
    inside = {member.id for member in scope.members}
    after = {old: new for old, new in catalogue.successors(connection).items() if new in inside}
    summed: dict[int, Counter] = {}
    for number, measures in rows.items():
        summed.setdefault(after.get(number, number), Counter()).update(measures)
    return {number: dict(counts) for number, counts in summed.items()}, frozenset(after)


def _by_area(
    connection: Connection, asked: ReportAsked, form: Form, scope: Scope
) -> tuple[Figures, list[Rows]]:
    """Areas; of a form by level, those of each level apart where there are several."""
    once = asked.policy.interlinked == "once"  # whose totals are not the sum of levels
    levels = scope.groups if form.area_by_level and not once else {}
    if len(levels) > 1:
        found = {
            group: _areas(connection, asked, form, {**scope.chosen, UNIT: units})
            for group, units in levels.items()
        }
    else:
        found = {"": _areas(connection, asked, form, scope.chosen)}
    names = catalogue.names_of(connection, AREA)
    groups = {group: _area_rows(form, one, names) for group, one in found.items()}
    return _together(list(found.values())), _named(asked, groups)


def _area_rows(
    form: Form, figures: Figures, names: dict[int, catalogue.Name]
) -> tuple[tuple[str, Measures], ...]:
    """The areas that a column counts something of, by name; what nobody told comes last."""
    filled = [key for key, counts in figures.rows.items() if _has_figures(form, counts)]
    filled.sort(key=lambda key: (key == 0, alphabetical(names[key].label)))
    return tuple((names[key].label, figures.rows[key]) for key in filled)


def _areas(
    connection: Connection, asked: ReportAsked, form: Form, chosen: dict[str, frozenset[int]]
) -> Figures:
    return COUNTS[form.counts](connection, asked.question(chosen, AREA), asked.calendar)


def _together(parts: list[Figures]) -> Figures:
    """Figures of several groups as one; the rows are only to be summed."""
    rows: dict[int, Measures] = {}
    for place, part in enumerate(parts):
        rows |= {(place, number): measures for number, measures in part.rows.items()}
    moments = [part.as_of for part in parts if part.as_of is not None]
    lagging = {unit: as_of for part in parts for unit, as_of in part.lagging.items()}
    return Figures(rows, max(moments, default=None), lagging)


def _named(asked: ReportAsked, groups: dict[str, tuple]) -> list[Rows]:
    """The groups that have rows; alone, a group needs no heading."""
    filled = {group: rows for group, rows in groups.items() if rows}
    labels = asked.texts.wordings.groups
    if len(filled) < 2:
        return [Rows("", rows) for rows in filled.values()]
    return [Rows(labels[group], rows) for group, rows in filled.items()]


def _has_figures(form: Form, measures: Measures) -> bool:
    """Whether any column counts something; what no column shows makes no row."""
    terms = {term.removeprefix("-") for column in form.columns for term in column.terms}
    return any(measures.get(term) for term in terms)


def total_of(figures: Figures) -> Measures:
    """The sum of all rows; of the longest delay, the longest."""
    total: Counter = Counter()
    for measures in figures.rows.values():
        total.update(measures)
    longest = (measures.get("late_longest", 0) for measures in figures.rows.values())
    return {**total, "late_longest": max(longest, default=0)}


def _lagging(figures: Figures, scope: Scope) -> tuple[str, ...]:
    names = {member.id: member.name for member in scope.members}
    return tuple(
        f"{names[number]} ({moment_vi(as_of)})"
        for number, as_of in sorted(figures.lagging.items())
        if number in names
    )


def _counted_once(
    connection: Connection, asked: ReportAsked, form: Form, scope: Scope, total: Measures
) -> tuple[str, ...]:
    """Under `interlinked = once` a sum of rows is more than all of them counted together."""
    if asked.policy.interlinked != "once" or form.counts == "feedback":
        return ()
    together = total_of(COUNTS["dossiers"](connection, asked.question(scope.chosen), None))
    count = together.get("opening", 0) + together.get("received", 0)
    if count == total.get("opening", 0) + total.get("received", 0):
        return ()
    return (asked.texts.wordings.say("counted_once", count=number_vi(count)),)
