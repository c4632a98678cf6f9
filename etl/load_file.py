"""One file's way into the store, in one transaction: everything of it, or nothing.

It knows the order of the stages; every stage's own question is answered in its own module.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

import numpy as np
from sqlalchemy import Connection

from etl import joins, members, snapshots
from etl.absent import absent_dossiers
from etl.agreed import flag_agreed
from etl.batch import Batch, Finding
from etl.corrections_applied import applied
from etl.counts import Counts
from etl.derive import WorkingDays
from etl.feedback import add_feedback
from etl.findings import cut_off
from etl.job import FileReport, Job
from etl.load import Loading
from etl.names import Catalogue
from etl.profile import Profile
from etl.province_of_load import namespace_of, province_of, told_province
from etl.reading import Lists, Readable
from etl.rows import Origin
from etl.snapshots import Snapshot
from onestop.domain.errors import InputError, StaleCorrectionError
from onestop.domain.facts import DAY
from onestop.storage import (
    dossiers,
    finding_rows,
    imports,
    ledger_writer,
    provinces,
    state,
)
from onestop.storage.engine import writing
from onestop.storage.tally import Tally


MOST_SUMS = 96 << 20
"""Bytes of sums held before they are put away in mid-load: a file of many years has as many
cells as years, and memory must not grow with it."""


def load_lists(job: Job, opened: Readable, lists: Lists) -> FileReport:
    """Loads a file's lists of one profile; what is wrong with the file is in the report."""
    try:
        return _load(job, opened, lists)
    except (InputError, StaleCorrectionError) as error:
        shown, code = opened.snapshot.path_shown, lists.profile.code
        return FileReport(shown, code, error=str(error), refusal=type(error).__name__)


def _load(job: Job, opened: Readable, lists: Lists) -> FileReport:
    """One file in one transaction, ledger included."""
    snapshot = opened.snapshot
    report = FileReport(snapshot.path_shown, lists.profile.code, lists.as_of.moment)
    report.left_out = lists.left_out
    with writing(job.engine, keep=not job.dry_run) as connection:
        earlier = _earlier(job, connection, snapshot.sha256, lists.profile)
        if earlier:
            return _known_before(report, earlier)
        with _kept(job, snapshot):
            ledger_writer.refresh(connection, job.policy)
            _Load(job, connection, snapshot, lists, report).run(opened)
    return report


def _kept(job: Job, snapshot: Snapshot) -> AbstractContextManager[None]:
    """The file is kept by the time its rows are: gigabytes are copied while they are loaded."""
    if job.dry_run:
        return nullcontext()
    return snapshots.kept_beside(snapshot, job.snapshot_folder)


def _earlier(job: Job, connection: Connection, sha256: str, profile: Profile) -> dict | None:
    """The load that brought the same; a load that is made again is asked for as it was."""
    if job.number is not None:
        return None
    return imports.loaded_before(connection, sha256, profile.code, told_province(job, profile))


def _known_before(report: FileReport, earlier: dict) -> FileReport:
    report.as_of, report.number = earlier["as_of"], earlier["id"]
    report.counts = Counts(read=earlier["read"], unchanged=earlier["read"])
    report.note = f"đã nạp trước đây (lần nạp {earlier['id']}); không có gì thay đổi"
    return report


class _Load:
    """One file on its way into the store."""

    def __init__(
        self,
        job: Job,
        connection: Connection,
        snapshot: Snapshot,
        lists: Lists,
        report: FileReport,
    ) -> None:
        self.job, self.connection, self.lists = job, connection, lists
        self.as_of, self.report, self.profile = lists.as_of, report, lists.profile
        self.province = province_of(connection, job, lists.profile, report.path)
        self.origin = self._open(snapshot)
        self.loading = self._loading()
        names = (report.path, self.profile.source, self.profile.code)
        entries = job.sources.corrections if self.profile.kind == "dossiers" else ()
        units = self.loading.catalogue.units
        self.declared = applied(entries, names, self.as_of.moment, units.lookup)

    def run(self, opened: Readable) -> None:
        """Merges what is read, and puts the ledger right."""
        empty = self.profile.kind == "dossiers" and dossiers.is_empty(self.connection)
        if empty:
            dossiers.drop_indexes(self.connection)
        for number, batch in opened.batches(self.profile.code):
            self._take(number, batch)
        self._close()
        if empty:
            dossiers.make_indexes(self.connection)
        counts = self.report.counts
        dossiers.describe(self.connection, counts.inserted + counts.updated)

    def _open(self, snapshot: Snapshot) -> Origin:
        profile = self.profile
        priorities = (profile.case_priority, profile.service_priority)
        source_id = imports.source_key(self.connection, profile.source, priorities)
        title = self.lists.layouts[0].title
        number = self.report.number = imports.open_snapshot(
            self.connection,
            self.job.number,
            self.job.unit if profile.kind == "dossiers" else "",
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
            sheets=imports.sheets_text([layout.sheet for layout in self.lists.layouts]),
            province=self.province.code if self.province else "",
        )
        if self.province:
            imports.note_province(self.connection, number, self.province.id)
        told = namespace_of(profile, self.province)
        namespace = imports.namespace_key(self.connection, told)
        return Origin(source_id, namespace, number, 0, profile.precision)

    def _loading(self) -> Loading:
        return Loading(
            connection=self.connection,
            catalogue=Catalogue(
                self.connection, self.as_of.moment, self.province.id if self.province else 0
            ),
            working_days=WorkingDays(self.job.calendar),
            tally=Tally(self.job.policy),
            priorities=imports.priorities(self.connection),
            as_of=self.as_of.moment,
            is_older=members.older_than(self.connection, self.origin.source_id, self.as_of.moment),
            keep_names=self.job.keep_names,
            counts=self.report.counts,
            findings=list(self.as_of.findings),
        )

    def _take(self, number: int, batch: Batch) -> None:
        self._count(batch, self.lists.layouts[number].sheet)
        if len(batch.code):
            batch = self.declared.to(batch)
            self._add(batch, Origin(**{**vars(self.origin), "sheet_no": number}))
        if self.loading.tally.size() > MOST_SUMS:
            ledger_writer.put_away(self.connection, self.loading.tally)
            self.loading.tally.clear()
        self.job.progress(self.report.path, batch.read)

    def _count(self, batch: Batch, sheet: str) -> None:
        counts, number = self.loading.counts, self.origin.snapshot_id
        counts.read += batch.read
        counts.skipped += batch.skipped
        counts.rejected += batch.rejected_rows
        imports.add_rejects(self.connection, number, batch.rejects)
        finding_rows.add_findings(self.connection, number, batch.findings)
        self._keep_findings(sheet)

    def _keep_findings(self, sheet: str) -> None:
        number, found = self.origin.snapshot_id, self.loading.findings
        finding_rows.add_findings(self.connection, number, found, sheet)
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
        self.declared.check()
        if self.profile.kind == "dossiers":
            joins.join_waiting(loading)
            loading.finish()
            self._note_whole_file()
        if len(self.lists.layouts) == 1:
            self._keep_findings(self.lists.layouts[0].sheet)
        loading.findings += self.declared.findings()
        self._keep_findings("")
        loading.corrections.settle(loading.tally)
        if loading.corrections:
            flag_agreed(self.connection, loading.corrections)
        ledger_writer.put_away(self.connection, loading.tally)
        packed = loading.seen.packed()
        imports.close_snapshot(self.connection, number, vars(loading.counts), packed)
        state.next_data_version(self.connection)

    def _note_whole_file(self) -> None:
        loading, seen = self.loading, self.loading.seen
        units = seen.units | ({loading.unknown_unit} - {None})
        imports.note_units(self.connection, self.origin.source_id, units, self.as_of.moment)
        if not self.province:
            provinces.note_load(self.connection, self.report.number, units)
        loading.findings += cut_off(loading.counts.read - loading.counts.skipped)
        loading.findings += self._unknown_years()
        if self.profile.full_export:
            loading.findings += absent_dossiers(
                self.connection, self.profile.code, self.lists.layouts[0].title, loading
            )

    def _unknown_years(self) -> list[Finding]:
        seen = self.loading.seen
        if not np.isfinite(seen.first):
            return []
        years = self.job.calendar.unknown_years(int(seen.first // DAY), int(seen.last // DAY))
        detail = "Chưa khai báo ngày nghỉ của năm {}; chỉ trừ thứ bảy, chủ nhật và lễ cố định."
        return [Finding("unknown_holidays", detail.format(y), value=str(y)) for y in years]
