"""The arithmetic of somebody else's table: sums across, sums down, shares, names told twice.

It takes a table as told and knows nothing of ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from onestop.domain.aggregates import GROUP, ROW, TOTAL, Number, ToldLine, ToldTable


ACROSS, DOWN, SHARE, TWICE, UNREAD = "across", "down", "share", "twice", "unread"
"""Kinds of faults: in a row, in a column, a share, a name that stands twice, a cell."""


@dataclass(frozen=True)
class Fault:
    """Something in a table that contradicts itself. told, should: the two numbers.

    figure: the code whose cell is told; parts: the figures that make it up (across, share).
    """

    kind: str
    row: int
    name: str
    figure: str = ""
    told: Number | str = 0
    should: Number = 0
    parts: tuple[str, ...] = ()


def faults_of(table: ToldTable) -> tuple[Fault, ...]:
    """Every contradiction of a table, in the order of its lines."""
    found = [
        *(fault for line in table.lines for fault in across(table, line)),
        *_down(table),
        *_shares(table),
        *_twice(table),
        *(Fault(UNREAD, one.row, one.heading, told=one.text) for one in table.unread),
    ]
    return tuple(sorted(found, key=lambda one: one.row))


def across(table: ToldTable, line: ToldLine) -> Iterator[Fault]:
    """The sums within a line that are not what they should be."""
    for balance in table.layout.all_balances:
        if {balance.total, *balance.parts} <= line.values.keys():
            told, parts = line.values[balance.total], sum(line.values[p] for p in balance.parts)
            if told != parts:
                yield Fault(ACROSS, line.row, line.name, balance.total, told, parts, balance.parts)


def _down(table: ToldTable) -> Iterator[Fault]:
    """Totals and group lines against the lines they are to be the sum of."""
    for at, line in enumerate(table.lines):
        summed = summed_by(table, at)
        for figure in table.figures if summed else ():
            code = figure.code
            if figure.share or code not in line.values:
                continue
            should = sum(one.values.get(code, 0) for one in summed)
            if line.values[code] != should:
                yield Fault(DOWN, line.row, line.name, code, line.values[code], should)


def summed_by(table: ToldTable, at: int) -> list[ToldLine]:
    """The lines that a total or a group with figures is to be the sum of; none for a row.

    A total that is not the last one is that of the group above it.
    """
    line = table.lines[at]
    if line.kind == GROUP:
        return [one for one in table.lines if one.kind == ROW and one.group == line.name]
    if line.kind != TOTAL:
        return []
    rows = [one for one in table.lines if one.kind == ROW]
    return [one for one in rows if one.group == line.group] if line.group else rows


def _shares(table: ToldTable) -> Iterator[Fault]:
    for figure in table.figures:
        for line in table.lines if figure.share else ():
            needed = {figure.code, *figure.share, *figure.of}
            whole = sum(line.values.get(code, 0) for code in figure.of)
            if not needed <= line.values.keys() or not whole:
                continue
            should = 100 * sum(line.values[code] for code in figure.share) / whole
            told = line.values[figure.code]
            decimals = table.decimals.get((line.row, figure.code), 1)
            if abs(told - should) > 0.51 * 10**-decimals:
                parts = (*figure.share, *figure.of)
                yield Fault(SHARE, line.row, line.name, figure.code, told, should, parts)


def _twice(table: ToldTable) -> Iterator[Fault]:
    rows = [one for one in table.lines if one.kind == ROW]
    counts = Counter((one.group, one.name) for one in rows)
    for (group, name), count in counts.items():
        if count > 1:
            last = [one for one in rows if (one.group, one.name) == (group, name)][-1]
            yield Fault(TWICE, last.row, name, told=count)
