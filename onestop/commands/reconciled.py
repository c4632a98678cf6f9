"""A comparison on the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from onestop.commands.tables import print_table
from onestop.commands.words import language, say, spoken
from onestop.domain.period import day_vi, instant_text
from onestop.reports import reconciled_words as words
from onestop.storage.reconcile import Cell, Comparison
from onestop.storage.reconcile_dossiers import Listed
from onestop.storage.reconciled import Explained


HEADS = {
    "line": ("Dòng", "Line"),
    "figure": ("Cột", "Figure"),
    "theirs": ("Bảng", "Table"),
    "ours": ("Tính lại", "Ours"),
    "difference": ("Chênh", "Difference"),
}
HEADS_OF_CAUSES = ("Vì sao:", "Why:")
REJECTED_SHOWN = 20
CODES_SHOWN = 5
"""Dossiers of a list that a terminal names; the workbook and JSON have more."""

SAID = {
    "faults": ("Bảng tự mâu thuẫn:", "The table contradicts itself:"),
    "unmatched": ("Dòng không có trong danh mục:", "Lines that no catalogue knows:"),
    "near": ("gần nhất", "nearest"),
    "unused": ("Cột không so: {columns}.", "Columns not compared: {columns}."),
    "summary": (
        "{matched}/{cells} ô khớp, {rows}/{lines} dòng khớp.",
        "{matched}/{cells} cells agree, {rows}/{lines} lines agree.",
    ),
    "following": (
        "({count} ô lệch ở dòng tổng chỉ do các dòng của nó.)",
        "({count} differing cells of sums only repeat those of their lines.)",
    ),
    "nothing": ("Không có ô nào để so.", "There is no cell to compare."),
    "unexplained": ("Chưa giải thích được: {lines}.", "Not explained: {lines}."),
    "dossiers": ("Hồ sơ:", "Dossiers:"),
    "or": (" hoặc ", " or "),
    "written": ("Đã ghi {path}.", "Wrote {path}."),
    "by": {
        "area": ("theo lĩnh vực", "by area"),
        "unit": ("theo đơn vị", "by unit"),
        "procedure": ("theo thủ tục", "by procedure"),
    },
}


def print_comparison(told: Explained, *, everything: bool, xlsx: Path | None) -> None:
    """What the table says against itself, the differences, causes, dossiers by their codes."""
    found = told.found
    click.echo(title_of(found))
    for note in told.notes:
        click.echo(note)
    _print_faults(told)
    _print_unmatched(found)
    differing = [cell for cell in found.differing() if not found.follows(cell)]
    cells = found.cells if everything else differing
    if cells:
        print_table([spoken(head) for head in HEADS.values()], list(_rows(found, cells)))
    click.echo(_summary(found, len(found.differing()) - len(differing)))
    for one in told.overall:
        click.echo(words.overall_text(found, one, language()))
    _print_causes(told)
    if told.lists or told.rejected:
        click.echo(spoken(SAID["dossiers"]))
    for one in told.lists:
        click.echo(f"  {_list_text(found, one)}")
    for line, row in told.rejected[:REJECTED_SHOWN]:
        click.echo(f"  {words.rejected_text(found, line, row, language())}")
    _print_end(found)
    if xlsx:
        click.echo(spoken(SAID["written"]).format(path=xlsx))


def _print_end(found: Comparison) -> None:
    if found.table.unused:
        click.echo(spoken(SAID["unused"]).format(columns="; ".join(found.table.unused)))
    stated = found.counting.policy
    in_english = "; ".join(f"{name}={choice}" for name, choice in stated.as_dict().items())
    sentences = "; ".join(stated.sentences()) if language() == "vi" else in_english
    click.echo(say("policy", text=sentences))


def title_of(found: Comparison) -> str:
    """Which table, which sheet, which period."""
    table, period = found.table, found.counting.period
    days = f"{day_vi(period.start)}–{day_vi(period.last)}"
    by = spoken(SAID["by"][table.by])
    return f"{table.layout.title}, {by} · {table.file}, {table.sheet} · {days}"


def _rows(found: Comparison, cells: list[Cell]) -> Iterator[list]:
    """One line a cell; the name stands at the first cell of a line only."""
    last = None
    for cell in cells:
        label = "" if cell.line == last else words.line_text(found, cell.line)
        theirs = "–" if cell.theirs is None else cell.theirs
        yield [label, cell.figure.label, theirs, cell.ours, cell.difference or None]
        last = cell.line


def _summary(found: Comparison, following: int) -> str:
    if not found.cells:
        return spoken(SAID["nothing"])
    right = sum(not found.differing(at) for at in found.rows)
    facts = {"matched": found.matched, "cells": len(found.cells)}
    text = spoken(SAID["summary"]).format(rows=right, lines=len(found.rows), **facts)
    return f"{text} {spoken(SAID['following']).format(count=following)}" if following else text


def _print_faults(told: Explained) -> None:
    if told.faults:
        click.echo(spoken(SAID["faults"]))
    for fault in told.faults:
        click.echo(f"  {words.fault_text(told.found.table, fault, language())}")


def _print_unmatched(found: Comparison) -> None:
    if found.unmatched:
        click.echo(spoken(SAID["unmatched"]))
    for one in found.unmatched:
        near = f" ({spoken(SAID['near'])}: {', '.join(one.nearest)})" if one.nearest else ""
        click.echo(f"  {one.told.row}: {one.told.name}{near}")


def _print_causes(told: Explained) -> None:
    """Each cause once, with the lines that it is the cause of."""
    by_text: dict[str, list[str]] = {}
    for at in range(len(told.found.lines)):
        texts = told.why(at, lambda cause: words.cause_text(told.found, cause, language()))
        if at in told.lacking:
            texts = [words.say("absent", language())]
        if texts:
            text = spoken(SAID["or"]).join(texts) if told.is_whole(at) else "; ".join(texts)
            by_text.setdefault(text, []).append(words.line_text(told.found, at))
    if by_text:
        click.echo(spoken(HEADS_OF_CAUSES))
    for text, lines in by_text.items():
        click.echo(f"  {'; '.join(lines)}: {text}")
    if told.unexplained:
        names = "; ".join(words.line_text(told.found, at) for at in told.unexplained)
        click.echo(spoken(SAID["unexplained"]).format(lines=names))


def _list_text(found: Comparison, one: Listed) -> str:
    """What the list is and its first codes."""
    codes = ", ".join(moved.facts["code"] for moved in one.dossiers[:CODES_SHOWN])
    more = ", …" if one.total > CODES_SHOWN else ""
    line, count = words.line_text(found, one.line), words.listed_count(one, language())
    text = f"{line}: {count}" if one.is_cause else words.listed_text(found, one, language())
    return f"{text}: {codes}{more}"


def as_json(told: Explained) -> dict:
    """The whole comparison as plain data."""
    found, period = told.found, told.found.counting.period
    return {
        "table": {"file": found.table.file, "sheet": found.table.sheet, "by": found.table.by},
        "layout": found.table.layout.code,
        "period": {
            "code": period.code,
            "start": instant_text(period.start_at),
            "end": instant_text(period.end_at),
        },
        "policy": found.counting.policy.as_dict(),
        "notes": list(told.notes),
        "cells": len(found.cells),
        "matched": found.matched,
        "faults": [
            {**vars(one), "text": words.fault_text(found.table, one, language())}
            for one in told.faults
        ],
        "unmatched": [
            {"row": one.told.row, "name": one.told.name, "nearest": list(one.nearest)}
            for one in found.unmatched
        ],
        "lines": [_line_json(told, at) for at in range(len(found.lines))],
        "overall": [_way_json(one) for one in told.overall],
        "dossiers": [_listed_json(found, one) for one in told.lists],
        "rejected": [
            {
                "line": None if line is None else found.lines[line].label,
                "path": row.path,
                "row": row.row,
                "code": row.code,
                "reason": row.reason,
            }
            for line, row in told.rejected
        ],
    }


def _line_json(told: Explained, at: int) -> dict:
    line = told.found.lines[at]
    figures = {
        cell.figure.code: {"theirs": cell.theirs, "ours": cell.ours}
        for cell in told.found.cells
        if cell.line == at
    }
    causes = [
        {
            "kind": one.kind,
            "whole": one.whole,
            "closed": one.closed,
            "only_here": one.only_here,
            "label": one.label,
            "figures": list(one.figures),
            "changes": _changes(one.tried) if one.tried else {},
            "text": words.cause_text(told.found, one, language()),
        }
        for one in told.causes_of(at)
    ]
    return {
        "kind": line.kind,
        "label": line.label,
        "group": line.scope,
        "row": line.told.row if line.told else None,
        "figures": figures,
        "causes": causes,
    }


def _changes(tried) -> dict[str, str]:
    return {name: _change_text(value) for name, value in tried.way.changes}


def _change_text(value: object) -> str:
    if hasattr(value, "start_at"):
        return f"{value.start}..{value.last}"
    return ",".join(map(str, sorted(value))) if isinstance(value, frozenset) else str(value)


def _way_json(one) -> dict:
    return {
        "changes": _changes(one),
        "text": words.way_text(one, language()),
        "cells": one.matched,
        "lines": one.rows,
        "closed": one.closed,
        "broken": one.broken,
    }


def _listed_json(found: Comparison, one: Listed) -> dict:
    return {
        "line": found.lines[one.line].label,
        "is_cause": one.is_cause,
        "text": words.listed_text(found, one, language()),
        "total": one.total,
        "dossiers": [
            {"code": moved.facts["code"], "ours": list(moved.ours), "theirs": list(moved.theirs)}
            for moved in one.dossiers
        ],
    }
