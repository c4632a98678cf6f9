"""A comparison as a workbook: every cell, what explains it, the dossiers behind it."""

from __future__ import annotations

from collections.abc import Iterator

from onestop.domain.period import day_vi
from onestop.reports import reconciled_words as words
from onestop.reports.form import COUNT, MOMENT, TEXT, Column
from onestop.reports.sheet import GROUP, ROW, TITLE, Head, Line, Report, Sheet
from onestop.storage.reconcile import Cell, Comparison
from onestop.storage.reconciled import Explained


SHEETS = {
    "cells": ("Chênh lệch", "Differences"),
    "whole": ("Toàn bảng", "Whole table"),
    "causes": ("Vì sao", "Why"),
    "dossiers": ("Hồ sơ", "Dossiers"),
}
HEADS = {
    "number": ("STT", "No."),
    "line": ("Dòng", "Line"),
    "figure": ("Cột", "Figure"),
    "theirs": ("Bảng", "Table"),
    "ours": ("Tính lại", "Ours"),
    "difference": ("Chênh", "Difference"),
    "why": ("Vì sao", "Why"),
    "side": ("Số của", "Whose"),
    "what": ("Nội dung", "What"),
    "code": ("Mã hồ sơ", "Dossier"),
    "unit": ("Cơ quan", "Unit"),
    "area": ("Lĩnh vực", "Area"),
    "received_at": ("Tiếp nhận", "Received"),
    "due_at": ("Hẹn trả", "Due"),
    "closed_at": ("Kết thúc", "Closed"),
    "counted": ("Tính vào", "Counted in"),
}
SAID = {
    "title": ("ĐỐI CHIẾU VỚI {title}", "COMPARED WITH {title}"),
    "days": ("(Từ ngày {first} đến ngày {last})", "(From {first} to {last})"),
    "file": ("Tệp: {file}, trang {sheet}", "File: {file}, sheet {sheet}"),
    "summary": ("{matched}/{cells} ô khớp", "{matched} of {cells} cells agree"),
    "faults": ("Bảng tự mâu thuẫn", "What contradicts itself in the table"),
    "overall": ("Cả bảng", "The whole table"),
    "lines": ("Từng dòng", "Line by line"),
    "unmatched": ("Dòng không có trong danh mục", "Lines that no catalogue knows"),
    "rejected": ("Dòng bị loại khi nạp, trong kỳ này", "Rows refused when loaded, in this period"),
    "none": ("Không có gì phải giải thích.", "There is nothing to explain."),
    "policies": ("Quy ước tính: {policies}.", "Policies: {policies}."),
}


def comparison_report(told: Explained, lang: str) -> Report:
    """The comparison in three sheets; text stays text whatever it begins with."""
    head = _head(told.found, lang)
    policy = told.found.counting.policy
    stated = "; ".join(policy.sentences())
    if lang == "en":
        stated = "; ".join(f"{name} = {choice}" for name, choice in policy.as_dict().items())
    notes = (*told.notes, _say("policies", lang).format(policies=stated))
    sheets = (
        _sheet("cells", head, _cell_columns(lang), list(_cell_lines(told, lang)), lang, notes),
        _sheet(
            "whole",
            head,
            _whole_columns(told.found, lang),
            list(_whole_lines(told.found, lang)),
            lang,
        ),
        _sheet("causes", head, _cause_columns(lang), list(_cause_lines(told, lang)), lang),
        _sheet("dossiers", head, _dossier_columns(lang), list(_dossier_lines(told, lang)), lang),
    )
    return Report(sheets, told.found.counting.as_of, provisional=False)


def _say(key: str, lang: str) -> str:
    return SAID[key][lang == "en"]


def _sheet(
    name: str, head: Head, columns: tuple[Column, ...], body: list[Line], *rest: object
) -> Sheet:
    lang, *notes = rest
    title = SHEETS[name][lang == "en"]
    return Sheet(title, head, columns, body, *notes, has_numbers=False)


def _head(found: Comparison, lang: str) -> Head:
    table, period = found.table, found.counting.period
    days = {"first": day_vi(period.start), "last": day_vi(period.last)}
    summary = _say("summary", lang).format(matched=found.matched, cells=len(found.cells))
    return Head(
        left=(),
        middle=(
            _say("title", lang).format(title=table.layout.title.upper()),
            _say("days", lang).format(**days),
            _say("file", lang).format(file=table.file, sheet=table.sheet),
        ),
        right=(summary,),
        counted_in="",
    )


def _column(name: str, lang: str, kind: str, width: float) -> Column:
    return Column(name, (HEADS[name][lang == "en"],), kind=kind, width=width)


def _columns(lang: str, *told: tuple[str, str, float]) -> tuple[Column, ...]:
    return tuple(_column(name, lang, kind, width) for name, kind, width in told)


def _cell_columns(lang: str) -> tuple[Column, ...]:
    counts = [(name, COUNT, 10) for name in ("theirs", "ours", "difference")]
    return _columns(
        lang, ("number", TEXT, 6), ("line", TEXT, 30), ("figure", TEXT, 34), *counts,
        ("why", TEXT, 46),
    )  # fmt: skip


def _cell_lines(told: Explained, lang: str) -> Iterator[Line]:
    """What differs; sums that only repeat their lines are left to the whole table."""
    found, number, last = told.found, 0, None
    for cell in found.differing():
        if not found.follows(cell):
            number += 1
            why = _why(told, cell.line, lang) if cell.line != last else ""
            last = cell.line
            yield Line(ROW, (str(number), words.line_text(found, cell.line), *_cell(cell), why))
    if not number:
        yield Line(TITLE, ("", _say("none", lang)))


def _whole_columns(found: Comparison, lang: str) -> tuple[Column, ...]:
    """The table's own headings, over theirs and ours."""
    figures = (
        Column(one.code, tuple(one.headings[0].split(" > ")), kind=COUNT) for one in found.figures
    )
    heads = _columns(lang, ("number", TEXT, 6), ("line", TEXT, 30), ("side", TEXT, 10))
    return (*heads, *figures)


def _whole_lines(found: Comparison, lang: str) -> Iterator[Line]:
    """Each line as the table has it, as we count it, and the differences if there are any."""
    for at, line in enumerate(found.lines):
        cells = {cell.figure.code: cell for cell in found.cells if cell.line == at}
        sides = {
            "theirs": [_of(cells, one.code, "theirs") for one in found.figures],
            "ours": [_of(cells, one.code, "ours") for one in found.figures],
            "difference": [_of(cells, one.code, "difference") or None for one in found.figures],
        }
        kind = ROW if line.kind == ROW else GROUP
        for name, values in sides.items():
            if name != "difference" or any(values):
                heads = (str(at + 1), words.line_text(found, at)) if name == "theirs" else ("", "")
                yield Line(kind, (*heads, HEADS[name][lang == "en"], *values))


def _of(cells: dict[str, Cell], code: str, name: str) -> int | None:
    return getattr(cells[code], name) if code in cells else None


def _cell(cell: Cell) -> tuple:
    return cell.figure.label, cell.theirs, cell.ours, cell.difference or None


def _why(told: Explained, at: int, lang: str) -> str:
    if at in told.lacking:
        return words.say("absent", lang)
    return "\n".join(words.cause_text(told.found, one, lang) for one in told.causes_of(at))


def _cause_columns(lang: str) -> tuple[Column, ...]:
    return _columns(lang, ("number", TEXT, 6), ("line", TEXT, 34), ("what", TEXT, 90))


def _cause_lines(told: Explained, lang: str) -> Iterator[Line]:
    found = told.found
    parts = {
        "overall": [("", words.overall_text(found, one, lang)) for one in told.overall],
        "lines": [
            (words.line_text(found, one.line), words.cause_text(found, one, lang))
            for one in told.causes
        ],
        "faults": [("", words.fault_text(found.table, one, lang)) for one in told.faults],
        "unmatched": [(one.told.name, ", ".join(one.nearest)) for one in found.unmatched],
    }
    number = 0
    for name, rows in parts.items():
        if rows:
            yield Line(TITLE, ("", _say(name, lang)))
        for row in rows:
            number += 1
            yield Line(ROW, (str(number), *row))
    if not number:
        yield Line(TITLE, ("", _say("none", lang)))


def _dossier_columns(lang: str) -> tuple[Column, ...]:
    moments = [(name, MOMENT, 16) for name in ("received_at", "due_at", "closed_at")]
    return _columns(
        lang, ("number", TEXT, 6), ("code", TEXT, 26), ("unit", TEXT, 26), ("area", TEXT, 18),
        *moments, ("counted", TEXT, 44),
    )  # fmt: skip


def _dossier_lines(told: Explained, lang: str) -> Iterator[Line]:
    for one in told.lists:
        yield Line(TITLE, ("", words.listed_text(told.found, one, lang)))
        for number, moved in enumerate(one.dossiers, start=1):
            facts = moved.facts
            dates = (facts[name] for name in ("received_at", "due_at", "closed_at"))
            counted = words.moved_text(told.found, moved, lang)
            names = (facts["code"], facts["unit"], facts["area"])
            yield Line(ROW, (str(number), *names, *dates, counted))
    if told.rejected:
        yield Line(TITLE, ("", _say("rejected", lang)))
    for number, (line, row) in enumerate(told.rejected, start=1):
        text = words.rejected_text(told.found, line, row, lang)
        dates = (row.received_at, None, None)
        yield Line(ROW, (str(number), row.code, row.unit, "", *dates, text))
    if not told.lists and not told.rejected:
        yield Line(TITLE, ("", _say("none", lang)))
