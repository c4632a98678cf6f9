"""Puts together what visits work with, from an installation's settings."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from onestop.domain.connections import Connection, Secret
from onestop.domain.policy import Policy
from onestop.domain.working_time import Calendar
from onestop.settings import Settings, read_secret
from onestop.uploads.errand import Sender
from onestop.watch.loading import Loader
from onestop.watch.spool import Spool
from onestop.watch.visit import Desk


def desk_of(
    settings: Settings, policy: Policy, calendar: Calendar, engine: Engine, clock: Callable
) -> Desk:
    """The desk of an installation."""
    return Desk(
        engine=engine,
        spool_of=partial(Spool, settings.data_dir.absolute()),
        loader=Loader(engine, Sender(settings, policy, calendar), clock),
        secret=secret_of,
        profiles=partial(reading_hash, settings.config_dirs),
        clock=clock,
    )


def secret_of(connection: Connection, secret: Secret) -> str:
    """A connection's secret, read anew each time: whoever changes it need not restart."""
    file = connection.path(secret.file) if secret.file else None
    return read_secret(file, secret.env)


def reading_hash(folders: Iterable[Path], connection: Connection) -> str:
    """A hash of all that decides how a file is read: profiles, wordings, the declaration."""
    told = (connection.profile, connection.unit, connection.most_bytes)
    if connection.province:
        told = (*told, connection.province)
    digest = hashlib.sha256(repr(told).encode())
    for folder in folders:
        for part in ("sources", "codes"):
            for file in sorted((folder / part).glob("*.*")):
                digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
