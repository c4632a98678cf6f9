"""Correcting dossiers by hand, listing corrections, taking them back."""

from __future__ import annotations

import json

import click

from onestop.answers.corrected import CORRECTED, IS_WITHDRAWAL, correction_told
from onestop.commands.context import Context, context, now
from onestop.commands.correcting_words import WORDS
from onestop.commands.looking import FORMAT
from onestop.commands.tables import echo_csv, print_table
from onestop.commands.words import spoken
from onestop.domain.access import HERE
from onestop.domain.corrected import CORRECTABLE, STATES, moment_words
from onestop.domain.deeds import Deed
from onestop.domain.errors import UsageError
from onestop.storage import audit
from onestop.storage.corrections_shown import Shown, history, list_corrections
from onestop.storage.engine import reading, writing


WHO = click.option("--who", default=HERE.name, help="Người sửa / who says so.", show_default=True)
REASON = click.option("--reason", required=True, help="Vì sao / why.")

LISTED = CORRECTED
PRINTED = tuple(name for name in LISTED if name != "namespace")
DECLARED = ("entry", "where", "field", "reason", "load", "file", "rows")


@click.command()
@click.argument("code")
@click.argument("fields", metavar="FIELD=VALUE…", nargs=-1, required=True)
@REASON
@WHO
@click.option("--namespace", default="", help="Không gian mã / which namespace the code is of.")
def correct(code: str, fields: tuple[str, ...], reason: str, who: str, namespace: str) -> None:
    """Correct a dossier by hand (sửa tay một hồ sơ); FIELD= alone erases what a source says."""
    from etl.correcting import Correcting, Told

    here = context()
    here.must_serve_the_whole_store()
    told = Told(code, tuple(_pair(one) for one in fields), reason, who, namespace)
    with writing(here.engine) as connection:
        done = Correcting(connection, here.policy, here.calendar, now()).correct(told)
        facts = {"fields": ", ".join(done.fields)}
        audit.append(connection, Deed(HERE.name, "correct", done.code, facts), now())
    numbers = ", ".join(map(str, done.ids))
    if done.is_known:
        labels = ", ".join(map(_label, done.fields))
        _say("corrected", code=done.code, fields=labels, numbers=numbers)
        return
    _say("corrected_waits", code=done.code, numbers=numbers)
    if done.nearest:
        _say("nearest_codes", codes=", ".join(done.nearest))


def _pair(asked: str) -> tuple[str, str]:
    field, equals, value = asked.partition("=")
    if not equals or not field.strip():
        raise UsageError(spoken(WORDS["no_equals"]).format(asked=asked))
    return field, value


@click.group(invoke_without_command=True)
@click.option("--history", "past", is_flag=True, help="Cả những lần đã thay, đã rút / all ever.")
@click.option("--config", "declared", is_flag=True, help="Các khai báo / those of config.")
@FORMAT
@click.pass_context
def corrections(ctx: click.Context, form: str, *, past: bool, declared: bool) -> None:
    """What was corrected by hand, and how it stands (các lần sửa tay)."""
    if ctx.invoked_subcommand is not None:
        return
    here = context()
    if declared:
        _show(form, DECLARED, DECLARED, _declared(here), "none_declared")
        return
    with reading(here.engine) as connection:
        found = history(connection) if past else list_corrections(connection)
    rows = [_row(one, form) for one in found]
    more = ("is_withdrawal",) if past else ()
    _show(form, (*LISTED, *more), (*PRINTED, *more), rows, "none")


@corrections.command()
@click.argument("numbers", metavar="ID…", type=int, nargs=-1, required=True)
@REASON
@WHO
def withdraw(numbers: tuple[int, ...], reason: str, who: str) -> None:
    """Take corrections back: the sources hold again (rút lại các lần sửa tay)."""
    from etl.correcting import Correcting

    here = context()
    here.must_serve_the_whole_store()
    with writing(here.engine) as connection:
        desk = Correcting(connection, here.policy, here.calendar, now())
        taken = desk.take_back(dict.fromkeys(numbers), reason, who)
        for one in taken:
            audit.append(connection, Deed(HERE.name, "uncorrect", str(one.id)), now())
    for one in taken:
        _say("taken_back", number=one.id, code=one.code, field=_label(one.field))


def _row(one: Shown, form: str) -> dict:
    """For a reader the field's label and the words; for a program the codes beside them."""
    told = correction_told(one, spoken)
    if form != "text":
        return told
    return {
        **told,
        "id": str(one.id),
        "field": _label(one.field),
        "at": moment_words(one.at),
        "state": "" if one.state is None else spoken(STATES[one.state]),
        IS_WITHDRAWAL: _flag(one),
    }


def _label(field: str) -> str:
    """What a field is called: its label in Vietnamese, else its code."""
    return spoken((CORRECTABLE[field].label_vi, field))


def _flag(one: Shown) -> str:
    return spoken(WORDS["yes"]) if one.is_withdrawal else ""


def _declared(here: Context) -> list[dict]:
    """Declared entries, each with the rows it changed in each load."""
    from etl.corrections_declared import load_declared
    from etl.corrections_touched import touched

    entries = load_declared(here.settings.config_dirs)
    with reading(here.engine) as connection:
        counts = touched(connection)
    rows = []
    for entry in entries:
        usual = {"entry": entry.code, "where": entry.where, "field": entry.field}
        usual |= {"reason": entry.reason, "load": None, "file": None, "rows": 0}
        mine = counts.pop(entry.code, [])
        rows += [
            usual | {"load": str(one.load), "file": one.file, "rows": one.rows} for one in mine
        ] or [usual]
    return rows


def _show(
    form: str, heads: tuple[str, ...], printed: tuple[str, ...], rows: list[dict], none: str
) -> None:
    if form == "json":
        listed = [{name: row[name] for name in heads} for row in rows]
        click.echo(json.dumps({"rows": listed}, ensure_ascii=False))
    elif form == "csv":
        echo_csv(heads, [[row[name] for name in heads] for row in rows])
    elif not rows:
        _say(none)
    else:
        words = [spoken(WORDS[name]) for name in printed]
        print_table(words, [[row[name] for name in printed] for row in rows])


def _say(key: str, **facts: object) -> None:
    click.echo(spoken(WORDS[key]).format(**facts))


COMMANDS = {"correct": correct, "corrections": corrections}
