"""Apology letters: which open dossiers need one, and writing those that are missing."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click
from sqlalchemy import Connection

from onestop.commands.context import Context, context, now
from onestop.commands.plan_asked import AS_OF, FORMAT, UNIT, with_options
from onestop.commands.tables import echo_csv, print_table
from onestop.commands.words import say, spoken
from onestop.domain.errors import UsageError
from onestop.domain.facts import DAY
from onestop.domain.period import day_of, instant_text, parse_instant
from onestop.storage import catalogue
from onestop.storage.engine import reading, writing
from onestop.storage.moments import newest_of_all


TEMPLATE = "templates/apology.docx"

WORDS = {
    "heading": (
        "{late} hồ sơ đang quá hạn, {soon} sắp đến hạn (trong {days} ngày làm việc), đến {at}.",
        "{late} dossiers overdue, {soon} due within {days} working days, up to {at}.",
    ),
    "nothing": (
        "Không có hồ sơ nào đang quá hạn hoặc đến hạn trong {days} ngày làm việc.",
        "Nothing is overdue or due within {days} working days.",
    ),
    "written": (
        "Đã lập {count} phiếu, số {first} đến {last}, ngày hẹn trả mới sau {days} ngày làm việc.",
        "{count} letters written, {first} to {last}, new dates {days} working days later.",
    ),
    "none_written": ("Không có phiếu nào cần lập.", "No letter had to be written."),
    "made_before": (
        "{count} hồ sơ đã lập phiếu trước đó, không lập lại (thêm --again để lập lại).",
        "{count} dossiers had a letter made before; not again without --again.",
    ),
    "check": (
        "Phiếu là bản dự thảo: điền tên người nhận, xem lại lý do và ngày hẹn trước khi ký.",
        "Letters are drafts: fill in names, look at reasons and dates before signing.",
    ),
    "late": ("Quá hạn", "Overdue"),
    "soon": ("Sắp đến hạn", "Due soon"),
    "in_time": ("Thư trước hạn", "Letter in time"),
    "after": ("Thư sau hạn", "Letter too late"),
    "none": ("Chưa có thư", "No letter"),
    "made": ("Đã lập, chưa rõ đã gửi", "Made, not known as sent"),
    "moved_twice": ("Hẹn lại quá một lần", "Moved more than once"),
    "unit": ("Cơ quan", "Unit"),
    "total": ("Tổng cộng", "Total"),
    "code": ("Mã hồ sơ", "Dossier"),
    "due_at": ("Hẹn trả", "Due"),
    "state": ("Tình trạng", "State"),
    "letter": ("Thư xin lỗi", "Letter"),
    "last_day": ("Gửi thư chậm nhất", "Letter by"),
    "made_number": ("Phiếu đã lập", "Letter made"),
    "rescheduled_to": ("Đã hẹn lại", "Moved to"),
}

ROW = (
    "code",
    "unit",
    "procedure",
    "received_at",
    "due_at",
    "is_late",
    "letter",
    "sent_at",
    "last_day",
    "rescheduled_to",
    "reschedule_count",
    "made_number",
)
"""Columns of the csv and keys of the JSON."""

SHOWN = ("code", "unit", "due_at", "state", "letter", "last_day", "made_number", "rescheduled_to")


@click.command()
@with_options(UNIT, AS_OF)
@click.option(
    "--due-within",
    type=click.IntRange(0, 250),
    default=2,
    show_default=True,
    help="Kể cả hồ sơ đến hạn trong số ngày làm việc này / working days ahead.",
)
@FORMAT
@click.option(
    "--write",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Thư mục ghi phiếu, mỗi hồ sơ một tệp / a folder, a file each.",
)
@click.option(
    "--merged",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Một tệp .docx chứa mọi phiếu / one file with all.",
)
@click.option("--first-number", type=click.IntRange(1, 999_999), help="Số phiếu đầu / number.")
@click.option(
    "--postpone",
    type=click.IntRange(1, 250),
    default=5,
    show_default=True,
    help="Ngày làm việc đến ngày hẹn trả mới / working days to the new date.",
)
@click.option("--reason", default="", help="Lý do chậm, ghi vào mọi phiếu / the reason.")
@click.option("--again", is_flag=True, help="Lập lại cả phiếu đã lập / also those made before.")
def apologies(form: str, due_within: int, *, again: bool, **told) -> None:
    """Open dossiers that are or will be late, and their apology letters (phiếu xin lỗi)."""
    here = context()
    if told["folder"] is None and told["merged"] is None:
        if again or told["first_number"]:
            raise UsageError("Ghi nơi lưu phiếu: --write THƯ_MỤC hoặc --merged TỆP.docx.")
        with reading(here.engine) as connection:
            asked, found = _found(here, connection, due_within, told)
        _show(form, asked, found)
        return
    with writing(here.engine) as connection:
        asked, found = _found(here, connection, due_within, told)
        written = _write(here, connection, found, {**told, "again": again})
    _show(form, asked, found, written)
    if form == "text":
        _tell_written(written, told["postpone"])


def _found(here: Context, connection: Connection, due_within: int, told: dict):
    from onestop.reports.letters import LettersAsked, late_ones

    as_of = parse_instant(told["as_of"]) if told["as_of"] else None
    newest = newest_of_all(connection) if as_of is None else as_of
    if newest is None:
        raise UsageError(say("empty"))
    chosen = {}
    if told["unit"]:
        number = catalogue.find(connection, "unit", told["unit"])
        chosen["unit"] = catalogue.with_descendants(connection, number)
    asked = LettersAsked(here.policy, here.calendar, newest, chosen, as_of, due_within)
    return asked, late_ones(connection, asked)


def _write(here: Context, connection: Connection, found: list, told: dict):
    from onestop.reports.letters_batch import LettersOrder, write_letters
    from onestop.reports.letters_written import LetterTemplate

    order = LettersOrder(
        calendar=here.calendar,
        now=now(),
        folder=told["folder"],
        merged=told["merged"],
        first=told["first_number"],
        postpone=told["postpone"],
        reason=" ".join(told["reason"].split()),
        again=told["again"],
    )
    template = LetterTemplate(here.settings.config_file(TEMPLATE))
    return write_letters(connection, template, found, order)


def _tell(key: str, **facts: object) -> str:
    return spoken(WORDS[key]).format(**facts)


def _tell_written(written, postpone: int) -> None:
    letters = written.letters
    if letters:
        ends = {"first": letters[0].number, "last": letters[-1].number}
        click.echo(_tell("written", count=len(letters), days=postpone, **ends))
        click.echo(_tell("check"))
    else:
        click.echo(_tell("none_written"))
    if written.made_before:
        click.echo(_tell("made_before", count=written.made_before))


def _show(form: str, asked, found: list, written=None) -> None:
    from onestop.reports.letters import COUNTS, counted

    counts = counted(found)
    if form == "csv":
        echo_csv(ROW, [list(_row(one).values()) for one in found])
    elif form == "json":
        units = [{"unit": unit, **{name: n[name] for name in COUNTS}} for unit, n in counts.items()]
        rows = [_row(one) for one in found]
        more = {} if written is None else {"written": [vars(one) for one in written.letters]}
        told = {"as_of": instant_text(asked.newest), "due_within": asked.due_within}
        click.echo(json.dumps({**told, "units": units, "rows": rows, **more}, ensure_ascii=False))
    elif not found:
        click.echo(_tell("nothing", days=asked.due_within))
    else:
        _show_text(asked, counts)
        if written is None:
            print_table([_tell(name) for name in SHOWN], [_line(one) for one in found])


def _show_text(asked, counts: dict[str, Counter]) -> None:
    from onestop.reports.letters import COUNTS
    from onestop.reports.notes import moment_vi

    total = sum(counts.values(), Counter())
    at = moment_vi(asked.newest)
    facts = {"late": total["late"], "soon": total["soon"], "days": asked.due_within}
    click.echo(_tell("heading", at=at, **facts))
    heads = [_tell("unit"), *(_tell(name) for name in COUNTS)]
    lines = [*counts.items(), *([(_tell("total"), total)] if len(counts) > 1 else [])]
    print_table(heads, [[unit, *(counted[name] for name in COUNTS)] for unit, counted in lines])


def _line(one) -> list[str]:
    return [
        one.code,
        one.unit,
        _day(one.due),
        _tell("late" if one.is_late else "soon"),
        _tell(one.letter),
        "" if one.last_day is None else _day(one.last_day * DAY),
        one.made.number if one.made else "",
        _day(one.rescheduled_to),
    ]


def _day(moment: int | None) -> str:
    return "" if moment is None else f"{day_of(moment // DAY):%d/%m/%Y}"


def _row(one) -> dict[str, object]:
    last = None if one.last_day is None else day_of(one.last_day).isoformat()
    told = {
        "code": one.code,
        "unit": one.unit,
        "procedure": one.procedure,
        "received_at": _instant(one.received_at),
        "due_at": _instant(one.due),
        "is_late": one.is_late,
        "letter": one.letter,
        "sent_at": _instant(one.sent_at),
        "last_day": last,
        "rescheduled_to": _instant(one.rescheduled_to),
        "reschedule_count": one.reschedule_count,
        "made_number": one.made.number if one.made else None,
    }
    return {name: told[name] for name in ROW}


def _instant(moment: int | None) -> str | None:
    return None if moment is None else instant_text(moment)


COMMANDS = {"apologies": apologies}
"""Name to command."""
