"""The conditions of the domain as SQL over the dossier table."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, exists, func, literal_column, null, or_

from onestop.domain.facts import Facts
from onestop.domain.policy import Policy
from onestop.storage.tables import dossier, pause


class SqlOps:
    """`onestop.domain.facts.Ops` for SQLAlchemy expressions."""

    def known(self, value: Any) -> Any:
        """IS NOT NULL."""
        return value.is_not(None)

    def missing(self, value: Any) -> Any:
        """IS NULL."""
        return value.is_(None)

    def first_known(self, *values: Any) -> Any:
        """COALESCE."""
        return func.coalesce(*values)

    def within(self, value: Any, choices: tuple[int, ...]) -> Any:
        """IN; never true for NULL."""
        return value.in_([literal_column(str(choice)) for choice in choices])

    def either(self, condition: Any, yes: Any, no: Any) -> Any:
        """CASE."""
        return case((condition, yes), else_=no)

    def nothing(self) -> Any:
        """NULL."""
        return null()

    def paused_at(self, moment: Any, implied: tuple[int, ...]) -> Any:
        """A pause that covers the moment, [from, to)."""
        return exists().where(
            pause.c.dossier_id == dossier.c.id,
            pause.c.implied.in_(implied),
            pause.c.from_at <= moment,
            or_(pause.c.to_at.is_(None), pause.c.to_at > moment),
        )


def sql_facts(policy: Policy) -> Facts:
    """What can be said of each row of `dossier`, as SQL."""
    return Facts(dossier.c, SqlOps(), policy)
