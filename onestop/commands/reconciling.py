"""Somebody else's table beside our figures, or one source beside another."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy import Connection

from onestop.commands.context import Context, context
from onestop.commands.words import dates_in_words, language, spoken
from onestop.domain.errors import NotFoundError, UsageError
from onestop.domain.period import (
    CUTOFFS,
    OFFICIAL,
    Period,
    between,
    day_of,
    day_vi,
    instant_text,
    parse_instant,
    parse_period,
)
from onestop.storage import catalogue
from onestop.storage.engine import reading
from onestop.storage.moments import newest_of_all
from onestop.storage.reconcile_lines import is_above_all


if TYPE_CHECKING:
    from etl.aggregate_layouts import Layouts
    from onestop.domain.aggregates import ToldTable
    from onestop.storage.reconcile import Comparison
    from onestop.storage.reconciled import Explained


SAID = {
    "which": (
        "Cần một tệp bảng tổng hợp, hoặc --sources với mã hai nguồn.",
        "A file with a table of totals is needed, or --sources with two sources' codes.",
    ),
    "both": (
        "Chỉ dùng một trong hai: một tệp, hoặc --sources.",
        "Either a file or --sources, not both.",
    ),
    "period": (
        "Bảng không ghi kỳ báo cáo; hãy thêm --period, ví dụ --period 2024-Q3.",
        "The table does not say its period; add --period, for example --period 2024-Q3.",
    ),
    "no_sheet": (
        "Không có trang “{sheet}” là bảng tổng hợp. Có: {known}.",
        "No sheet “{sheet}” with a table of totals. There are: {known}.",
    ),
    "title_period": (
        "Tiêu đề của bảng ghi kỳ {told}, khác với kỳ được hỏi {asked}.",
        "The title of the table says {told}, not the period asked for, {asked}.",
    ),
    "title_unit": (
        "Bảng là của “{unit}”: chỉ tính hồ sơ của cơ quan này.",
        "The table is that of “{unit}”: only its dossiers are counted.",
    ),
    "provisional": (
        "Kho mới có số liệu đến {at}: số tính lại của kỳ này chưa đủ.",
        "The store reaches up to {at}: our figures of this period are not complete.",
    ),
    "same_file": (
        "--xlsx trùng với tệp được đối chiếu; hãy chọn tên khác.",
        "--xlsx is the file that is compared; choose another name.",
    ),
    "other_unit": (
        "Tiêu đề của bảng ghi “{unit}”, khác với cơ quan được hỏi.",
        "The title of the table says “{unit}”, not the unit asked for.",
    ),
    "unknown_unit": (
        "Tiêu đề của bảng ghi “{unit}”, danh mục không có cơ quan này: tính toàn bộ kho.",
        "The title says “{unit}”, which the catalogue does not know: the whole store is counted.",
    ),
    "other_sheets": (
        "Tệp còn bảng ở trang {sheets}; xem bằng --sheet.",
        "The file has more tables on {sheets}; see them with --sheet.",
    ),
}

PERIODS = ("", "-Q1", "-Q2", "-Q3", "-Q4", "-H1", "-H2", "-9M", *(f"-{m:02}" for m in range(1, 13)))


@dataclass(frozen=True)
class Asked:
    """The options of the command that say what is counted."""

    period: str
    cutoff: str
    unit: str
    units_as: str
    as_of: str
    sheet: str
    channel: str


@click.command()
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--sources", nargs=2, metavar="A B", help="Mã hai nguồn / two sources' codes.")
@click.option("--period", default="", help="2024-Q3; không ghi: kỳ trong tiêu đề / the title's.")
@click.option(
    "--cutoff",
    type=click.Choice(["official", "calendar"]),
    default=OFFICIAL,
    help="15 đến 14, hay tháng dương lịch / how periods are cut.",
)
@click.option("--unit", default="", help="Mã hoặc tên cơ quan / unit, with those below.")
@click.option(
    "--units",
    "units_as",
    type=click.Choice(["then", "now"]),
    default="then",
    help="Cơ quan của thời kỳ đó, hay của hiện nay / units of the time, or today's.",
)
@click.option("--as-of", default="", help="Thời điểm chốt / moment of the states.")
@click.option("--sheet", default="", help="Trang tính nào / which sheet of the file.")
@click.option(
    "--channel", default="", help="Với --sources / with --sources: direct, online, postal."
)
@click.option("--all", "everything", is_flag=True, help="Cả ô khớp / cells that agree too.")
@click.option(
    "--xlsx",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Ghi cả đối chiếu và hồ sơ ra .xlsx / write it all, with the dossiers.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="Cách in / how it is written.",
)
def reconcile(
    file: Path | None, sources: tuple[str, str] | None, form: str, xlsx: Path | None, **told
) -> None:
    """A table of totals beside our figures, cell by cell, and why (đối chiếu bảng tổng hợp)."""
    if bool(file) == bool(sources):
        raise UsageError(spoken(SAID["both" if file else "which"]))
    if file and xlsx and xlsx.resolve() == file.resolve():
        raise UsageError(spoken(SAID["same_file"]))
    everything = told.pop("everything")
    asked = Asked(**told)
    if sources:
        from onestop.commands.reconciling_sources import reconcile_sources

        reconcile_sources(context(), sources, asked, (form, xlsx))
        return
    _reconcile_file(context(), file, asked, (form, xlsx, everything))


def _reconcile_file(here: Context, file: Path, asked: Asked, out: tuple) -> None:
    from etl.aggregate_layouts import load_layouts
    from etl.aggregate_tables import read_tables
    from onestop.commands.reconciled import as_json, print_comparison
    from onestop.storage.reconciled import Explained

    form, xlsx, everything = out
    layouts = load_layouts(here.settings.config_folders("aggregates"))
    table, notes = _chosen(read_tables(file, layouts), asked.sheet)
    with reading(here.engine) as connection:
        found = _compared(here, connection, (table, layouts), asked, notes)
        explained = Explained.of(connection, found, tuple(notes))
        if explained.wants_rejected:
            explained = _with_rejected(here, connection, explained)
    if xlsx:
        from onestop.reports.reconciled import comparison_report
        from onestop.reports.report import keep_report

        keep_report(comparison_report(explained, language()), xlsx)
    if form == "json":
        click.echo(json.dumps(as_json(explained), ensure_ascii=False))
        return
    print_comparison(explained, everything=everything, xlsx=xlsx)


def _with_rejected(here: Context, connection: Connection, told: Explained) -> Explained:
    """With the rows that loads refused, where the table has more than we count."""
    from etl.recognise import load_sources
    from etl.rejected_rows import rejected_in
    from onestop.storage.reconcile_lines import Places

    sources = load_sources(here.settings.config_dirs)
    folder = here.settings.data_dir / "snapshots"
    rows = rejected_in(connection, sources, folder, told.found.counting.period)
    return told.with_rejected(Places(connection, told.found.table.by, {}), rows)


def _chosen(tables: list[ToldTable], sheet: str) -> tuple[ToldTable, list[str]]:
    """The table asked for, else the first; which others there are."""
    known = [one.sheet for one in tables]
    if sheet and sheet not in known:
        raise UsageError(spoken(SAID["no_sheet"]).format(sheet=sheet, known=", ".join(known)))
    table = tables[known.index(sheet)] if sheet else tables[0]
    others = [one for one in known if one != table.sheet]
    said = spoken(SAID["other_sheets"]).format(sheets=", ".join(others))
    return table, [said] if others and not sheet else []


def _compared(
    here: Context,
    connection: Connection,
    read: tuple[ToldTable, Layouts],
    asked: Asked,
    notes: list[str],
) -> Comparison:
    from onestop.reports.asked import ReportAsked, scope_of
    from onestop.reports.form_files import load_form_texts
    from onestop.storage.reconcile import compare
    from onestop.storage.reconcile_counts import Counting
    from onestop.storage.reconcile_lines import Places, bare_levels

    table, layouts = read
    period, unit = _period(table, asked, notes), _unit(connection, table, asked, notes)
    newest = newest_of_all(connection)
    if newest is not None and newest + 1 < period.end_at:
        notes.append(_not_complete(newest))
    is_merged = asked.units_as == "now"
    texts = load_form_texts(here.settings.config_folders("forms"))
    report = ReportAsked(
        "ii06a", period, here.policy, here.calendar, texts, unit=unit, merged=is_merged
    )
    scope = scope_of(connection, report)
    counting = Counting(
        by=table.by,
        period=period,
        policy=here.policy,
        add_working_days=here.calendar.add_working_days,
        as_of=parse_instant(asked.as_of) if asked.as_of else None,
        chosen=scope.chosen,
    )
    levels = bare_levels(layouts.words.levels, scope.groups)
    return compare(connection, table, counting, Places(connection, table.by, levels, is_merged))


def _period(table: ToldTable, asked: Asked, notes: list[str]) -> Period:
    """The period asked for, else the one in the title; a contradiction is noted."""
    told = None
    if table.first is not None and table.end is not None:
        told = named_period(day_of(table.first), day_of(table.end), asked.cutoff)
    if not asked.period:
        if told is None:
            raise UsageError(spoken(SAID["period"]))
        return told
    period = parse_period(asked.period, asked.cutoff)
    if told is not None and (told.start, told.end) != (period.start, period.end):
        days = {"told": _days(told), "asked": _days(period)}
        notes.append(spoken(SAID["title_period"]).format(**days))
    return period


def _days(period: Period) -> str:
    return f"{day_vi(period.start)}–{day_vi(period.last)}"


def named_period(start: date, end: date, cutoff: str = OFFICIAL) -> Period:
    """The period of these days (half-open) by its name, if it has one under either cut-off."""
    cutoffs = (cutoff, *(one for one in CUTOFFS if one != cutoff))
    for one in cutoffs:
        for year in (end.year, start.year):
            for part in PERIODS:
                period = parse_period(f"{year}{part}", one)
                if (period.start, period.end) == (start, end):
                    return period
    return between(start, date.fromordinal(end.toordinal() - 1), cutoff)


def _not_complete(newest: int) -> str:
    """That the store does not reach the period's end yet."""
    return spoken(SAID["provisional"]).format(at=dates_in_words(instant_text(newest)))


def _unit(connection: Connection, table: ToldTable, asked: Asked, notes: list[str]) -> int | None:
    """The unit asked for, else the one that the title names, unless it stands above all."""
    told = _unit_of_title(connection, table)
    if asked.unit:
        number = catalogue.find(connection, "unit", asked.unit)
        if told not in (None, number):
            notes.append(spoken(SAID["other_unit"]).format(unit=table.unit))
        return number
    if table.unit and told is None:
        notes.append(spoken(SAID["unknown_unit"]).format(unit=table.unit))
    if told is None or is_above_all(connection, told):
        return None
    notes.append(spoken(SAID["title_unit"]).format(unit=table.unit))
    return told


def _unit_of_title(connection: Connection, table: ToldTable) -> int | None:
    if not table.unit:
        return None
    try:
        return catalogue.find(connection, "unit", table.unit)
    except NotFoundError:
        return None


COMMANDS = {"reconcile": reconcile}
