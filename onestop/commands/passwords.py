"""How a person gives passwords of locked files: never on the command line itself.

It knows a file of passwords and a hidden question; it refuses to keep or print one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import IO

import click

from onestop.commands.words import say


def with_passwords(command: Callable) -> Callable:
    """The two options of a command that opens files."""
    file = click.option(
        "--password-file",
        type=click.File(encoding="utf-8-sig"),
        help="Tệp chứa mật khẩu, mỗi dòng một (“-”: đọc từ bàn phím) / passwords, one a line.",
    )
    ask = click.option(
        "--ask-password",
        is_flag=True,
        help="Hỏi mật khẩu, không hiện khi gõ / asks for the password, hidden.",
    )
    return file(ask(command))


def passwords_of(password_file: IO[str] | None, *, ask_password: bool) -> tuple[str, ...]:
    """Every password given, in order; blank lines are none."""
    lines = password_file.read().splitlines() if password_file else []
    if ask_password:
        lines.append(click.prompt(say("password"), hide_input=True, err=True))
    return tuple(dict.fromkeys(line for line in lines if line.strip()))
