"""One source beside another: figures by unit, the dossiers behind them, field by field."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click
from sqlalchemy import Connection

from etl.sources_alone import (
    FIGURES,
    Asking,
    Differing,
    Known,
    Sources,
    UnitCounts,
    compare_sources,
)
from onestop.commands.context import Context
from onestop.commands.tables import print_table, text_of
from onestop.commands.words import label, language, say, spoken
from onestop.domain.corrected import (
    CORRECTABLE,
    NOTHING,
    VALUES,
    column_of,
    moment_words,
    value_words,
)
from onestop.domain.errors import UsageError
from onestop.domain.measures import BY_CODE
from onestop.domain.period import Period, day_vi, instant_text, parse_instant, parse_period
from onestop.reports.reconciled_sources import SourceTable, sources_report
from onestop.reports.report import keep_report
from onestop.storage import catalogue
from onestop.storage.engine import reading
from onestop.storage.source_claims import codes_of, pair_of


SAID = {
    "period": ("--sources cần --period.", "--sources needs --period."),
    "title": ("{first} so với {second} · {days}", "{first} beside {second} · {days}"),
    "unit": ("Cơ quan", "Unit"),
    "figure": ("Cột", "Figure"),
    "difference": ("Chênh", "Difference"),
    "why": ("Trong đó", "Made of"),
    "field": ("Trường", "Field"),
    "dossiers": ("Số hồ sơ", "Dossiers"),
    "code": ("Mã hồ sơ", "Dossier"),
    "counted": ("Chỉ tính ở", "Counted only in"),
    "only": ("chỉ {source} biết {count}", "only {source} knows {count}"),
    "differs": ("khác {field}: {count} hồ sơ", "{field} differs: {count} dossiers"),
    "summary": ("{same}/{all} số khớp.", "{same}/{all} figures agree."),
    "known": (
        "Cả hai biết {both} hồ sơ, khác nhau {differing}.",
        "Both know {both} dossiers, {differing} differ.",
    ),
    "alone": ("Chỉ {source} biết {count} hồ sơ{by}.", "Only {source} knows {count} dossiers{by}."),
    "lone": (
        "Không so được (chỉ {source} nói tới): {units}.",
        "Not compared (only {source} speaks of them): {units}.",
    ),
    "first_codes": ("Chỉ {source} biết: {codes}", "Only {source} knows: {codes}"),
    "fields": ("Trường khác nhau:", "Fields that differ:"),
    "dossier_list": ("Hồ sơ khác nhau:", "Dossiers that differ:"),
    "written": ("Đã ghi {path}.", "Wrote {path}."),
    "all_agree": ("Hai nguồn không khác nhau số nào.", "The two sources agree in every figure."),
}
SHOWN = 20
"""Dossiers of a list on a terminal; the workbook has more."""

CODES_SHOWN = 5


@dataclass
class Told:
    """A comparison with the names that it is shown with."""

    found: Sources
    period: Period
    units: dict[int, str]
    codes: dict[int, str]
    entries: dict[str, dict[int, str]] = field(default_factory=dict)

    @property
    def shared(self) -> list[int]:
        """Units of which both speak, by name."""
        both = self.found.spoken[0] & self.found.spoken[1]
        units = [unit for unit in self.found.units if unit in both]
        return sorted(units, key=lambda unit: self.units.get(unit, ""))

    def lone(self, which: int) -> list[str]:
        """Names of units of which one source alone speaks."""
        both = self.found.spoken[0] & self.found.spoken[1]
        units = [
            unit
            for unit, told in self.found.units.items()
            if unit not in both and unit in self.found.spoken[which] and told.counts[which]
        ]
        return sorted(self.units.get(unit, "") for unit in units)


def reconcile_sources(here: Context, asked: tuple[str, str], told, out: tuple) -> None:
    """Prints the comparison of two sources; out: the format, and a workbook to write."""
    form, xlsx = out
    if not told.period:
        raise UsageError(spoken(SAID["period"]))
    with reading(here.engine) as connection:
        shown = _compared(here, connection, asked, told)
    tables = list(_tables(shown))
    if xlsx:
        keep_report(sources_report(tables, shown.found.pair.codes, shown.period, language()), xlsx)
    if form == "json":
        click.echo(json.dumps(_as_json(shown), ensure_ascii=False))
        return
    _print(here, shown, tables, xlsx)


def _compared(here: Context, connection: Connection, asked: tuple[str, str], told) -> Told:
    units = None
    if told.unit:
        root = catalogue.find(connection, "unit", told.unit)
        units = catalogue.with_descendants(connection, root)
        units = catalogue.with_predecessors(connection, units) if told.units_as == "now" else units
    period = parse_period(told.period, told.cutoff)
    asking = Asking(
        connection,
        pair_of(connection, asked),
        period,
        here.policy,
        here.calendar,
        parse_instant(told.as_of) if told.as_of else None,
        units,
        catalogue.find(connection, "channel", told.channel) if told.channel else None,
    )
    found = compare_sources(asking)
    ids = [one.id for part in (*found.only, found.differing) for one in part]
    names = {number: one.label for number, one in catalogue.names_of(connection, "unit").items()}
    codes = {}
    for at in range(0, len(ids), 500):
        codes |= codes_of(connection, ids[at : at + 500])
    entries = {
        dimension: {n: one.label for n, one in catalogue.names_of(connection, dimension).items()}
        for dimension in ("area", "procedure")
    }
    return Told(found, period, names, codes, {**entries, "unit": names})


FIELD_OF = {column_of(code): code for code in CORRECTABLE}
"""Column of the store to the field that people know."""


def _field(column: str) -> str:
    code = FIELD_OF.get(column, column)
    return CORRECTABLE[code].label_vi if code in CORRECTABLE and language() == "vi" else code


def _value(shown: Told, column: str, value: object) -> str:
    """What a source says of a fact, as people write it."""
    if value is None:
        return spoken(NOTHING)
    if column.endswith("_id"):
        kind = {"receiving_unit_id": "unit"}.get(column, column.removesuffix("_id"))
        return shown.entries.get(kind, {}).get(value, str(value))
    code = FIELD_OF.get(column, column)
    if code not in CORRECTABLE:
        return str(value)
    if CORRECTABLE[code].kind == "instant":
        return moment_words(value)
    return spoken(value_words(code, str(value)))


def _figure(code: str) -> str:
    return label(BY_CODE[code])


def _rows(shown: Told) -> Iterator[tuple]:
    """Unit, figure, first, second, difference, what it is made of; of what differs."""
    for unit in shown.shared:
        told = shown.found.units[unit]
        for code in FIGURES:
            first, second = (counts[code] for counts in told.counts)
            if first != second:
                made = _made_of(shown, told, code)
                yield shown.units[unit], _figure(code), first, second, first - second, made


def _made_of(shown: Told, told: UnitCounts, code: str) -> str:
    parts = [
        spoken(SAID["only"]).format(source=source, count=text_of(told.only[which][code]))
        for which, source in enumerate(shown.found.pair.codes)
        if told.only[which][code]
    ]
    for name, count in told.fields.get(code, Counter()).most_common(3):
        parts.append(spoken(SAID["differs"]).format(field=_field(name), count=text_of(count)))
    return "; ".join(parts)


def _tables(shown: Told) -> Iterator[SourceTable]:
    first, second = shown.found.pair.codes
    heads = {name: spoken(SAID[name]) for name in SAID}
    yield SourceTable(
        "figures",
        (
            (heads["unit"], 28, False),
            (heads["figure"], 26, False),
            (first, 12, True),
            (second, 12, True),
            (heads["difference"], 10, True),
            (heads["why"], 50, False),
        ),
        tuple(_rows(shown)),
    )
    fields = tuple((_field(name), count) for name, count in shown.found.fields.most_common())
    yield SourceTable(
        "fields", ((heads["field"], 40, False), (heads["dossiers"], 12, True)), fields
    )
    yield SourceTable(
        "dossiers",
        (
            (heads["code"], 26, False),
            (heads["unit"], 26, False),
            (heads["field"], 24, False),
            (first, 24, False),
            (second, 24, False),
            (heads["counted"], 40, False),
        ),
        tuple(row for one in shown.found.differing for row in _differing(shown, one)),
    )
    for which, name in enumerate(("first", "second")):
        yield _only(shown, which, name, heads)


def _only(shown: Told, which: int, name: str, heads: dict[str, str]) -> SourceTable:
    rows = tuple(
        (shown.codes[one.id], shown.units.get(one.unit, ""), _figures(one))
        for one in sorted(shown.found.only[which], key=lambda one: shown.codes[one.id])
    )
    columns = ((heads["code"], 26), (heads["unit"], 28), (heads["counted"], 70))
    title = f"{shown.found.pair.codes[which]}: {text_of(shown.found.only_total[which])}"
    return SourceTable(name, tuple((text, width, False) for text, width in columns), rows, title)


def _figures(one: Known) -> str:
    return ", ".join(map(_figure, one.figures))


def _differing(shown: Told, one: Differing) -> Iterator[tuple]:
    """One line a field; code, unit and figures stand at the first only."""
    counted = "; ".join(
        f"{source}: {', '.join(map(_figure, figures))}"
        for source, figures in zip(shown.found.pair.codes, one.figures, strict=True)
        if figures
    )
    heads = (shown.codes[one.id], shown.units.get(one.unit, ""))
    for at, (name, *values) in enumerate(one.fields or (("", None, None),)):
        told = [_value(shown, name, value) if name else "" for value in values]
        first = at == 0
        yield (*(heads if first else ("", "")), _field(name), *told, counted if first else "")


def _print(here: Context, shown: Told, tables: list[SourceTable], xlsx: Path | None) -> None:
    found, (first, second) = shown.found, shown.found.pair.codes
    days = f"{day_vi(shown.period.start)}–{day_vi(shown.period.last)}"
    click.echo(spoken(SAID["title"]).format(first=first, second=second, days=days))
    for table, title in zip(tables[:3], ("", "fields", "dossier_list"), strict=True):
        if table.rows:
            click.echo(spoken(SAID[title]) if title else "", nl=bool(title))
            rows = table.rows if table.name != "dossiers" else table.rows[:SHOWN]
            print_table([head for head, *_ in table.heads], _unrepeated(rows))
    if not tables[0].rows:
        click.echo(spoken(SAID["all_agree"]))
    for which, source in enumerate((first, second)):
        _print_only(shown, which, source)
    cells = [(unit, code) for unit in shown.shared for code in FIGURES]
    same = len(cells) - len(tables[0].rows)
    facts = {"both": text_of(found.both), "differing": text_of(found.differing_total)}
    told = [spoken(SAID["summary"]).format(same=same, all=len(cells))]
    told.append(spoken(SAID["known"]).format(**facts))
    for which, source in enumerate((first, second)):
        count = text_of(found.only_total[which])
        by = _channels(shown, which)
        told.append(spoken(SAID["alone"]).format(source=source, count=count, by=by))
    click.echo(" ".join(told))
    stated = here.policy
    in_english = "; ".join(f"{name}={choice}" for name, choice in stated.as_dict().items())
    click.echo(
        say("policy", text="; ".join(stated.sentences()) if language() == "vi" else in_english)
    )
    if xlsx:
        click.echo(spoken(SAID["written"]).format(path=xlsx))


def _channels(shown: Told, which: int) -> str:
    """ " (Trực tiếp: 166, Trực tuyến: 7)"; nothing where there is none."""
    words = VALUES["channel"]
    counts = sorted(shown.found.only_channels[which].items())
    parts = [f"{spoken(words.get(one, (str(one),) * 2))}: {text_of(n)}" for one, n in counts]
    return f" ({', '.join(parts)})" if parts else ""


def _unrepeated(rows: tuple[tuple, ...]) -> list[tuple]:
    """The same rows, a name told once for the rows that it stands before."""
    shown, last = [], None
    for row in rows:
        shown.append(("", *row[1:]) if row[0] == last and row[0] else row)
        last = row[0] or last
    return shown


def _print_only(shown: Told, which: int, source: str) -> None:
    lone = shown.lone(which)
    if lone:
        click.echo(spoken(SAID["lone"]).format(source=source, units="; ".join(lone)))
    both = shown.found.spoken[0] & shown.found.spoken[1]
    known = sorted(shown.codes[one.id] for one in shown.found.only[which] if one.unit in both)
    if known:
        more = ", …" if len(known) > CODES_SHOWN else ""
        codes = ", ".join(known[:CODES_SHOWN]) + more
        click.echo(spoken(SAID["first_codes"]).format(source=source, codes=codes))


def _as_json(shown: Told) -> dict:
    found = shown.found
    return {
        "sources": list(found.pair.codes),
        "period": {
            "code": shown.period.code,
            "start": instant_text(shown.period.start_at),
            "end": instant_text(shown.period.end_at),
        },
        "units": [
            {
                "unit": shown.units[unit],
                "figures": {
                    code: [counts[code] for counts in found.units[unit].counts] for code in FIGURES
                },
                "only": [dict(one) for one in found.units[unit].only],
                "fields": {code: dict(c) for code, c in found.units[unit].fields.items()},
            }
            for unit in shown.shared
        ],
        "lone": [shown.lone(0), shown.lone(1)],
        "both": found.both,
        "differing": found.differing_total,
        "only": list(found.only_total),
        "fields": dict(found.fields.most_common()),
        "dossiers": [
            {
                "code": shown.codes[one.id],
                "figures": [list(side) for side in one.figures],
                "fields": {
                    name: [_value(shown, name, value) for value in values]
                    for name, *values in one.fields
                },
            }
            for one in found.differing
        ],
        "only_first": [shown.codes[one.id] for one in found.only[0]],
        "only_second": [shown.codes[one.id] for one in found.only[1]],
    }
