"""Who hears of what: the list of subscriptions, adding, ending, and looking before it is sent."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import click

from onestop.commands.access_asked import record, unit_of
from onestop.commands.context import context, now
from onestop.commands.looking import FORMAT
from onestop.commands.tables import echo_csv, print_table
from onestop.commands.words import say, spoken
from onestop.domain.alerts import BY_CODE
from onestop.domain.errors import UsageError
from onestop.domain.period import instant_text
from onestop.storage import accounts, subscriptions
from onestop.storage.engine import reading, writing
from onestop.storage.subscriptions import Subscription


LISTED = ("id", "who", "to", "what", "unit", "sent_at", "failures", "problem")
NUMBER = click.argument("number", metavar="ID", type=int)


@click.group(name="subscriptions", invoke_without_command=True)
@FORMAT
@click.pass_context
def subscriptions_group(ctx: click.Context, form: str) -> None:
    """Who receives which alerts and digests (ai nhận tin gì)."""
    if ctx.invoked_subcommand is not None:
        return
    with reading(context().engine) as connection:
        rows = [_told(one) for one in subscriptions.every(connection)]
    if form == "json":
        told = [dict(zip(LISTED, row, strict=True)) for row in rows]
        click.echo(json.dumps({"rows": told}, ensure_ascii=False, indent=1))
    elif form == "csv":
        echo_csv(LISTED, rows)
    else:
        shown = [[*row[:3], spoken(_kind(row[3])), *row[4:]] for row in rows]
        print_table([say(f"subscription_{name}") for name in LISTED], shown)


def _told(one: Subscription) -> list[object]:
    sent = None if one.sent_at is None else instant_text(one.sent_at)
    to = one.webhook or one.email
    return [one.id, one.who, to, one.what, one.unit_name or "*", sent, one.failures, one.problem]


def _kind(code: str) -> tuple[str, str]:
    return BY_CODE[code].vi, BY_CODE[code].en


@subscriptions_group.command()
@click.argument("account")
@click.argument("what", type=click.Choice(list(BY_CODE)))
@click.option("--unit", default="", help="Hẹp hơn tài khoản / narrower than the account.")
@click.option("--webhook", default="", help="Gửi tới địa chỉ này thay thư / instead of e-mail.")
def add(account: str, what: str, unit: str, webhook: str) -> None:
    """Let an account be told of something (đăng ký nhận tin)."""
    from onestop.accounts.identity import units_below
    from onestop.alerts.posts import checked_webhook

    with writing(context().engine) as connection:
        found = accounts.get(connection, account)
        if webhook:
            checked_webhook(webhook)
        elif not found.email:
            raise UsageError(say("subscription_no_email", name=found.name))
        number, seen = unit_of(connection, unit), units_below(connection, found.unit)
        if number is not None and seen is not None and number not in seen:
            raise UsageError(say("subscription_not_seen", name=found.name, unit=unit))
        told = {"unit_id": number, "webhook": webhook, "made_at": now(), "made_by": "local"}
        new = subscriptions.subscribe(connection, found.id, what, **told)
        record(connection, "subscription", new, kind=what, account=found.name)
    click.echo(say("subscribed", number=new, name=found.name, what=spoken(_kind(what))))


@subscriptions_group.command()
@NUMBER
def end(number: int) -> None:
    """End a subscription (thôi nhận tin)."""
    with writing(context().engine) as connection:
        found = subscriptions.end(connection, number, now())
        record(connection, "subscription", number, ended=True)
    what = spoken(_kind(found.what))
    click.echo(say("subscription_ended", number=number, name=found.who, what=what))


@subscriptions_group.command()
@NUMBER
def preview(number: int) -> None:
    """Show what would be told now, though it was told before; nothing is sent (xem trước)."""
    from onestop.alerts.office import sender_of

    here = context()
    with reading(here.engine) as connection:
        found = subscriptions.get(connection, number)
    with tempfile.TemporaryDirectory(prefix="onestop-") as folder:
        message = sender_of(here).message(found, Path(folder), again=True)
    click.echo(message.text() if message else say("nothing_to_tell"))


@subscriptions_group.command()
def send() -> None:
    """Tell everybody what is due now, as “onestop watch” does by itself (gửi ngay)."""
    from onestop.alerts.office import sender_of

    click.echo(say("told_messages", count=sender_of(context()).round()))


COMMANDS = {"subscriptions": subscriptions_group}
