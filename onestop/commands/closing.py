"""Closing a period (chốt số liệu), the closed ones, and what differs from them since."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click
from sqlalchemy import Connection

from onestop.answers.closed import DIFFERING, LISTED, changes_csv, changes_told, closed_told
from onestop.commands.context import Context, context, now
from onestop.commands.plan_asked import CUTOFF, FORMAT, UNIT, WHO, unit_of, with_options
from onestop.commands.plan_words import until
from onestop.commands.tables import echo_csv, print_table, text_of
from onestop.commands.words import dates_in_words, spoken
from onestop.domain.measures import BY_CODE
from onestop.domain.period import instant_text, parse_period
from onestop.storage.engine import reading, writing


if TYPE_CHECKING:
    from onestop.storage.closed_changes import Changes, Difference, Moved
    from onestop.storage.closed_periods import Closed
    from onestop.storage.closing import Counting


WORDS = {
    "closed": (
        "Đã chốt {period}, {unit}: lần chốt {id}, số liệu đến {at}, người chốt {by}.",
        "Closed {period}, {unit}: closing {id}, figures up to {at}, by {by}.",
    ),
    "provisional": (
        "Chốt TẠM: kỳ chưa hết khi chốt.",
        "PROVISIONAL: the period was not over when it was closed.",
    ),
    "lagging": ("Chưa có số liệu đến hết kỳ: {units}.", "Data ends before the period: {units}."),
    "none": ("Chưa chốt kỳ nào.", "No period is closed yet."),
    "same": (
        "Không có số nào khác với khi chốt.",
        "Every figure is as it was published.",
    ),
    "heading": (
        "Lần chốt {id}: {period}, {unit}, chốt {at}, người chốt {by}.",
        "Closing {id}: {period}, {unit}, closed {at} by {by}.",
    ),
    "dossiers": ("Hồ sơ tạo ra chênh lệch: {count}.", "Dossiers behind the differences: {count}."),
    "unnamed": (
        "{count} số khác mà hồ sơ nêu trên không giải thích hết.",
        "{count} figures differ by more than these dossiers explain.",
    ),
    "loaded": ("Tệp nạp sau khi chốt: {files}", "Files loaded since: {files}"),
    "withdrawn": ("Tệp bị rút lại sau khi chốt: {files}", "Files taken back since: {files}"),
    "everywhere": ("toàn bộ", "everywhere"),
    "total": ("tổng", "total"),
    "id": ("Lần chốt", "Closing"),
    "period": ("Kỳ", "Period"),
    "unit": ("Đơn vị", "Unit"),
    "closed_at": ("Chốt lúc", "Closed"),
    "by": ("Người chốt", "By"),
    "as_of": ("Số liệu đến", "Figures up to"),
    "note": ("Ghi chú", "Note"),
    "of": ("Của", "Of"),
    "measure": ("Số đo", "Measure"),
    "published": ("Đã chốt", "Published"),
    "now": ("Nay", "Now"),
    "change": ("Chênh", "Change"),
    "code": ("Mã hồ sơ", "Dossier"),
    "area": ("Lĩnh vực", "Area"),
    "left": ("Ra khỏi", "Left"),
    "entered": ("Vào", "Entered"),
    "file": ("Tệp", "File"),
    "gone": ("không còn trong kỳ", "no longer in the period"),
}


def _say(key: str, **facts: object) -> str:
    told = {n: dates_in_words(v) if isinstance(v, str) else v for n, v in facts.items()}
    return spoken(WORDS[key]).format(**told)


@click.command("close-period")
@click.option("--period", required=True, help="2024, 2024-H1, 2024-Q3, 2024-9M, 2024-05.")
@with_options(CUTOFF, UNIT, WHO)
@click.option("--note", default="", help="Ghi chú, số văn bản / a note.")
@click.option("--provisional", is_flag=True, help="Chốt tạm dù kỳ chưa hết / though not over.")
def close_period(period: str, cutoff: str, *, provisional: bool, **told: str) -> None:
    """Keep a period's figures as published (chốt số liệu của một kỳ)."""
    from onestop.storage import closing
    from onestop.storage.closed_periods import lagging_units

    here = context()
    with writing(here.engine) as connection:
        number, _ = unit_of(connection, told["unit"])
        named = parse_period(period, cutoff)
        asked = closing.Closing(named, number, told["who"], told["note"], provisional)
        found = closing.close_period(connection, asked, _counting(here), now())
        lagging = lagging_units(connection, found)
    click.echo(_heading("closed", found, until(found.as_of)))
    if found.is_provisional:
        click.echo(_say("provisional"))
    if lagging:
        units = (f"{name} ({dates_in_words(instant_text(at))})" for name, at in lagging.items())
        click.echo(_say("lagging", units="; ".join(units)))


def _counting(here: Context) -> Counting:
    from onestop.report_published import counting_of

    return counting_of(here.policy, here.calendar)


def _heading(key: str, found: Closed, at: str) -> str:
    unit = found.unit_name or _say("everywhere")
    return _say(
        key, id=found.id, period=found.period.label_vi, unit=unit, at=at, by=found.closed_by
    )


SHOWN = ("id", "period", "unit", "closed_at", "by", "as_of", "note")


@click.group(invoke_without_command=True)
@FORMAT
@click.pass_context
def periods(ctx: click.Context, form: str) -> None:
    """Closed periods, the newest first (các kỳ đã chốt)."""
    if ctx.invoked_subcommand is not None:
        return
    from onestop.storage.closed_periods import closings

    with reading(context().engine) as connection:
        found = closings(connection)
    rows = [closed_told(one) for one in found]
    if form == "json":
        click.echo(json.dumps({"rows": rows}, ensure_ascii=False))
    elif form == "csv":
        echo_csv(LISTED, [list(row.values()) for row in rows])
    elif not rows:
        click.echo(_say("none"))
    else:
        print_table([_say(name) for name in SHOWN], [_row(one) for one in found])


def _row(found: Closed) -> list[object]:
    unit = found.unit_name or _say("everywhere")
    at = dates_in_words(instant_text(found.closed_at))
    note = f"{_say('provisional')} {found.note}" if found.is_provisional else found.note
    told = (found.period.code, unit, at, found.closed_by, until(found.as_of), note)
    return [found.id, *map(dates_in_words, told)]


@periods.command()
@click.argument("number", metavar="ID", type=int)
@FORMAT
def diff(number: int, form: str) -> None:
    """What differs from a closed period, and the dossiers that made it (chênh lệch từ khi chốt)."""
    from onestop.storage.closed_periods import closed

    here = context()
    with reading(here.engine) as connection:
        found = closed(connection, number)
        changes = _changes(here, connection, found)
    told = changes_told(found, changes)
    if form == "json":
        click.echo(json.dumps(told, ensure_ascii=False))
    elif form == "csv":
        echo_csv(DIFFERING, changes_csv(told))
    else:
        _print_changes(found, changes)


def _changes(here: Context, connection: Connection, found: Closed) -> Changes:
    from onestop.storage.closed_changes import changes_since

    return changes_since(connection, found, _counting(here))


def _print_changes(found: Closed, changes: Changes) -> None:
    click.echo(_heading("heading", found, instant_text(found.closed_at)))
    if not changes.differences:
        click.echo(_say("same"))
        return
    heads = [_say(name) for name in ("of", "measure", "published", "now", "change")]
    print_table(heads, [_difference_row(one) for one in changes.differences])
    click.echo("\n" + _say("dossiers", count=len(changes.moved)))
    if changes.moved:
        heads = [_say(name) for name in ("code", "unit", "area", "left", "entered", "file")]
        print_table(heads, [_moved_row(one) for one in changes.moved])
    unnamed = sum(1 for one in changes.differences if one.unnamed)
    if unnamed:
        click.echo(_say("unnamed", count=unnamed))
    if changes.loaded:
        click.echo(_say("loaded", files=", ".join(changes.loaded)))
    if changes.withdrawn:
        files = ", ".join(f"{path} ({why})" for path, why in changes.withdrawn)
        click.echo(_say("withdrawn", files=files))


def _difference_row(one: Difference) -> list:
    change = ("+" if one.change > 0 else "") + text_of(one.change)
    of = one.label if one.by else _say("total")
    return [of, _label(one.measure), one.published, one.now, change]


def _moved_row(one: Moved) -> list[str]:
    entered = _say("gone") if one.gone else ", ".join(map(_label, one.entered))
    return [one.code, one.unit, one.area, ", ".join(map(_label, one.left)), entered, one.file]


def _label(measure: str) -> str:
    declared = BY_CODE[measure]
    return spoken((declared.label_vi, declared.label_en))


COMMANDS = {"close-period": close_period, "periods": periods}
