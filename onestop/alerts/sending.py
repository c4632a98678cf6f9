"""One round: whoever is due is asked about, told what is new, and noted.

What is told is counted within the recipient's own rights, at that moment. Nothing new: nothing
is sent. A message that did not get out is tried again later, and nothing is noted as told.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy import Connection, Engine

from onestop.accounts.identity import units_below
from onestop.alerts.asking import Asking, Office
from onestop.alerts.digests import DIGESTS, REPORT, Write, attachment
from onestop.alerts.found import FINDERS
from onestop.alerts.message import Message
from onestop.alerts.posts import NotSentError, send_mail, send_webhook
from onestop.domain.access import GRANTS, Act
from onestop.domain.alerts import BY_CODE, is_time
from onestop.domain.errors import StoreError
from onestop.settings import Settings
from onestop.storage import accounts, catalogue, subscriptions
from onestop.storage.engine import reading, writing
from onestop.storage.scoped import seeing
from onestop.storage.subscriptions import Subscription


FIRST_WAIT, LONGEST_WAIT = 60, 3600
"""Seconds until a failed message is tried again: doubled each time, an hour at most."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Sender:
    """What a round works with. write: writes form II.06a."""

    engine: Engine
    office: Office
    settings: Settings
    clock: Callable[[], int]
    write: Write

    def round(self) -> int:
        """Tells everybody what is due; how many messages got out."""
        with reading(self.engine) as connection:
            every = subscriptions.every(connection)
        return sum(self._serve(one) for one in every)

    def _serve(self, one: Subscription) -> bool:
        now, kind = self.clock(), BY_CODE[one.what]
        if (one.next_at or 0) > now or not is_time(kind, now, self.office.calendar):
            return False
        try:
            with tempfile.TemporaryDirectory(prefix="onestop-") as folder:
                message = self.message(one, Path(folder))
                if message is None:
                    return False
                self._send(one, message)
        except NotSentError as error:
            self._failed(one, str(error), now)
            return False
        with writing(self.engine) as connection:
            subscriptions.note_sent(connection, one.id, [i.key for i in message.items], now)
        log.info("told", subscription=one.id, what=one.what, items=len(message.items))
        return True

    def message(self, one: Subscription, folder: Path, *, again: bool = False) -> Message | None:
        """What somebody is to be told now, None for nothing; again: told things too."""
        with self._rights(one) as connection:
            if connection is None:
                return None
            asking = Asking(self.office, connection, one.unit, self.clock())
            items = list(self._items(asking, one))
            if not again:
                known = subscriptions.told(connection, one.id, [item.key for item in items])
                items = [item for item in items if item.key not in known]
            if not items:
                return None
            file = attachment(asking, self.write, folder) if one.what == REPORT else None
            return Message(
                kind=BY_CODE[one.what],
                items=tuple(items),
                number=one.id,
                who=one.who,
                unit=_unit_name(asking),
                as_of=asking.newest,
                policy="; ".join(self.office.policy.sentences()),
                lang=self.settings.lang,
                place=self.settings.place,
                address=self.settings.access.address,
                files=(file,) if file else (),
            )

    @contextmanager
    def _rights(self, one: Subscription) -> Iterator[Connection | None]:
        """A reading within the account's rights as they are now; None where it has none."""
        with reading(self.engine) as connection:
            account = accounts.get(connection, one.who)
            units = units_below(connection, account.unit)
        if account.is_disabled or Act.SEE_FIGURES not in GRANTS[account.role]:
            yield None
            return
        with seeing(units), reading(self.engine) as connection:
            yield connection

    def _items(self, asking: Asking, one: Subscription) -> Iterator:
        if asking.newest is None and one.what != "source_silent":
            return iter(())
        return (FINDERS | DIGESTS)[one.what](asking)

    def _send(self, one: Subscription, message: Message) -> None:
        post = self.settings.post
        if one.webhook:
            send_webhook(post, one.webhook, message.json())
        elif not one.email:
            raise NotSentError(f"Tài khoản {one.who} không có địa chỉ thư.")
        else:
            send_mail(post, message.mail(post.sender, one.email))

    def _failed(self, one: Subscription, problem: str, now: int) -> None:
        wait = min(FIRST_WAIT << min(one.failures, 10), LONGEST_WAIT)
        with writing(self.engine) as connection:
            subscriptions.note_failed(connection, one.id, problem, now + wait)
        log.warning("not_told", subscription=one.id, what=one.what, problem=problem)


def _unit_name(asking: Asking) -> str:
    """What the figures are of: the unit asked about, else the recipient's own; "" for all."""
    number = asking.own_unit
    return "" if number is None else catalogue.names_of(asking.connection, "unit")[number].label


def tell_all(sender: Sender) -> int:
    """A round that a store out of reach does not end for good."""
    try:
        return sender.round()
    except StoreError as error:
        log.error("store_unreachable", problem=str(error))
        return 0
