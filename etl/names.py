"""Wordings of units, procedures, areas and desks to the store's own keys.

A wording matches by code, else by name after NFC, case-fold and white-space collapse, else
by a declared alias; an unknown one becomes a provisional entry with a finding, so a first
load works without a catalogue. Each distinct wording is looked up once.
"""

from __future__ import annotations

from sqlalchemy import Connection, RowMapping, Table, func, insert, select

from etl.batch import Finding
from onestop.domain.facts import DAY
from onestop.domain.wording import name_key, procedure_key
from onestop.storage.tables import alias, area, desk, procedure, unit


UNKNOWN_UNIT = "(không rõ cơ quan)"
"""Where a dossier is put whose file tells no office at all: shown, never dropped."""


class Names:
    """The catalogue of one kind during a load: wording to id, growing as needed."""

    def __init__(
        self, connection: Connection, table: Table, day: int, within: dict[str, int] | None = None
    ) -> None:
        """within: columns that an entry must have to be meant, and that a new one is given."""
        self.connection, self.table, self.within = connection, table, within or {}
        self.findings: list[Finding] = []
        self._by_key: dict[str, int] = {}
        self._by_code: dict[str, int] = {}
        mine = [table.c[name] == value for name, value in self.within.items()]
        query = select(table).where(*mine).order_by(table.c.id)
        rows = connection.execute(query).mappings().all()
        for row in sorted(rows, key=lambda row: not _is_valid(row, day)):
            self._by_key.setdefault(row["name_key"], row["id"])
            if row.get("code"):
                self._by_code[row["code"].upper()] = row["id"]
        known = {row["id"] for row in rows}
        query = select(alias.c.wording_key, alias.c.target_id).where(alias.c.kind == table.name)
        for key, target in connection.execute(query.order_by(alias.c.target_id.desc())):
            if target in known or not mine:
                self._by_key[key] = target

    def lookup(self, wording: str) -> int | None:
        """The id of a wording, if it is known."""
        code = self._by_code.get(wording.upper())
        return code if code is not None else self._by_key.get(name_key(wording))

    def id_of(self, wording: str) -> int:
        """The id of a wording; an unknown one is entered as provisional."""
        known = self.lookup(wording)
        return known if known is not None else self.enter(wording)

    def enter(self, wording: str, **more: object) -> int:
        """Makes a provisional entry of an unknown wording."""
        key = name_key(wording)
        values = {"name": wording, "name_key": key, **self._provisional(), **self.within, **more}
        new = self.connection.execute(insert(self.table).values(id=self._free_id(), **values))
        number = new.inserted_primary_key[0]
        self._by_key.setdefault(key, number)
        if more.get("code"):
            self._by_code[str(more["code"]).upper()] = number
        self._note(wording)
        return number

    def _provisional(self) -> dict[str, int]:
        return {"is_provisional": 1} if "is_provisional" in self.table.c else {}

    def _free_id(self) -> int:
        return (self.connection.scalar(select(func.max(self.table.c.id))) or 0) + 1

    def _note(self, wording: str) -> None:
        if "is_provisional" in self.table.c:
            label = LABELS[self.table.name]
            detail = f"{label} “{wording}” chưa có trong danh mục; tạm ghi theo tên trong tệp."
            self.findings.append(Finding(f"unknown_{self.table.name}", detail, value=wording))


def _is_valid(row: RowMapping, day: int) -> bool:
    """Whether an entry is one of a day; a merged unit may keep its predecessor's name."""
    first, last = row.get("valid_from"), row.get("valid_to")
    return (first is None or first <= day) and (last is None or day <= last)


LABELS = {"unit": "Cơ quan", "area": "Lĩnh vực", "procedure": "Thủ tục"}


class UnitNames(Names):
    """Units, of one province where the load is of one; new ones stand right below it."""

    def __init__(self, connection: Connection, day: int, province: int) -> None:
        super().__init__(connection, unit, day, {"province_id": province} if province else {})
        self.province = province

    def enter(self, wording: str, **more: object) -> int:
        """Makes a provisional unit, below the province of the load."""
        above = {"parent_id": self.province} if self.province else {}
        return super().enter(wording, **above, **more)


class ProcedureNames(Names):
    """Procedures match by the first two groups of their code, else by name."""

    def pair_id(self, code: str | None, name: str | None) -> int | None:
        """The id of a procedure told by code, name or both; None if neither is told."""
        if code is None and name is None:
            return None
        known = self._by_code.get(procedure_key(code).upper()) if code else None
        if known is None and name:
            known = self._by_key.get(name_key(name))
        if known is not None:
            return known
        coded = {"code": procedure_key(code)} if code else {}
        return self.enter(name or code, **coded)


class Catalogue:
    """All the names of a load; of two units of one name, the one of the snapshot's day.

    province: the id of the province that the load is of, 0 where nobody said. Its units are
    looked for there and nowhere else: another province has a commune of the same name.
    """

    def __init__(self, connection: Connection, as_of: int, province: int = 0) -> None:
        day = as_of // DAY
        self.connection = connection
        self.units = UnitNames(connection, day, province)
        self.areas = Names(connection, area, day)
        self.desks = Names(connection, desk, day)
        self.procedures = ProcedureNames(connection, procedure, day)

    def take_findings(self) -> list[Finding]:
        """What was noticed since last asked."""
        kinds = (self.units, self.areas, self.procedures)
        found = [finding for kind in kinds for finding in kind.findings]
        for kind in kinds:
            kind.findings = []
        return found
