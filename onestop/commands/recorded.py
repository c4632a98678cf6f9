"""What the command line changes or hands out stands in the record of acts too.

Looks are not recorded here, but for refused rows, which hold what a file held: whoever may run
commands can read the store itself. The deed is added when the command is done; accounts, tokens,
corrections, subscriptions and backups add theirs where they happen.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click


KINDS = {
    "import": "load",
    "imports withdraw": "withdraw",
    "rebuild": "rebuild",
    "catalogue units": "catalogue",
    "catalogue procedures": "catalogue",
    "catalogue alias units": "alias",
    "catalogue alias procedures": "alias",
    "catalogue alias areas": "alias",
    "report-value": "report_value",
    "tasks done": "mark_task",
    "tasks undone": "mark_task",
    "tasks event": "mark_task",
    "tasks load": "own_task",
    "report": "report",
    "apologies": "letter",
    "close-period": "close_period",
    "rejects": "read_rejects",
}
"""Command to the kind of deed (`onestop.domain.deeds`)."""

ONLY_LOOKS = ("dry_run", "past")
"""Options with which nothing is done."""

ONLY_WITH = {"letter": "folder"}
"""Options without which nothing is done."""

OBJECTS = ("number", "target", "code", "period")
"""Of what was asked, the first that there is says to what it was done."""

OBJECT_OF = {"report": ("form",)}
"""Elsewhere a form is how the answer is printed."""

TOLD = ("plan_code", "period", "unit", "wording", "product", "figures", "by")
"""Of what was asked, what is worth keeping; a file's name may be a person's."""

PARTLY = 3
"""The exit code of a load some of whose rows were refused."""

MARK = "onestop_recorded"


def recording(name: str, command: click.Command) -> click.Command:
    """The same command; it and those below it leave their deeds."""
    if isinstance(command, click.Group):
        for below, child in command.commands.items():
            recording(f"{name} {below}", child)
    if name in KINDS and not hasattr(command.callback, MARK):
        command.callback = _recorded(command.callback, KINDS[name])
    return command


def _recorded(work: Callable[..., Any], kind: str) -> Callable[..., Any]:
    @wraps(work)
    def done(*told: Any, **asked: Any) -> Any:
        try:
            result = work(*told, **asked)
        except click.exceptions.Exit as end:
            if end.exit_code in (0, PARTLY):
                _note(kind, asked)
            raise
        _note(kind, asked)
        return result

    setattr(done, MARK, kind)
    return done


def _note(kind: str, asked: dict[str, Any]) -> None:
    needed = ONLY_WITH.get(kind)
    if any(asked.get(name) for name in ONLY_LOOKS) or (needed and not asked.get(needed)):
        return
    from onestop.commands.context import context, now
    from onestop.domain.access import HERE
    from onestop.domain.deeds import Deed
    from onestop.domain.errors import StoreError
    from onestop.storage import audit

    objects = OBJECT_OF.get(kind, OBJECTS)
    what = next((str(asked[name]) for name in objects if asked.get(name)), "")
    facts = {name: str(asked[name]) for name in TOLD if asked.get(name)}
    try:
        audit.note(context().engine, Deed(HERE.name, kind, what, facts), now())
    except StoreError as error:  # it is done, only not written down
        click.echo(str(error), err=True)
