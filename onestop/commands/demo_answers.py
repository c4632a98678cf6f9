"""What the demo prints: the loads, the year against targets, the ranking, the backlog.

Every figure comes from the same questions as the other commands ask.
"""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy import Connection

from onestop.commands.context import Context
from onestop.commands.tables import print_table, text_of
from onestop.commands.words import finding_words, label, language, say
from onestop.domain.indicators import BY_CODE, Value
from onestop.domain.judged import Judged, judge_measures
from onestop.domain.period import instant_text, parse_period
from onestop.domain.plan import targets_for, year_of
from onestop.domain.plan_files import load_plans
from onestop.domain.targets import Outcome
from onestop.storage import backlog, catalogue, imports
from onestop.storage.engine import reading
from onestop.storage.indicator_values import Answer, Question, answer
from onestop.storage.moments import newest_of_all
from onestop.storage.slices import Slice


if TYPE_CHECKING:
    from etl.job import FileReport


YEAR = "2024"
PLANS = "demo/plans"
"""The folder of config/ that holds the plan of the invented district."""


def show(here: Context, reports: list[FileReport]) -> None:
    """Everything, in the order a newcomer asks for it."""
    _title("demo_files")
    _show_files(reports)
    with reading(here.engine) as connection:
        _title("demo_year")
        _show_year(here, connection)
        _title("demo_ranking")
        _show_ranking(here, connection)
        _show_backlog(here, connection)
        _title("demo_findings")
        found = imports.count_findings(connection)
    print_table(
        [say("demo_noticed"), say("count")],
        [[finding_words(kind), count] for kind, count in found.items()],
    )


def _title(key: str, **facts: object) -> None:
    click.echo("\n" + click.style(say(key, **facts), bold=True))


def _show_files(reports: list[FileReport]) -> None:
    shown = ("read", "inserted", "updated", "unchanged", "rejected", "skipped", "waiting")
    rows = [
        [Path(one.path).name, one.profile, *(getattr(one.counts, name) for name in shown)]
        for one in reports
    ]
    totals = [sum(getattr(one.counts, name) for one in reports) for name in shown]
    print_table(["path", "profile", *shown], [*rows, [say("total"), "", *totals]])
    for one in reports:
        if one.error:
            click.echo(one.error, err=True)


def _asked(here: Context, connection: Connection, by: str = "") -> Answer:
    question = Question(
        period=parse_period(YEAR),
        asked=Slice({}, by),
        policy=here.policy,
        add_working_days=here.calendar.add_working_days,
    )
    return answer(connection, question)


def _show_year(here: Context, connection: Connection) -> None:
    found = _asked(here, connection)
    if not found.rows:
        click.echo(say("no_figures"))
        return
    year = year_of(parse_period(YEAR))
    measures = found.rows[0].measures
    heads = [say("indicator"), say("ratio"), say("target"), say("verdict"), say("budget")]
    rows = [
        _against(judged)
        for plan in load_plans(here.settings.config_folders(PLANS))
        for judged in judge_measures(targets_for(plan, (), year), measures, {}, here.policy, year)
    ]
    print_table(heads, rows)
    click.echo(say("as_of", at=instant_text(found.as_of)))


def _against(judged: Judged) -> list[str]:
    spoken = ("vi", "en").index(language())
    value = "–" if judged.value is None else _share(judged.value)
    name, promise = judged.target.label[spoken], judged.target.promise[spoken]
    return [name, value, promise, _outcome(judged), judged.budget[spoken]]


def _outcome(judged: Judged) -> str:
    if language() == "vi":
        return judged.verdict.label_vi
    words = {Outcome.MET: "met", Outcome.NEAR: "close", Outcome.MISSED: "missed"}
    return words[judged.outcome] if judged.reason is None else judged.reason.en


def _percent(number: float) -> str:
    written = f"{number:.1f}"
    return (written.replace(".", ",") if language() == "vi" else written) + " %"


def _share(value: Value) -> str:
    """ "98,2 % (491/500)"; "–" where nothing counts."""
    if value.ratio is None:
        return "–"
    parts = f"{text_of(value.numerator)}/{text_of(value.denominator)}"
    return f"{_percent(value.ratio * 100)} ({parts})"


def _show_ranking(here: Context, connection: Connection) -> None:
    names = catalogue.names_of(connection, "unit")
    found = [
        (row.indicators(here.policy)["on_time_share"], names[row.key].label, row.measures)
        for row in _asked(here, connection, "unit").rows
    ]
    judged = [one for one in found if one[0].ratio is not None]
    ranked = sorted(judged, key=lambda one: (-one[0].ratio, one[1]))
    rows = [
        [place, name, _share(value), measures["resolved_late"], measures["open_overdue"]]
        for place, (value, name, measures) in enumerate(ranked, 1)
    ]
    heads = [say("demo_place"), "unit", label(BY_CODE["on_time_share"])]
    print_table([*heads, "resolved_late", "open_overdue"], rows)


def _show_backlog(here: Context, connection: Connection) -> None:
    moment = newest_of_all(connection)
    if moment is None:
        return
    _title("demo_backlog", at=instant_text(moment))
    bands = backlog.by_age(connection, here.policy, here.calendar, (moment, Slice()))
    rows = [[band.label, band.count] for band in bands if band.count]
    print_table([say("demo_age"), say("count")], rows)


def show_next_steps(here: Context, exports: Path) -> None:
    """Commands to go on with, for this very store."""
    _title("demo_next")
    settings, program = here.settings, _program()
    variables = {
        "ONESTOP_DATABASE_URL": settings.database_url,
        "ONESTOP_DATA_DIR": str(settings.data_dir),
    }
    for name, value in variables.items():
        click.echo(f"  export {name}={shlex.quote(value)}")
    click.echo(say("demo_windows"))
    for name, value in variables.items():
        click.echo(f'  set "{name}={value}"')
    click.echo(say("demo_then"))
    for key, command in (
        ("demo_try_units", f"indicators --period {YEAR} --by unit"),
        ("demo_try_late", f"dossiers --period {YEAR} --measure resolved_late --limit 10"),
        ("demo_try_rejects", "rejects"),
        ("demo_try_verify", "verify"),
        ("demo_try_again", f"import {_quoted(str(exports))}"),
    ):
        click.echo(f"  {program} {command}\n      {say(key)}")


def _program() -> str:
    """How to call onestop from here: by its name if the shell would find it."""
    beside = Path(sys.executable).with_name(f"onestop{Path(sys.executable).suffix}")
    return "onestop" if shutil.which("onestop") or not beside.exists() else _quoted(str(beside))


def _quoted(path: str) -> str:
    return f'"{path}"' if " " in path else path
