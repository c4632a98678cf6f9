"""Correcting a dossier by hand, and taking a correction back; the ledger moves with it.

All in the caller's one transaction. What is right is decided by people; this only refuses
what cannot be read, says nothing new, or could not be counted in any period.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
from sqlalchemy import Connection, select

from etl.agreed import agrees, flag_agreed
from etl.correction_values import read_value
from etl.corrections import Corrections, again
from etl.derive import WorkingDays, as_told
from etl.parse_text import codes
from onestop.domain.corrected import CORRECTABLE, field_named, reason_of, who_of
from onestop.domain.errors import UsageError
from onestop.domain.policy import Policy
from onestop.domain.working_time import Calendar
from onestop.storage import corrections as kept
from onestop.storage import dossiers, ledger_writer, state
from onestop.storage.corrections import Entry, Held
from onestop.storage.dossier_page import nearest_codes
from onestop.storage.tables import dossier, namespace
from onestop.storage.tally import Tally


USUAL_NAMESPACE = "national"
"""Where codes stand unless a source says otherwise."""

UNPLACEABLE = (
    "Sửa như vậy thì hồ sơ {code} đã kết thúc mà không có ngày kết thúc nào, không kỳ nào đếm"
    " được. Hãy ghi cả finished_at, returned_at hoặc ended_at, hoặc sửa trạng thái."
)


@dataclass(frozen=True)
class Told:
    """What somebody asks to be corrected: `fields` are pairs of field and typed value."""

    code: str
    fields: tuple[tuple[str, str], ...]
    reason: str
    who: str
    namespace: str = ""


@dataclass(frozen=True)
class Corrected:
    """What became of it: the corrections' ids, the fields; nearest: codes like one that is not
    known.
    """

    code: str
    namespace: str
    ids: tuple[int, ...]
    fields: tuple[str, ...]
    is_known: bool
    nearest: tuple[str, ...] = ()


@dataclass
class Correcting:
    """What correcting works with. now: local seconds."""

    connection: Connection
    policy: Policy
    calendar: Calendar
    now: int

    def __post_init__(self) -> None:
        ledger_writer.refresh(self.connection, self.policy)
        self.tally = Tally(self.policy)
        self.days = WorkingDays(self.calendar)
        self.before = Corrections(self.connection, self.days)

    def correct(self, told: Told) -> Corrected:
        """Keeps corrections of one dossier; one that is not known yet waits for it.

        Raises UsageError for a field, value, reason or name that will not do, for what the
        sources say already, and for what no period could count; NotFoundError for an entry
        that no catalogue has.
        """
        code, reason, who = _code(told.code), reason_of(told.reason), who_of(told.who)
        space, number = self._dossier(code, told.namespace)
        values = self._values(told.fields)
        if number is not None:
            values = self._that_say_something(code, space, number, values)
        ids = [
            kept.add(self.connection, Entry(space, code, field, value, reason, who), self.now)
            for field, value in values.items()
        ]
        self._apply({} if number is None else {(space, code): number})
        near = () if number is not None else nearest_codes(self.connection, code)
        return Corrected(code, space, tuple(ids), tuple(values), number is not None, near)

    def take_back(self, numbers: Iterable[int], reason: str, who: str) -> list[Held]:
        """Takes corrections back, all or none: the fields are again what the sources say.

        Raises NotFoundError for an unknown correction, UsageError for one that does not hold
        any more, without a reason, or if others of the dossier would no longer make sense.
        """
        why, by = reason_of(reason), who_of(who)
        held = [kept.take_back(self.connection, one, why, by, self.now) for one in numbers]
        self._apply(kept.dossier_ids(self.connection, held))
        return held

    def _apply(self, dossiers_by_key: dict[tuple[str, str], int]) -> None:
        """Corrects dossiers anew, told by namespace and code."""
        after = Corrections(self.connection, self.days)
        again(self.tally, sorted(dossiers_by_key.values()), self.before, after)
        for (_, code), number in dossiers_by_key.items():
            if number in after.suspended:
                raise UsageError(UNPLACEABLE.format(code=code))
        ledger_writer.put_away(self.connection, self.tally)
        self.tally.clear()
        flag_agreed(self.connection, after)
        state.next_data_version(self.connection)
        self.before = after

    def _values(self, fields: Iterable[tuple[str, str]]) -> dict[str, str | None]:
        """Kept values by field."""
        values: dict[str, str | None] = {}
        for asked, text in fields:
            field = field_named(asked)
            if field.code in values:
                raise UsageError(f"Trường {field.code} được ghi hai lần.")
            values[field.code] = read_value(self.connection, field, text)
        if not values:
            raise UsageError("Hãy ghi ít nhất một trường, ví dụ finished_at=31/12/2024.")
        return values

    def _that_say_something(self, code: str, space: str, number: int, values: dict) -> dict:
        """Without the fields of which the sources say the same, and nobody said otherwise."""
        row = dossiers.read(self.connection, np.array([number]))
        said = as_told(self.before.told(row))
        current = {
            one.field for one in self.before.held if (one.namespace, one.code) == (space, code)
        }
        new = {
            field: value
            for field, value in values.items()
            if field in current
            or not agrees(self.before, Held(0, space, code, field, value), said, 0)
        }
        if not new:
            labels = ", ".join(CORRECTABLE[field].label_vi for field in values)
            raise UsageError(f"{labels}: nguồn đã ghi đúng như vậy, không có gì để sửa.")
        return new

    def _dossier(self, code: str, asked: str) -> tuple[str, int | None]:
        """The namespace that is meant, and the dossier's id if it is known."""
        query = select(namespace.c.code, dossier.c.id).join_from(
            dossier, namespace, namespace.c.id == dossier.c.namespace_id
        )
        rows = self.connection.execute(query.where(dossier.c.code == code))
        found = dict(rows.all())
        known = sorted(self.connection.scalars(select(namespace.c.code)))
        if asked:
            return _namespace(asked, known), found.get(asked)
        if len(found) > 1:
            raise UsageError(
                f"Mã {code} có ở nhiều không gian mã ({', '.join(sorted(found))});"
                " hãy chỉ rõ bằng --namespace."
            )
        if found:
            return found.popitem()
        if len(known) > 1 and USUAL_NAMESPACE not in known:
            raise UsageError(
                f"Chưa có hồ sơ {code}; hãy chỉ rõ không gian mã bằng --namespace:"
                f" {', '.join(known)}."
            )
        return known[0] if len(known) == 1 else USUAL_NAMESPACE, None


def _code(told: str) -> str:
    code = codes([told])[0]
    if not code:
        raise UsageError("Hãy ghi mã hồ sơ.")
    return code


def _namespace(asked: str, known: list[str]) -> str:
    """A namespace that exists, or the usual one."""
    if asked in known or asked == USUAL_NAMESPACE:
        return asked
    near = get_close_matches(asked, known, 1, 0.5)
    hint = f" Gần nhất: {near[0]}." if near else ""
    raise UsageError(f"Không có không gian mã “{asked}”.{hint} Hiện có: {', '.join(known) or '–'}.")
