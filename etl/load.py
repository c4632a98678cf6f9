"""From typed batches to the store: new, changed and unchanged dossiers of one snapshot.

Everything happens in the caller's transaction: killed at any moment, the store is as
before or as after. It knows how statements meet the store; how they merge is `merge`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import Connection

from etl import merge, said
from etl.batch import Batch, Finding
from etl.corrections import Corrections
from etl.counts import Counts
from etl.derive import ProcedureFacts, WorkingDays, as_told, conclude, derive, pause_columns
from etl.findings import differing_facts, odd_dates
from etl.fresh import Fresh
from etl.members import Seen
from etl.names import Catalogue
from etl.nowhere import nobody
from etl.rows import Origin, to_rows, unknown_unit
from etl.steps import are_known, under_steps
from etl.stored import in_province, replace, stored
from etl.suspicions import suspicious_changes
from etl.table import Column
from onestop.storage import dossiers, numbers
from onestop.storage.array_facts import Rows
from onestop.storage.dossiers import FACTS, JOINED, TRACE
from onestop.storage.intervals import Pauses
from onestop.storage.tally import Tally


KNOWN = ("code", "namespace_id")
"""What a dossier was found by."""

READ = tuple(name for name in dossiers.COLUMNS if name not in KNOWN)


@dataclass
class Loading:
    """What one load works with: the transaction and everything looked up once."""

    connection: Connection
    catalogue: Catalogue
    working_days: WorkingDays
    tally: Tally
    priorities: dict[int, tuple[int, int]]
    as_of: int
    is_older: Callable[[np.ndarray], np.ndarray]
    keep_names: bool = False
    counts: Counts = field(default_factory=Counts)
    findings: list[Finding] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)
    _fresh: Fresh | None = None
    _within: np.ndarray | None = None

    def __post_init__(self) -> None:
        self._fresh = Fresh(dossiers.is_empty(self.connection))
        self._next_id = dossiers.next_id(self.connection)
        self.unknown_unit: int | None = None
        self.corrections = Corrections(self.connection, self.working_days)
        self._has_steps = are_known(self.connection)
        self._silent: frozenset[str] | None = None

    def add(self, batch: Batch, origin: Origin) -> None:
        """Loads one batch."""
        rows = to_rows(batch, self.catalogue, origin)
        self._known = ProcedureFacts.read(self.connection)
        self.seen.note(rows)
        names = batch.names.get("applicant_name") if self.keep_names else None
        for places in merge.rounds(rows["code"]):
            some = merge.take(rows, places)
            self._add_round(some)
            if names is not None:
                self._keep_names(some, names.take(places))
        self.findings += self.catalogue.take_findings()

    def _add_round(self, rows: Rows) -> None:
        found = self._find(rows)
        is_known = np.zeros(len(rows["code"]), dtype=bool)
        is_known[found["place"]] = True
        self._insert(merge.take(rows, ~is_known))
        if len(found["place"]):
            known = merge.take(rows, found["place"])
            known["id"] = found["id"]
            self._within = np.unique(found["province_id"])
            self._meet(known, found)

    def _keep_names(self, rows: Rows, names: Column) -> None:
        """Keeps the applicants' names that a snapshot tells, unless a newer one spoke."""
        told = names.codes >= 0
        if not told.any():
            return
        namespace = int(rows["namespace_id"][0])
        found = dossiers.find(self.connection, namespace, rows["code"][told])
        newer = ~self.is_older(found["id"])
        texts = np.array(names.values, dtype=object)[names.codes[told][found["place"]]]
        dossiers.keep_names(self.connection, found["id"][newer], texts[newer])

    def _find(self, rows: Rows) -> dict[str, np.ndarray]:
        maybe = self._fresh.maybe_known(rows["code"])
        namespace = int(rows["namespace_id"][0])
        source = int(rows["source_id"][0])
        found = dossiers.find_said(self.connection, namespace, rows["code"][maybe], source)
        found["place"] = maybe[found["place"]]
        return found

    def _insert(self, rows: Rows) -> None:
        size = len(rows["code"])
        if not size:
            return
        rows["id"] = np.arange(self._next_id, self._next_id + size)
        self._next_id += size
        rows |= {name: np.full(size, np.nan) for name in ("lacking", *JOINED)}
        waits = self._complete(rows)
        self.findings += odd_dates(rows, self.as_of)
        rows, waits = self.corrections.over(rows, waits)
        rows = in_province(self.connection, rows)
        dossiers.insert_new(self.connection, stored(rows))
        dossiers.replace_pauses(self.connection, np.zeros(0), pause_columns(rows["id"], waits))
        self.tally.add(rows, waits)
        self.counts.inserted += size
        self.seen.add(rows["id"])

    def _complete(self, rows: Rows) -> Pauses:
        if (
            self.unknown_unit is None
            and np.isnan(merge.first_told(rows["unit_id"], rows["receiving_unit_id"])).any()
        ):
            self.unknown_unit = unknown_unit(self.catalogue)
        nowhere = nobody(self.connection, rows, self.unknown_unit or 0)
        conclude(rows, self._known, nowhere)
        return derive(rows, self._known, self.working_days)

    def _meet(self, rows: Rows, found: dict[str, np.ndarray]) -> None:
        """Rows of known dossiers: unchanged, of the only source, or of one of several."""
        alike = found["said"] & (found["fingerprint"] == rows["fingerprint"])
        self.counts.unchanged += int(alike.sum())
        self._note_repeats(rows, self.seen.again(rows["id"]) & ~alike)
        self.seen.add(rows["id"])
        own = found["leads"] & ~found["shared"]
        self._update_own(merge.take(rows, own & ~alike))
        others = ~own & ~alike
        self._update_shared(merge.take(rows, others), found["shared"][others])

    def _note_repeats(self, rows: Rows, repeated: np.ndarray) -> None:
        for place in np.flatnonzero(repeated):
            detail = "Mã hồ sơ lặp lại trong tệp với nội dung khác; dòng sau cùng được lấy."
            self.findings.append(
                Finding(
                    "repeated_code",
                    detail,
                    row=int(rows["row_no"][place]),
                    code=rows["code"][place],
                )
            )

    def _update_own(self, rows: Rows) -> None:
        """A newer (or older) statement of the only source that speaks of the dossier."""
        if not len(rows["code"]):
            return
        old = self._as_stored(rows)
        merged = self._with_earlier(rows, as_told(self.corrections.told(old)))
        self._store(merged, old)

    def _as_stored(self, rows: Rows) -> Rows:
        """The dossiers that rows speak of, as they stand in the store."""
        silent = self._silent or ()
        old = dossiers.read(self.connection, rows["id"], READ, silent, self._within)
        silent = numbers.silent_in(old)
        self._silent = silent if self._silent is None else self._silent & silent
        return old | {name: rows[name] for name in KNOWN}

    def _with_earlier(self, rows: Rows, said: Rows) -> Rows:
        older = self.is_older(rows["id"])
        newer, fills = merge.overlaid(rows, said), merge.filled(rows, said)
        if older.any():
            self.findings.append(
                Finding("older_snapshot", f"{int(older.sum())} hồ sơ đã có số liệu mới hơn.")
            )
        return {name: np.where(older, fills[name], newer[name]) for name in newer}

    def _update_shared(self, rows: Rows, shared: np.ndarray) -> None:
        """Statements about dossiers of which another source speaks too.

        shared: those on which claims are kept; of the others only their row speaks so far.
        """
        if not len(rows["code"]):
            return
        old = self._as_stored(rows)
        kept = dossiers.read_claims(self.connection, rows["id"][shared])
        claims, at = said.every(as_told(self.corrections.told(old)), kept)
        mine = claims["source_id"] == rows["source_id"][0]
        statement = self._own_statement(rows, merge.take(claims, mine), at[mine])
        others, others_at = merge.take(claims, ~mine), at[~mine]
        self.findings += differing_facts(statement, others, others_at)
        groups = [(np.arange(len(rows["code"])), statement)]
        groups += [
            (others_at[others["source_id"] == s], merge.take(others, others["source_id"] == s))
            for s in np.unique(others["source_id"])
        ]
        ranked = [(where, c, *self.priorities[int(c["source_id"][0])]) for where, c in groups]
        merged = merge.by_priority(len(rows["code"]), ranked)
        merged |= {name: rows[name] for name in ("id", "code", "namespace_id")}
        self._keep_claims(merged, groups, np.unique(kept["dossier_id"]))
        self._store(merged, old)

    def _own_statement(self, rows: Rows, earlier: Rows, at: np.ndarray) -> Rows:
        statement = {name: rows[name].copy() for name in (*TRACE, *FACTS)}
        statement |= {"id": rows["id"], "code": rows["code"]}
        if len(at):
            again = merge.take(statement, at)
            for name, values in self._with_earlier(again, earlier).items():
                if name in statement:
                    statement[name][at] = values
        return statement

    def _keep_claims(self, merged: Rows, groups: list, known: np.ndarray) -> None:
        """Keeps what the rows do not tell: the leading source's claim only where it must be.

        groups: places among `merged` and statements of each source; known: ids of dossiers on
        which claims are kept already.
        """
        merged["lacking"] = np.full(len(merged["id"]), np.nan)
        kept = []
        for where, statement in groups:
            rows = merge.take(merged, where)
            missing, stands = said.lacking(statement, rows)
            stands &= statement["source_id"] == rows["source_id"]
            merged["lacking"][where[stands]] = np.where(missing == 0, np.nan, missing)[stands]
            claims = {"dossier_id": rows["id"], **said.packed(statement, rows)}
            kept.append(merge.take(claims, ~stands))
        claims = {name: np.concatenate([one[name] for one in kept]) for name in kept[0]}
        dossiers.replace_claims(self.connection, known, claims)

    def _store(self, merged: Rows, old: Rows) -> None:
        """Stores merged rows, moves the ledger by what changed, and counts.

        old: the rows as they stand in the store. What is counted and noticed is what the
        sources say; what is stored is that, corrected.
        """
        merged.setdefault("lacking", old["lacking"])
        merged |= {name: old[name] for name in JOINED}
        if self._has_steps:
            merged |= under_steps(self.connection, merged)
        waits = self._complete(merged)
        told = self.corrections.told(old)
        differs = merge.changed(merged, told)
        self.counts.updated += int(differs.sum())
        self.counts.unchanged += int((~differs).sum())
        before, after = merge.take(told, differs), merge.take(merged, differs)
        self.findings += suspicious_changes(self.connection, before, after, self.as_of)
        replace(self.connection, self.tally, old, self.corrections.over(merged, waits))
        self.findings += odd_dates(after, self.as_of)

    def finish(self) -> None:
        """Remembers what the next load needs."""
        dossiers.keep_next_id(self.connection, self._next_id)
