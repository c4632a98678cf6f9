"""Plans: which there are, whether their files are right, and how far their promises are kept."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click

from onestop.answers.plans import Judgement, judged
from onestop.answers.promised import (
    DECLARED,
    HEADS,
    as_csv_row,
    as_json,
    plan_told,
    years_told,
)
from onestop.commands.context import answering, context, now
from onestop.commands.plan_asked import (
    AS_OF,
    CUTOFF,
    FORMAT,
    PERIOD,
    PLAN,
    UNIT,
    Plans,
    figure_text,
    with_options,
)
from onestop.commands.plan_words import tell, until
from onestop.commands.tables import echo_csv, print_table, text_of
from onestop.commands.telling import report_value
from onestop.commands.words import spoken
from onestop.domain.judged import Judged
from onestop.domain.period import instant_text
from onestop.domain.plan import year_of
from onestop.domain.plan_checks import mistakes_in
from onestop.domain.plan_files import load_plan
from onestop.domain.targets import Origin, Outcome
from onestop.storage.engine import reading


WRONG = 2


@click.group(invoke_without_command=True)
@FORMAT
@click.pass_context
def plans(ctx: click.Context, form: str) -> None:
    """The declared plans (các kế hoạch đã khai báo)."""
    if ctx.invoked_subcommand is not None:
        return
    found = Plans.of(context())
    listed = [plan_told(plan, found.in_force) for plan in found.declared]
    rows = [list(one.values()) for one in listed]
    if form == "json":
        click.echo(json.dumps({"rows": listed}, ensure_ascii=False))
    elif form == "csv":
        echo_csv(DECLARED, rows)
    elif not rows:
        click.echo(tell("no_plans"))
    else:
        names = [tell("plan"), *(tell(name) for name in DECLARED[1:])]
        print_table(names, [[*row[:-1], tell("yes") if row[-1] else ""] for row in rows])


@plans.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Try plan files, without an argument all that are declared (kiểm tra tệp kế hoạch)."""
    here = context()
    folders = here.settings.config_folders("plans")
    wrong = 0
    for file in files or sorted(one for folder in folders for one in folder.glob("*.toml")):
        found = mistakes_in(file)
        wrong += len(found)
        for one in found:
            click.echo(str(one), err=True)
        if not found:
            plan = load_plan(file)
            counts = {"targets": len(plan.target_codes), "tasks": len(plan.tasks)}
            click.echo(tell("checked", file=str(file), **counts))
    if wrong:
        click.echo(tell("mistakes", count=wrong), err=True)
        raise click.exceptions.Exit(WRONG)


@click.command()
@with_options(PLAN, UNIT, PERIOD, CUTOFF, AS_OF, FORMAT)
def targets(plan_code: str, form: str, **asked: str) -> None:
    """How far the promises of a plan are kept (chỉ tiêu và kết quả)."""
    here = context()
    chosen = Plans.of(here).chosen(plan_code)
    how = answering(here)
    with reading(here.engine) as connection:
        answers = [judged(how, connection, plan, asked, now) for plan in chosen]
    if form == "json":
        told = [as_json(one.asking, one.unit, one.moment, one.told) for one in answers]
        click.echo(json.dumps({"plans": told}, ensure_ascii=False))
    elif form == "csv":
        echo_csv(HEADS, [as_csv_row(one.asking, row) for one in answers for row in one.told])
    else:
        for one in answers:
            _print(one)


def _print(judgement: Judgement) -> None:
    asking, told = judgement.asking, judgement.told
    plan, year = asking.plan, year_of(asking.period)
    unit = judgement.unit or tell("everywhere")
    facts = {"title": plan.title, "unit": unit, "period": asking.period.label_vi}
    click.echo(tell("heading", **facts, at=until(judgement.moment)))
    if not plan.covers(year):
        click.echo(tell("outside", years=years_told(plan), year=year))
    heads = [tell(name) for name in ("target", "asked", "actual", "verdict", "left", "how")]
    print_table(heads, [_row(one) for one in told])
    counts = Counter(one.outcome for one in told)
    shown = {outcome.value: counts[outcome] for outcome in Outcome}
    click.echo(tell("summary", **shown, count=len(told)))


def _row(one: Judged) -> list[str]:
    target = one.target
    actual = "–" if one.value is None else figure_text(target, one.value)
    if one.previous is not None and one.previous.denominator:
        actual += "; " + tell("last_year", figure=figure_text(target, one.previous))
    promise = spoken(target.promise) + (f" ({target.by})" if target.by else "")
    if target.origin != Origin.STATED:
        promise += f" ({tell(target.origin.value)})"
    return [spoken(target.label), promise, actual, tell(one.outcome.value), _left(one), _how(one)]


def _left(one: Judged) -> str:
    reason = spoken((one.reason.vi, one.reason.en)) if one.reason else ""
    if one.distance is None:
        return reason or spoken(one.budget)
    if not one.distance:
        return f"{reason}; {tell('reached')}"
    is_share = one.target.is_share
    points = text_of(float(one.distance) * (100 if is_share else 1))
    return f"{reason}; {tell('points' if is_share else 'far', points=points)}"


def _how(one: Judged) -> str:
    if one.told is None or not one.told.is_by_hand:
        return spoken(one.measured)
    return tell("told_by", by=one.told.by, at=instant_text(one.told.at))


COMMANDS = {"plans": plans, "targets": targets, "report-value": report_value}
