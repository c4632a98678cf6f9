"""Who asks, and what they may do: roles, acts, and the caller of a request or command.

It knows which role may do what; it refuses to know passwords, sessions and SQL.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What somebody may be allowed to do."""

    SEE_FIGURES = "see_figures"
    """Aggregates: every count, indicator, target."""
    SEE_DOSSIERS = "see_dossiers"
    """Rows behind a number; names masked."""
    SEE_NAMES = "see_names"
    """Names in full, where the installation keeps them; each look is recorded."""
    EXPORT = "export"
    """Lists and reports as files."""
    LOAD = "load"
    """Bring files in, take loads back, give names to wordings."""
    ENTER = "enter"
    """Pins, reported values, marks on tasks, own tasks, letters."""
    CORRECT = "correct"
    """Correct a dossier by hand."""
    CLOSE_PERIOD = "close_period"
    """Publish a period's figures."""
    SEE_FILES = "see_files"
    """Snapshots and rejects, which hold what the file held (personal data)."""
    ADMINISTER = "administer"
    """Accounts, tokens, subscriptions, retention, the record of acts."""


class Role(StrEnum):
    """What an account is for."""

    VIEWER = "viewer"
    OFFICER = "officer"
    LEADER = "leader"
    REPORTER = "reporter"
    ADMIN = "admin"
    SERVICE = "service"
    KIOSK = "kiosk"


_SEEING = frozenset({Act.SEE_FIGURES})
_WORKING = _SEEING | {Act.SEE_DOSSIERS, Act.EXPORT}

GRANTS: dict[Role, frozenset[Act]] = {
    Role.VIEWER: _SEEING,
    Role.KIOSK: _SEEING,
    Role.OFFICER: _WORKING | {Act.SEE_NAMES, Act.ENTER, Act.LOAD},
    Role.LEADER: _WORKING | {Act.SEE_NAMES, Act.ENTER},
    Role.REPORTER: _WORKING | {Act.ENTER, Act.LOAD, Act.CORRECT, Act.CLOSE_PERIOD},
    Role.SERVICE: _WORKING | {Act.LOAD},
    Role.ADMIN: frozenset(Act),
}
"""The acts of each role. A token may be narrowed further, never widened."""


@dataclass(frozen=True)
class Caller:
    """Somebody or something that asks.

    name: what the record of acts calls them. acts: what they may do. units: ids of the units
    they may see (a subtree, with predecessors), None for the whole place. account: the
    account's id; None for the command line, a kiosk or a server that knows no accounts yet.
    """

    name: str
    acts: frozenset[Act]
    units: frozenset[int] | None = None
    account: int | None = None
    role: Role | None = None

    def may(self, act: Act) -> bool:
        """Whether this caller is allowed to."""
        return act in self.acts


HERE = Caller("local", frozenset(Act))
"""Whoever works on the machine itself: the command line, a server for this machine alone."""

NOBODY = Caller("", frozenset(), frozenset())
"""Whoever did not say who they are: sees nothing but the open doors."""
