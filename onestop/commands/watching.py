"""Pulled sources: the watcher, how each source stands, and what a person does about one."""

from __future__ import annotations

import json
import shutil
import signal
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from onestop.commands.context import Context, context, now, on_terminal
from onestop.commands.tables import echo_csv, print_table
from onestop.commands.words import say
from onestop.domain.connections import Connection
from onestop.domain.errors import NotFoundError, UsageError
from onestop.domain.period import instant_text
from onestop.storage.engine import reading, writing


if TYPE_CHECKING:
    from collections.abc import Callable

    from onestop.watch.visit import Seen
    from onestop.watch.watcher import Watcher

REJECTED, NOTHING_LOADED = 3, 4
FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    help="Dạng kết quả / form of the answer.",
)
NAME = click.argument("name")


@click.command()
@click.option("--once", is_flag=True, help="Lấy một lượt rồi thôi / one round, then end.")
@click.option(
    "--connection",
    "names",
    multiple=True,
    help="Chỉ nguồn này, lặp lại được / only this source, repeatable.",
)
def watch(names: tuple[str, ...], *, once: bool) -> None:
    """Pull the sources of config/connections.toml as they fall due (tự lấy số liệu)."""
    from onestop.running import logs

    here = context()
    watcher = watcher_of(here, declared(here, names))
    logs.set_up(is_terminal=on_terminal())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, watcher.stop)
    if not once:
        watcher.afterwards = _tell_people(here)
        watcher.run()
        return
    told = watcher.once()
    names = ["connection", "fetched", "loaded", "refused", "read", "rejected", "problem"]
    print_table(names, [_seen_row(name, seen) for name, seen in told.items()])
    raise click.exceptions.Exit(_exit_code(list(told.values())))


def _tell_people(here: Context) -> Callable[[], object]:
    """After each round of visits people are told what is new."""
    from onestop.alerts.office import sender_of
    from onestop.alerts.sending import tell_all

    sender = sender_of(here)
    return lambda: tell_all(sender)


def watcher_of(here: Context, connections: tuple[Connection, ...]) -> Watcher:
    """A watcher of an installation. Raises DeclarationError for a profile that is not there."""
    from etl.declarations import must_be_one_of
    from etl.recognise import load_sources
    from onestop.watch.desk import desk_of
    from onestop.watch.watcher import Watcher

    codes = [profile.code for profile in load_sources(here.settings.config_dirs).profiles]
    for one in connections:
        if one.profile:
            place = f"connection {one.name}.profile"
            must_be_one_of("connections.toml", place, one.profile, codes)
    desk = desk_of(here.settings, here.policy, here.calendar, here.whole_engine, now)
    return Watcher(desk, connections, here.calendar)


def declared(here: Context, names: tuple[str, ...] = ()) -> tuple[Connection, ...]:
    """The declared connections, or those of some names. Raises NotFoundError with the nearest,
    UsageError where none is declared."""
    from onestop.domain.connection_files import FILE, load_connections

    file = here.settings.config_file(FILE)
    found = _own(load_connections(file), here.settings.province)
    if not found:
        raise UsageError(say("no_connections", file=str(file)))
    known = {one.name: one for one in found}
    for name in names:
        if name not in known:
            raise NotFoundError("nguồn", name, tuple(known))
    return tuple(known[name] for name in names) or found


def _own(every: tuple[Connection, ...], province: str) -> tuple[Connection, ...]:
    """Those of the one province that is served, all of which is its own; else all of them."""
    if not province:
        return every
    mine = [one for one in every if one.province in ("", province)]
    return tuple(replace(one, province=province) for one in mine)


def _seen_row(name: str, seen: Seen | None) -> list[object]:
    if seen is None:
        return [name, 0, 0, 0, 0, 0, say("visited_elsewhere")]
    return [name, seen.fetched, seen.loaded, seen.refused, seen.read, seen.rejected, seen.problem]


def _exit_code(visits: list[Seen | None]) -> int:
    made = [seen for seen in visits if seen is not None]
    if any(seen.problem or seen.refused for seen in made):
        return NOTHING_LOADED
    return REJECTED if any(seen.rejected for seen in made) else 0


@click.group(invoke_without_command=True)
@FORMAT
@click.pass_context
def connections(asked: click.Context, form: str) -> None:
    """How the pulled sources stand (các nguồn tự lấy đang thế nào)."""
    if asked.invoked_subcommand is None:
        _show(context(), form)


def _show(here: Context, form: str) -> None:
    from onestop.storage import connections as store

    with reading(here.engine) as line:
        states = {row["connection"]: row for row in store.states(line)}
        found = store.troubles(line, now())
    known = {one.name: one.kind for one in declared(here)}
    known |= {name: row["kind"] for name, row in states.items() if name not in known}
    rows = [
        _row(name, kind, states.get(name), [one for one in found if one.connection == name])
        for name, kind in known.items()
    ]
    heads = ["connection", "kind", "succeeded_at", "news_at", "next_at", "state"]
    if form == "json":
        told = [dict(zip(heads, row, strict=True)) for row in rows]
        click.echo(json.dumps({"rows": told}, ensure_ascii=False, indent=1))
    elif form == "csv":
        echo_csv(heads, rows)
    else:
        print_table(heads, rows)


def _row(name: str, kind: str, state: dict | None, troubles: list) -> list[object]:
    if state is None:
        return [name, kind, None, None, None, say("never_visited")]
    moments = (state["succeeded_at"], state["news_at"], state["next_at"])
    words = "; ".join(f"{say(f'trouble_{one.kind}')}: {one.sentence}" for one in troubles)
    return [name, kind, *map(_told, moments), words or say("in_order")]


def _told(moment: int | None) -> str | None:
    return None if moment is None else instant_text(moment)


@connections.command()
@NAME
def check(name: str) -> None:
    """Reach a source and list what is there; nothing is loaded (thử nối một nguồn)."""
    from onestop.watch.desk import secret_of
    from onestop.watch.found import Outside
    from onestop.watch.visit import OPENERS

    here = context()
    (one,) = declared(here, (name,))
    outside = Outside(now(), {}, lambda secret: secret_of(one, secret))
    with OPENERS[one.kind](one, outside) as source:
        found = source.look()
    click.echo(say("reached", name=name, count=len(found)))
    for thing in found:
        click.echo(thing.name)


@connections.command()
@NAME
def retry(name: str) -> None:
    """Try refused files again, and visit the source at once (thử lại)."""
    _change(name, "try_again", "tried_again")


@connections.command()
@NAME
def dismiss(name: str) -> None:
    """Refused files and rows of a source are known; say no more of them (đã biết)."""
    _change(name, "dismiss", "dismissed")


@connections.command()
@NAME
def forget(name: str) -> None:
    """Forget a source that is declared no more, and its copies (quên một nguồn đã bỏ)."""
    _change(name, "forget", "forgotten")
    # Only a name that the store knew comes so far: never a path.
    shutil.rmtree(context().settings.data_dir / "watch" / name, ignore_errors=True)


def _change(name: str, act: str, said: str) -> None:
    from onestop.storage import connections as store

    here = context()
    with reading(here.engine) as line:
        known = tuple(row["connection"] for row in store.states(line))
    if name not in known:
        raise NotFoundError("nguồn", name, known)
    with writing(here.whole_engine) as line:
        getattr(store, act)(line, name)
    click.echo(say(said, name=name))


COMMANDS = {"watch": watch, "connections": connections}
