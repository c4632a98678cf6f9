"""The command line: which commands there are, and how an error becomes an exit code.

Commands live in `onestop.commands`, imported only when called: the start-up of a question
must not pay for loading files. The only place where the clock is read.
"""

from __future__ import annotations

import sys
from importlib import import_module

import click

from onestop.commands.recorded import recording
from onestop.commands.words import say
from onestop.domain.errors import (
    DeclarationError,
    InputError,
    NotFoundError,
    OnestopError,
    UsageError,
)
from onestop.running.memory import search_seldom


COMMANDS = {
    "init": "setup",
    "catalogue": "setup",
    "import": "loading",
    "source": "loading",
    "indicators": "asking",
    "backlog": "asking",
    "dossiers": "asking",
    "plans": "promising",
    "targets": "promising",
    "report-value": "promising",
    "tasks": "tasking",
    "report": "reporting",
    "apologies": "apologising",
    "close-period": "closing",
    "periods": "closing",
    "imports": "looking",
    "correct": "correcting",
    "corrections": "correcting",
    "rebuild": "mending",
    "rejects": "looking",
    "findings": "looking",
    "verify": "checking",
    "integrity": "integrity",
    "reconcile": "reconciling",
    "backup": "keeping",
    "restore": "keeping",
    "retention": "retaining",
    "watch": "watching",
    "connections": "watching",
    "subscriptions": "subscribing",
    "accounts": "accounts",
    "tokens": "tokens",
    "audit": "auditing",
    "serve": "serving",
    "demo": "showing",
}
"""Command to module of `onestop.commands`."""

DONE, USAGE, NOTHING_LOADED = 0, 2, 4


class Commands(click.Group):
    """Finds a command's module when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """In the order a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"onestop.commands.{COMMANDS[cmd_name]}")
        return recording(cmd_name, module.COMMANDS[cmd_name])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", type=click.Choice(["vi", "en"]), help="Ngôn ngữ / language.")
@click.option("--debug", is_flag=True, help="Cho thấy nguyên lỗi kỹ thuật / show the traceback.")
@click.version_option(package_name="onestop")
@click.pass_context
def main(ctx: click.Context, lang: str | None, debug: bool) -> None:  # noqa: FBT001
    """onestop: the figures of one-stop offices, each with one meaning."""
    ctx.obj = {"lang": lang, "debug": debug}


def exit_code(error: OnestopError) -> int:
    """What the shell is told."""
    match error:
        case UsageError() | NotFoundError() | DeclarationError():
            return USAGE
        case InputError():
            return NOTHING_LOADED
    return 1


def _sentence(error: Exception) -> str:
    kind = type(error).__name__
    if isinstance(error, OSError) and error.filename:
        return say("no_access", where=str(error.filename), reason=error.strerror or kind)
    return say("unexpected", kind=kind)


def run() -> None:
    """The entry point: no traceback ever reaches a user, unless --debug."""
    debug = "--debug" in sys.argv
    search_seldom()
    try:
        # Without its standalone mode click gives back the code of an Exit.
        sys.exit(main(standalone_mode=False) or DONE)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        from onestop.commands.usage import show

        show(error)
        sys.exit(error.exit_code)
    except OnestopError as error:
        if debug:
            raise
        click.echo(str(error), err=True)
        sys.exit(exit_code(error))
    except Exception as error:
        if debug:
            raise
        click.echo(_sentence(error), err=True)
        sys.exit(1)


if __name__ == "__main__":
    run()
