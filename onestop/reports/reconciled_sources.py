"""One source beside another as rows for a reader and as a workbook. It counts nothing.

What it shows is handed to it as plain rows: the comparison itself is made by the readers of
sources, which no report may know.
"""

from __future__ import annotations

from dataclasses import dataclass

from onestop.domain.period import Period, day_vi
from onestop.reports.form import COUNT, TEXT, Column
from onestop.reports.sheet import ROW, TITLE, Head, Line, Report, Sheet


TITLES = {
    "figures": ("Số liệu", "Figures"),
    "fields": ("Trường khác nhau", "Fields"),
    "dossiers": ("Hồ sơ khác nhau", "Dossiers that differ"),
    "first": ("Chỉ nguồn thứ nhất", "Only the first"),
    "second": ("Chỉ nguồn thứ hai", "Only the second"),
}
HEAD = ("ĐỐI CHIẾU HAI NGUỒN: {first} VÀ {second}", "SOURCES COMPARED: {first} AND {second}")
DAYS = ("(Từ ngày {first} đến ngày {last})", "(From {first} to {last})")
NOTHING = ("Không có gì khác nhau.", "Nothing differs.")


@dataclass(frozen=True)
class SourceTable:
    """One table: heads with a width and whether they are counts; rows of cells.

    title: a line above the rows, where it is needed.
    """

    name: str
    heads: tuple[tuple[str, float, bool], ...]
    rows: tuple[tuple, ...]
    title: str = ""


def sources_report(
    tables: list[SourceTable], codes: tuple[str, str], period: Period, lang: str
) -> Report:
    """The tables as sheets of a workbook; text stays text whatever it begins with."""
    days = DAYS[lang == "en"].format(first=day_vi(period.start), last=day_vi(period.last))
    title = HEAD[lang == "en"].format(first=codes[0].upper(), second=codes[1].upper())
    head = Head(left=(), middle=(title, days), right=(), counted_in="")
    return Report(tuple(_sheet(one, head, lang) for one in tables), None, provisional=False)


def _sheet(told: SourceTable, head: Head, lang: str) -> Sheet:
    columns = (
        Column("number", ("STT" if lang == "vi" else "No.",), kind=TEXT, width=6),
        *(
            Column(str(at), (text,), kind=COUNT if is_count else TEXT, width=width)
            for at, (text, width, is_count) in enumerate(told.heads)
        ),
    )
    body = [Line(TITLE, ("", told.title))] if told.title else []
    body += [Line(ROW, (str(at), *row)) for at, row in enumerate(told.rows, start=1)]
    if not told.rows:
        body.append(Line(TITLE, ("", NOTHING[lang == "en"])))
    return Sheet(TITLES[told.name][lang == "en"], head, columns, body, has_numbers=False)
