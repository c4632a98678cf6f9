"""Accounts from the command line: whoever may run it may do everything anyway."""

from __future__ import annotations

from typing import Any

import click
from sqlalchemy import Connection

from onestop.accounts import entering, passwords
from onestop.accounts.role_words import ROLES
from onestop.accounts.secrets_made import new_password
from onestop.commands.access_asked import email_of, label_of, name_of, record, root_of
from onestop.commands.access_tables import WHOLE, show
from onestop.commands.access_words import tell
from onestop.commands.context import context, now
from onestop.commands.looking import FORMAT
from onestop.commands.words import spoken
from onestop.domain.access import Role
from onestop.domain.errors import UsageError
from onestop.domain.period import instant_text
from onestop.storage import accounts as kept
from onestop.storage import catalogue, sessions
from onestop.storage.engine import reading, writing


PEOPLE = [role.value for role in Role if role not in (Role.SERVICE, Role.KIOSK)]

LISTED = (
    "name",
    "shown_name",
    "role",
    "unit",
    "email",
    "is_disabled",
    "has_totp",
    "locked_until",
    "seen_at",
)

ROLE = click.option("--role", type=click.Choice(PEOPLE), help="Vai trò / role.")
UNIT = click.option(
    "--unit",
    default="",
    help="Đơn vị cùng các đơn vị bên dưới; “*”: toàn bộ / unit and those below, “*”: all.",
)
EMAIL_OPTION = click.option("--email", default=None, help="Địa chỉ thư / e-mail address.")
SHOWN = click.option("--shown", "shown_name", default=None, help="Họ tên hiển thị / shown name.")
ASK = click.option(
    "--ask",
    is_flag=True,
    help="Hỏi mật khẩu thay vì tự tạo / ask for the password instead of making one.",
)


@click.group(invoke_without_command=True)
@FORMAT
@click.pass_context
def accounts(ctx: click.Context, form: str) -> None:
    """Who may log in (các tài khoản)."""
    if ctx.invoked_subcommand is not None:
        return
    with reading(context().engine) as connection:
        names = catalogue.names_of(connection, "unit")
        found = kept.all_accounts(connection)
    rows = [{name: getattr(one, name, None) for name in LISTED} for one in found]
    for row, one in zip(rows, found, strict=True):
        row["role"], row["has_totp"] = one.role.value, bool(one.totp_secret)
        row["unit"] = WHOLE if one.unit is None else names[one.unit].label
        for name in ("locked_until", "seen_at"):
            row[name] = None if row[name] is None else instant_text(row[name])
    show(form, LISTED, rows)


@accounts.command()
@click.argument("name")
@click.option(
    "--role", type=click.Choice(PEOPLE), required=True, help="Vai trò / role of the account."
)
@UNIT
@EMAIL_OPTION
@SHOWN
@ASK
@click.option(
    "--no-password",
    is_flag=True,
    help="Chỉ đăng nhập qua nơi khác (OIDC) / logs in elsewhere only.",
)
def add(name: str, **told: Any) -> None:
    """Adds an account (thêm tài khoản)."""
    here, name = context(), name_of(name)
    email = email_of(told["email"])
    if told["no_password"] and not email:
        raise UsageError("Tài khoản không mật khẩu phải có --email để đăng nhập qua nơi khác.")
    password, is_own = _password(name, told)
    with writing(here.engine) as connection:
        is_first = not kept.there_are_any(connection)
        place = root_of(connection, told["unit"])
        values = {
            "name": name,
            "role": told["role"],
            "unit": place,
            "email": email,
            "shown_name": (told["shown_name"] or "").strip(),
            "password_hash": passwords.hashed(password) if password else None,
            "must_change_password": bool(password) and not is_own,
        }
        kept.add(connection, values, now())
        unit = label_of(connection, place)
        record(connection, "account_add", name, role=told["role"], unit=unit)
    click.echo(tell("account_added", name=name, role=spoken(ROLES[told["role"]]), unit=unit))
    if password and not is_own:
        click.echo(tell("first_password", password=password))
    elif not password:
        click.echo(tell("no_password", email=email))
    if is_first:
        click.echo(tell("restart"))


@accounts.command("set")
@click.argument("name")
@ROLE
@UNIT
@EMAIL_OPTION
@SHOWN
@click.option(
    "--disable/--enable", "is_disabled", default=None, help="Khóa hoặc mở / lock out or let in."
)
@click.option("--unlock", is_flag=True, help="Hết phải chờ / end the wait after failures.")
def set_(name: str, **told: Any) -> None:
    """Changes an account (đổi tài khoản)."""
    here = context()
    is_unlocked = told.pop("unlock")
    place = told.pop("unit")
    changes = {key: value for key, value in told.items() if value is not None}
    if "email" in changes:
        changes["email"] = email_of(changes["email"])
    with writing(here.engine) as connection:
        found = kept.get(connection, name)
        if place:
            changes["unit"] = root_of(connection, place)
        if not changes and not is_unlocked:
            raise UsageError("Hãy nói đổi gì: --role, --unit, --email, --disable, --unlock…")
        _must_leave_an_admin(connection, found, changes)
        if is_unlocked:
            kept.forgive(connection, found.id)
        if changes:
            kept.change(connection, found.id, **changes)
        if changes.get("is_disabled"):
            sessions.end_all(connection, found.id)
        facts = {key: value for key, value in changes.items() if key not in ("email", "shown_name")}
        record(connection, "account_set", found.name, **facts, unlocked=is_unlocked)
    click.echo(tell("changed", name=found.name))


@accounts.command()
@click.argument("name")
@ASK
def password(name: str, *, ask: bool) -> None:
    """A new password for somebody who forgot theirs; their sessions end (cấp lại mật khẩu)."""
    here = context()
    with reading(here.engine) as connection:
        found = kept.get(connection, name)
    made, is_own = _password(found.name, {"ask": ask, "no_password": False})
    with writing(here.engine) as connection:
        entering.set_password(connection, found, made)
        kept.change(connection, found.id, must_change_password=not is_own)
        kept.forgive(connection, found.id)
        record(connection, "password", found.name)
    click.echo(tell("changed", name=found.name))
    if not is_own:
        click.echo(tell("first_password", password=made))


@accounts.command()
@click.argument("name")
@click.option(
    "--reset", is_flag=True, help="Bỏ mã dùng một lần (mất điện thoại) / turn one-time codes off."
)
def totp(name: str, *, reset: bool) -> None:
    """Whether one-time codes are on; turning them off (mã dùng một lần)."""
    here = context()
    with writing(here.engine) as connection:
        found = kept.get(connection, name)
        if reset:
            kept.change(connection, found.id, totp_secret=None)
            kept.forgive(connection, found.id)
            sessions.end_all(connection, found.id)
            record(connection, "totp", found.name, is_on=False)
    told = "totp_reset" if reset else "totp_on" if found.totp_secret else "totp_off"
    click.echo(tell(told, name=found.name))


@accounts.command("end")
@click.argument("name")
def end_sessions(name: str) -> None:
    """Ends all sessions of an account (kết thúc mọi phiên)."""
    here = context()
    with writing(here.engine) as connection:
        found = kept.get(connection, name)
        count = sessions.end_all(connection, found.id)
        record(connection, "session_end", found.name, count=count)
    click.echo(tell("sessions_ended", count=count))


def _password(name: str, told: dict[str, Any]) -> tuple[str, bool]:
    """A password and whether its owner chose it; "" for none."""
    if told["no_password"]:
        return "", False
    if not told["ask"]:
        return new_password(), False
    chosen = click.prompt("Mật khẩu / password", hide_input=True, confirmation_prompt=True)
    passwords.check(chosen, name)
    return chosen, True


def _must_leave_an_admin(connection: Connection, found: kept.Account, changes: dict) -> None:
    """Raises UsageError where nobody could administer any more from the pages."""
    goes = changes.get("is_disabled") or changes.get("role", Role.ADMIN) != Role.ADMIN
    if found.role != Role.ADMIN or found.is_disabled or not goes:
        return
    rest = [
        one
        for one in kept.all_accounts(connection)
        if one.role == Role.ADMIN and not one.is_disabled and one.id != found.id
    ]
    if not rest:
        raise UsageError(
            f"“{found.name}” là quản trị cuối cùng; hãy thêm một quản trị khác trước đã."
        )


COMMANDS = {"accounts": accounts}
