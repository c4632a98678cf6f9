"""A wrong option or word on the command line, said in Vietnamese.

It knows click's errors; it refuses to know any command. In English click speaks for itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

import click

from onestop.domain.errors import DeclarationError
from onestop.settings import read_settings


BEFORE_THE_COMMAND = ("--lang", "--debug")
"""Options of onestop itself, which click knows only before the command's name."""


def show(error: click.ClickException) -> None:
    """Writes the error to standard error, in the language asked for."""
    context = getattr(error, "ctx", None)
    if isinstance(error, click.exceptions.NoArgsIsHelpError) or _asked(context) == "en":
        error.show()
        return
    click.echo(sentence(error), err=True)
    if context is not None:
        click.echo(f"Xem cách dùng: {context.command_path} --help", err=True)


def sentence(error: click.ClickException) -> str:
    """What is wrong, and what may stand there instead."""
    match error:
        case click.exceptions.NoSuchCommand():
            near = get_close_matches(error.command_name, _commands(error.ctx))
            return f"Không có lệnh “{error.command_name}”.{_near(near)}"
        case click.NoSuchOption() if error.option_name in BEFORE_THE_COMMAND:
            return f"Viết {error.option_name} trước tên lệnh: onestop {error.option_name} …"
        case click.NoSuchOption():
            return f"Không có tùy chọn {error.option_name}.{_near(error.possibilities)}"
        case click.BadOptionUsage():
            return f"Tùy chọn {error.option_name} cần một giá trị."
        case click.MissingParameter() if error.param:
            return f"Thiếu {_name(error.param)}."
        case click.BadParameter() if error.param:
            return f"{_name(error.param)} không hợp lệ: {_allowed(error)}."
    return error.format_message()


def _allowed(error: click.BadParameter) -> str:
    match error.param.type:
        case click.Choice() as choice:
            return f"chỉ được là {', '.join(map(str, choice.choices))}"
        case click.IntRange() as wanted if wanted.max is not None:
            return f"phải là số nguyên từ {wanted.min} đến {wanted.max}"
        case click.IntRange() as wanted:
            return f"phải là số nguyên từ {wanted.min} trở lên"
        case click.types.IntParamType():
            return "phải là số nguyên"
        case click.Path():
            return "không có tệp này, hoặc đó là thư mục"
    return error.message.rstrip(".")


def _name(parameter: click.Parameter) -> str:
    is_option = isinstance(parameter, click.Option)
    return max(parameter.opts, key=len) if is_option else parameter.human_readable_name


def _near(names: Iterable[str] | None) -> str:
    return f" Gần nhất: {', '.join(names)}." if names else ""


def _commands(context: click.Context | None) -> list[str]:
    group = context.command if context else None
    return group.list_commands(context) if isinstance(group, click.Group) else []


def _asked(context: click.Context | None) -> str:
    told = context.find_root().params.get("lang") if context else None
    try:
        return told or read_settings().lang
    except DeclarationError:
        return "vi"
