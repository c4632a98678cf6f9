"""What a comparison says in words: causes, faults, titles of lists. Vietnamese and English.

It knows sentences only; what they are about is `onestop.storage.reconcile`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from onestop.domain.aggregate_checks import ACROSS, DOWN, SHARE, TWICE, UNREAD, Fault
from onestop.domain.aggregates import Number, ToldTable
from onestop.storage.reconcile import Comparison
from onestop.storage.reconcile_dossiers import Listed, Moved
from onestop.storage.reconcile_explained import (
    CORRECTED,
    ONE_SOURCE,
    STOPPED,
    SWAPPED,
    TYPED,
    UNDATED,
    WAY,
    WITH,
    WITHOUT,
    Cause,
)
from onestop.storage.reconcile_tried import Tried
from onestop.storage.reconciled import Rejected


WORDS = {
    "fault_across": (
        "dòng {row}, {name}, {figure}: ghi {told}, cộng lại ({parts}) được {should}",
        "row {row}, {name}, {figure}: says {told}, {parts} add up to {should}",
    ),
    "fault_down": (
        "dòng {row}, {name}, {figure}: ghi {told}, cộng các dòng được {should}",
        "row {row}, {name}, {figure}: says {told}, the lines add up to {should}",
    ),
    "fault_share": (
        "dòng {row}, {name}, {figure}: ghi {told} %, tính từ các cột của dòng được {should} %",
        "row {row}, {name}, {figure}: says {told} %, its own columns give {should} %",
    ),
    "fault_twice": ("{name}: có {told} dòng cùng tên", "{name}: {told} lines of this name"),
    "fault_unread": (
        "dòng {row}, cột {name}: “{told}” không phải số đếm",
        "row {row}, column {name}: “{told}” is no count",
    ),
    "with_way": ("với {way}", "with {way}"),
    "whole": ("{why}: khớp cả dòng", "{why}: the whole line agrees"),
    "part": (
        "{why}: khớp thêm {closed}/{of} ô lệch",
        "{why}: closes {closed} of {of} differing cells",
    ),
    "only_here": (
        "{text} (có thể; cả bảng thì khớp {rows}/{lines} dòng)",
        "{text} (perhaps; over the table {rows}/{lines} lines agree)",
    ),
    "with": ("gồm cả số của “{label}”", "counts “{label}” too"),
    "swapped": ("là số của “{label}”", "these are the figures of “{label}”"),
    "typed": (
        "ghi nhầm ô {figure}: thay bằng số tính lại thì các phép cộng của dòng đúng",
        "a slip in {figure}: with our figure the line's own sums hold",
    ),
    "without": ("thiếu {what}", "lacks {what}"),
    UNDATED: ("hồ sơ không có hạn trả", "dossiers without a due date"),
    STOPPED: ("hồ sơ dừng xử lý", "stopped dossiers"),
    CORRECTED: ("hồ sơ đã sửa tay", "dossiers corrected by hand"),
    ONE_SOURCE: ("hồ sơ chỉ nguồn {label} có", "dossiers that only {label} tells"),
    "absent": ("bảng không có dòng này", "the table has no such line"),
    "overall": (
        "Với {way}: khớp {rows}/{lines} dòng, {matched}/{cells} ô",
        "With {way}: {rows}/{lines} lines and {matched}/{cells} cells agree",
    ),
    "spoils": (" (làm lệch {broken} ô đang khớp)", " (spoils {broken} cells that agree)"),
    "listed_cause": ("{line}, {why}: {count}", "{line}, {why}: {count}"),
    "listed_look": (
        "{line}, nên xem ({why}): {count}",
        "{line}, worth a look ({why}): {count}",
    ),
    "rejected": (
        "bị loại khi nạp: {path}, {sheet}, dòng {row}, {code}: {reason}",
        "refused when loaded: {path}, {sheet}, row {row}, {code}: {reason}",
    ),
    "dossiers": ("{count} hồ sơ", "{count} dossiers"),
    "more_than": ("hơn {count}", "more than {count}"),
    "ours": ("tính lại: {figures}", "ours: {figures}"),
    "theirs": ("bảng: {figures}", "table: {figures}"),
}

Lang = str


def say(key: str, lang: Lang, **facts: object) -> str:
    """A sentence in a language."""
    return WORDS[key][lang == "en"].format(**facts)


def count_text(value: Number | str, lang: Lang) -> str:
    """A number as the reader writes it."""
    if isinstance(value, str):
        return value
    written = f"{value:,}" if value == int(value) and isinstance(value, int) else f"{value:,.1f}"
    return written if lang == "en" else written.translate(str.maketrans(",.", ".,"))


def fault_text(table: ToldTable, fault: Fault, lang: Lang) -> str:
    """What a table says against itself."""
    key = {ACROSS: "across", DOWN: "down", SHARE: "share", TWICE: "twice", UNREAD: "unread"}
    labels = {one.code: one.label for one in table.layout.figures}
    return say(
        f"fault_{key[fault.kind]}",
        lang,
        row=fault.row,
        name=fault.name,
        figure=labels.get(fault.figure, fault.figure),
        told=count_text(fault.told, lang),
        should=count_text(fault.should, lang),
        parts=" + ".join(_short([labels[one] for one in fault.parts])),
    )


def _short(labels: list[str]) -> list[str]:
    """Labels without their upper heading, unless two would be the same then."""
    lower = [label.rpartition(": ")[2] for label in labels]
    return lower if len(set(lower)) == len(lower) else labels


def line_text(found: Comparison, at: int) -> str:
    """What a line is called, with the group it is in."""
    line = found.lines[at]
    return f"{line.scope} / {line.label}" if line.scope not in ("", line.label) else line.label


def way_text(tried: Tried, lang: Lang) -> str:
    """How a way is called."""
    return tried.way.en if lang == "en" else tried.way.vi


def overall_text(found: Comparison, tried: Tried, lang: Lang) -> str:
    """How far a way makes the whole table agree."""
    told = {"rows": tried.rows, "lines": len(found.rows), "matched": tried.matched}
    text = say("overall", lang, way=way_text(tried, lang), cells=len(found.cells), **told)
    return text + (say("spoils", lang, broken=tried.broken) if tried.broken else "")


def cause_text(found: Comparison, cause: Cause, lang: Lang) -> str:
    """Why a line differs, and how much of it that explains."""
    why = _WHY[cause.kind](found, cause, lang)
    of = len(found.differing(cause.line))
    if cause.kind in (SWAPPED, TYPED):
        return why
    shown = "whole" if cause.whole else "part"
    text = say(shown, lang, why=why, closed=cause.closed, of=of)
    if not cause.only_here or cause.tried is None:
        return text
    rows, lines = cause.tried.rows, len(found.rows)
    return say("only_here", lang, text=text, rows=rows, lines=lines)


def _figure(found: Comparison, code: str) -> str:
    return found.table.layout.figure(code).label


def _selection(code: str, label: str, lang: Lang) -> str:
    return say("without", lang, what=say(code, lang, label=label))


_WHY: dict[str, Callable[[Comparison, Cause, Lang], str]] = {
    WAY: lambda _, cause, lang: say("with_way", lang, way=way_text(cause.tried, lang)),
    WITH: lambda _, cause, lang: say("with", lang, label=cause.label),
    SWAPPED: lambda _, cause, lang: say("swapped", lang, label=cause.label),
    TYPED: lambda found, cause, lang: say("typed", lang, figure=_figure(found, cause.figures[0])),
    WITHOUT: lambda _, cause, lang: _selection(cause.selection, cause.label, lang),
}


def listed_text(found: Comparison, one: Listed, lang: Lang) -> str:
    """The title of a list of dossiers."""
    if one.tried is not None:
        why = say("with_way", lang, way=way_text(one.tried, lang))
    elif one.selection is not None:
        why = _selection(one.selection.code, one.selection.label, lang)
    else:
        why = say("absent", lang)
    key = "listed_cause" if one.is_cause else "listed_look"
    return say(key, lang, line=line_text(found, one.line), why=why, count=listed_count(one, lang))


def listed_count(one: Listed, lang: Lang) -> str:
    """How many dossiers a list has: "14 hồ sơ"."""
    count = count_text(one.total, lang)
    told = say("more_than", lang, count=count) if one.is_more else count
    return say("dossiers", lang, count=told)


def rejected_text(found: Comparison, line: int | None, row: Rejected, lang: Lang) -> str:
    """A refused row, beside the line in which it may be missing."""
    facts = {**vars(row), "code": row.code or "?", "path": PurePath(row.path).name}
    text = say("rejected", lang, **facts)
    return text if line is None else f"{line_text(found, line)}, {text}"


def moved_text(found: Comparison, one: Moved, lang: Lang) -> str:
    """Where a dossier is counted on either side."""
    sides = (("ours", one.ours), ("theirs", one.theirs))
    return "; ".join(
        say(key, lang, figures=", ".join(_figure(found, code) for code in codes))
        for key, codes in sides
        if codes
    )
