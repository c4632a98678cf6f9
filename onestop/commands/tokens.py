"""Tokens from the command line: for programs, and for screens on a wall."""

from __future__ import annotations

from typing import Any

import click
from sqlalchemy import Connection

from onestop.accounts.role_words import ACTS, ROLES
from onestop.accounts.secrets_made import SHOWN_LETTERS, hash_of, new_token
from onestop.commands.access_asked import label_of, record, root_of
from onestop.commands.access_tables import WHOLE, show
from onestop.commands.access_words import tell
from onestop.commands.context import context, now
from onestop.commands.looking import FORMAT
from onestop.commands.words import dates_in_words, spoken
from onestop.domain.access import GRANTS, HERE, Act, Role
from onestop.domain.errors import UsageError
from onestop.domain.period import DAY_SECONDS, instant_text
from onestop.storage import catalogue
from onestop.storage import tokens as kept
from onestop.storage.engine import reading, writing


SERVICE_DAYS = 365
"""A program's token ends after a year unless it is told otherwise; a wall screen's does not."""

MOST_DAYS = 3650

LISTED = (
    "id",
    "name",
    "prefix",
    "role",
    "unit",
    "acts",
    "made_at",
    "expires_at",
    "revoked_at",
    "seen_at",
)


@click.group(invoke_without_command=True)
@FORMAT
@click.pass_context
def tokens(ctx: click.Context, form: str) -> None:
    """Tokens of programs and wall screens (các mã truy cập)."""
    if ctx.invoked_subcommand is not None:
        return
    with reading(context().engine) as connection:
        names = catalogue.names_of(connection, "unit")
        found = kept.all_tokens(connection)
    rows = [{name: getattr(one, name) for name in LISTED} for one in found]
    for row, one in zip(rows, found, strict=True):
        row["role"], row["acts"] = one.role.value, ",".join(sorted(one.acts))
        row["unit"] = WHOLE if one.unit is None else names[one.unit].label
        for name in ("made_at", "expires_at", "revoked_at", "seen_at"):
            row[name] = None if row[name] is None else instant_text(row[name])
    show(form, LISTED, rows)


@tokens.command()
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([Role.SERVICE.value, Role.KIOSK.value]),
    required=True,
    help="service: chương trình / a program; kiosk: màn hình / a wall screen.",
)
@click.option(
    "--unit",
    required=True,
    help="Đơn vị cùng các đơn vị bên dưới; “*”: toàn bộ / unit and those below, “*”: all.",
)
@click.option(
    "--days",
    type=click.IntRange(1, MOST_DAYS),
    help="Số ngày hiệu lực (service: 365; kiosk: không hết hạn) / days until it ends.",
)
@click.option("--acts", default="", help="Chỉ những việc này, cách nhau dấu phẩy / only these.")
def add(name: str, **told: Any) -> None:
    """Makes a token; its secret is shown once (cấp mã truy cập)."""
    here, role, secret = context(), Role(told["role"]), new_token()
    acts = acts_of(told["acts"], role)
    days = told["days"] or (SERVICE_DAYS if role == Role.SERVICE else None)
    until = None if days is None else now() + days * DAY_SECONDS
    with writing(here.engine) as connection:
        place = root_of(connection, told["unit"])
        values = {
            "name": _name(name),
            "prefix": secret[:SHOWN_LETTERS],
            "secret_hash": hash_of(secret),
            "role": role.value,
            "unit": place,
            "acts": acts,
            "made_by": HERE.name,
            "expires_at": until,
        }
        number = kept.add(connection, values, now())
        unit = label_of(connection, place)
        record(connection, "token_add", number, name=_name(name), role=role.value, unit=unit)
        told_acts = _acts_shown(connection, secret)
    ends = tell("never") if until is None else dates_in_words(instant_text(until))
    facts = {"unit": unit, "acts": told_acts, "until": ends, "role": spoken(ROLES[role])}
    click.echo(tell("token_added", number=number, name=_name(name), **facts))
    if role == Role.KIOSK:
        address = here.settings.access.address or "http://…"
        click.echo(tell("kiosk_address", address=address, secret=secret))
    else:
        click.echo(tell("secret_once", secret=secret))


@tokens.command()
@click.argument("number", type=int)
def revoke(number: int) -> None:
    """Ends a token at once and for good (thu hồi mã)."""
    with writing(context().engine) as connection:
        found = kept.revoke(connection, number, now())
        record(connection, "token_revoke", number, name=found.name)
    click.echo(tell("token_revoked", number=number, name=found.name))


def acts_of(told: str, role: Role) -> list[str]:
    """Codes of acts, each one that the role may. Raises UsageError for any other."""
    asked = [code.strip() for code in told.split(",") if code.strip()]
    allowed = {act.value for act in GRANTS[role]}
    if wrong := [code for code in asked if code not in allowed]:
        known = ", ".join(act.value for act in Act if act.value in allowed)
        raise UsageError(f"Vai trò {role.value} không có việc “{wrong[0]}”. Có: {known}.")
    return asked


def _acts_shown(connection: Connection, secret: str) -> str:
    found = kept.find(connection, hash_of(secret), now())
    return ", ".join(spoken(ACTS[act]) for act in sorted(found.acts)) if found else ""


def _name(told: str) -> str:
    name = " ".join(told.split())[:80]
    if not name.isprintable() or not name:
        raise UsageError("Hãy đặt tên cho mã này, ví dụ nơi dùng nó: “màn hình sảnh”.")
    return name


COMMANDS = {"tokens": tokens}
