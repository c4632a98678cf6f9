"""A load from beginning to end: files to snapshots to dossiers, each file in one transaction.

It knows the order of the stages and what is reported of each file; every stage's own
question is answered in its own module. One file's failure leaves the others alone.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, Engine

from etl import joins, members, snapshots
from etl.absent import absent_dossiers
from etl.as_of import AsOf, tell_as_of
from etl.batch import Batch, Finding
from etl.derive import WorkingDays
from etl.feedback import add_feedback
from etl.findings import cut_off
from etl.json_paths import recognise_keys, records_of
from etl.layouts import recognise_all
from etl.load import Counts, Loading
from etl.names import Catalogue
from etl.parse import Parser
from etl.profile import Layout, Profile
from etl.read_file import read
from etl.read_json import keys
from etl.recognise import Sources
from etl.rows import Origin
from etl.snapshots import Snapshot
from etl.table import Sheet
from onestop.domain.errors import InputError
from onestop.domain.facts import DAY
from onestop.domain.policy import Policy
from onestop.domain.working_time import Calendar
from onestop.storage import dossiers, imports, ledger_writer, state
from onestop.storage.engine import writing
from onestop.storage.tally import Tally


CHUNK_ROWS = 100_000
"""Rows typed and merged together: large enough for arrays, small enough for memory."""


@dataclass(frozen=True)
class Job:
    """What every file of a load shares. `now`: local seconds, only for the load's record."""

    engine: Engine
    sources: Sources
    policy: Policy
    calendar: Calendar
    snapshot_folder: Path
    now: int
    profile: str = ""
    as_of: int | None = None
    dry_run: bool = False
    keep_names: bool = False
    progress: Callable[[str, int], None] = lambda _path, _rows: None


@dataclass
class FileReport:
    """What became of one file under one profile."""

    path: str
    profile: str = ""
    as_of: int | None = None
    counts: Counts = field(default_factory=Counts)
    error: str = ""
    note: str = ""
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Prepared:
    """A recognised file, not loaded yet: its lists by profile."""

    snapshot: Snapshot
    lists: list[tuple[Sheet, Layout]]
    left_out: list[str]

    @property
    def profile(self) -> Profile:
        """The profile of its lists."""
        return self.lists[0][1].profile


def load_files(job: Job, paths: list[str]) -> Iterator[FileReport]:
    """Loads every file behind the paths; joined lists last, so that they find their dossiers."""
    later: list[Prepared] = []
    with tempfile.TemporaryDirectory(prefix="onestop-") as unpacked:
        for found in snapshots.expand(paths, Path(unpacked)):
            if isinstance(found, InputError):
                yield FileReport(found.file, error=str(found))
                continue
            yield from _load_one(job, found, later)
        for prepared in later:
            yield _guarded(job, prepared)


def _load_one(job: Job, snapshot: Snapshot, later: list[Prepared]) -> Iterator[FileReport]:
    try:
        ready = prepare(snapshot, job.sources, job.profile)
    except InputError as error:
        yield FileReport(snapshot.path_shown, error=str(error))
        return
    for prepared in ready:
        if prepared.profile.kind in joins.LISTS:
            later.append(prepared)
        else:
            yield _guarded(job, prepared)


def prepare(snapshot: Snapshot, sources: Sources, chosen: str = "") -> list[Prepared]:
    """A file's recognised lists, one entry a profile. Raises InputError."""
    found = recognise_all(
        sheets_of(snapshot, sources, chosen), sources, snapshot.path_shown, chosen
    )
    left_out = [str(error) for error in found.left_out]
    by_profile: dict[str, list] = {}
    for sheet, layout in found.lists:
        by_profile.setdefault(layout.profile.code, []).append((sheet, layout))
    return [Prepared(snapshot, lists, left_out) for lists in by_profile.values()]


def sheets_of(snapshot: Snapshot, sources: Sources, chosen: str) -> list[Sheet]:
    """A file's tables; a JSON file is read by the paths of the profile its keys fit."""
    hint = next((p for p in sources.profiles if p.code == chosen), None)
    if snapshot.kind != "json":
        return read(snapshot, hint)
    records = (hint.records,) if hint and hint.records else records_of(sources)
    seen = keys(snapshot, records)
    _, paths = recognise_keys(seen, sources, snapshot.path_shown, chosen)
    return read(snapshot, hint, paths, records)


def _guarded(job: Job, prepared: Prepared) -> FileReport:
    try:
        return _load(job, prepared)
    except InputError as error:
        return FileReport(prepared.snapshot.path_shown, prepared.profile.code, error=str(error))


def _load(job: Job, prepared: Prepared) -> FileReport:
    """One file in one transaction, ledger included."""
    snapshot, profile = prepared.snapshot, prepared.profile
    as_of = tell_as_of(job.as_of, prepared.lists, snapshot.path_shown)
    report = FileReport(snapshot.path_shown, profile.code, as_of.moment)
    report.left_out = prepared.left_out
    if not job.dry_run:
        snapshots.keep(snapshot, job.snapshot_folder)
    with writing(job.engine, keep=not job.dry_run) as connection:
        earlier = imports.loaded_before(connection, snapshot.sha256, profile.code)
        if earlier:
            return _known_before(report, earlier)
        ledger_writer.refresh(connection, job.policy)
        _Load(job, connection, prepared, as_of, report).run()
    return report


def _known_before(report: FileReport, earlier: dict) -> FileReport:
    report.as_of = earlier["as_of"]
    report.counts = Counts(read=earlier["read"], unchanged=earlier["read"])
    report.note = f"đã nạp trước đây (lần nạp {earlier['id']}); không có gì thay đổi"
    return report


class _Load:
    """One file on its way into the store."""

    def __init__(
        self,
        job: Job,
        connection: Connection,
        prepared: Prepared,
        as_of: AsOf,
        report: FileReport,
    ) -> None:
        self.job, self.connection, self.prepared = job, connection, prepared
        self.as_of, self.report, self.profile = as_of, report, prepared.profile
        self.origin = self._open()
        self.loading = self._loading()

    def run(self) -> None:
        """Reads, types, merges, and puts the ledger right."""
        empty = self.profile.kind == "dossiers" and dossiers.is_empty(self.connection)
        if empty:
            dossiers.drop_indexes(self.connection)
        for sheet_no, (sheet, layout) in enumerate(self.prepared.lists):
            self._read(sheet_no, sheet, layout)
        self._close()
        if empty:
            dossiers.make_indexes(self.connection)

    def _open(self) -> Origin:
        profile, snapshot = self.profile, self.prepared.snapshot
        priorities = (profile.case_priority, profile.service_priority)
        source_id = imports.source_key(self.connection, profile.source, priorities)
        title = self.prepared.lists[0][1].title
        number = imports.open_snapshot(
            self.connection,
            sha256=snapshot.sha256,
            path=snapshot.path_shown,
            size=snapshot.size,
            profile=profile.code,
            source_id=source_id,
            kind=profile.kind,
            as_of=self.as_of.moment,
            as_of_origin=self.as_of.origin,
            covers_from=title.covers_from,
            covers_to=title.covers_to,
            loaded_at=self.job.now,
            sheets=imports.sheets_text([sheet.name for sheet, _ in self.prepared.lists]),
        )
        namespace = imports.namespace_key(self.connection, profile.namespace)
        return Origin(source_id, namespace, number, 0, profile.precision)

    def _loading(self) -> Loading:
        return Loading(
            connection=self.connection,
            catalogue=Catalogue(self.connection),
            working_days=WorkingDays(self.job.calendar),
            tally=Tally(self.job.policy),
            priorities=imports.priorities(self.connection),
            as_of=self.as_of.moment,
            is_older=members.older_than(self.connection, self.origin.source_id, self.as_of.moment),
            keep_names=self.job.keep_names,
            counts=self.report.counts,
            findings=list(self.as_of.findings),
        )

    def _read(self, sheet_no: int, sheet: Sheet, layout: Layout) -> None:
        parser = Parser(layout, self.report.path, keep_names=self.job.keep_names)
        origin = Origin(**{**vars(self.origin), "sheet_no": sheet_no})
        for chunk in sheet.read_body(layout.first_body_row, CHUNK_ROWS):
            batch = parser.parse(chunk)
            self._count(batch, layout.sheet)
            if len(batch.code):
                self._add(batch, origin)
            self.job.progress(self.report.path, len(chunk))

    def _count(self, batch: Batch, sheet: str) -> None:
        counts, number = self.loading.counts, self.origin.snapshot_id
        counts.read += batch.read
        counts.skipped += batch.skipped
        counts.rejected += batch.rejected_rows
        imports.add_rejects(self.connection, number, batch.rejects)
        imports.add_findings(self.connection, number, batch.findings)
        self._keep_findings(sheet)

    def _keep_findings(self, sheet: str) -> None:
        found = [
            one if one.sheet or one.row is None else Finding(**{**vars(one), "sheet": sheet})
            for one in self.loading.findings
        ]
        imports.add_findings(self.connection, self.origin.snapshot_id, found)
        self.loading.findings = []

    def _add(self, batch: Batch, origin: Origin) -> None:
        match self.profile.kind:
            case "dossiers":
                self.loading.add(batch, origin)
            case "feedback":
                add_feedback(self.loading, batch, origin)
            case kind:
                joins.add_list(self.loading, kind, batch, origin)

    def _close(self) -> None:
        loading, number = self.loading, self.origin.snapshot_id
        if self.profile.kind == "dossiers":
            joins.join_waiting(loading)
            loading.finish()
            self._note_whole_file()
        if len(self.prepared.lists) == 1:
            self._keep_findings(self.prepared.lists[0][1].sheet)
        self._keep_findings("")
        ledger_writer.put_away(self.connection, loading.tally)
        packed = members.pack(loading.seen.ids())
        imports.close_snapshot(self.connection, number, vars(loading.counts), packed)
        state.next_data_version(self.connection)

    def _note_whole_file(self) -> None:
        loading, seen = self.loading, self.loading.seen
        units = seen.units or {loading.unknown_unit} - {None}
        imports.note_units(self.connection, self.origin.source_id, units, self.as_of.moment)
        loading.findings += cut_off(loading.counts.read - loading.counts.skipped)
        loading.findings += self._unknown_years()
        if self.profile.full_export:
            loading.findings += absent_dossiers(
                self.connection, self.profile.code, self.prepared.lists[0][1].title, loading
            )

    def _unknown_years(self) -> list[Finding]:
        seen = self.loading.seen
        if not np.isfinite(seen.first):
            return []
        years = self.job.calendar.unknown_years(int(seen.first // DAY), int(seen.last // DAY))
        detail = "Chưa khai báo ngày nghỉ của năm {}; chỉ trừ thứ bảy, chủ nhật và lễ cố định."
        return [Finding("unknown_holidays", detail.format(y), value=str(y)) for y in years]
