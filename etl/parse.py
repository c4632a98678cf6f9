"""Chunks of cells become a Batch of typed rows: the assembly of the parse stage.

It knows the order of the work and which cells keep a row out (definitions.md 9);
what cells, rows and wordings mean is known in the modules it puts together.
read = kept + rejected + skipped holds for every chunk.
"""

from __future__ import annotations

import re

import numpy as np

from etl.batch import Batch, Finding, Reject
from etl.checks import check_content
from etl.parse_fields import NAMED, Fields, Reading, fill, first_of
from etl.parse_rows import BODY, NO_CODE, SKIP, Rows
from etl.parse_status import closed_without_date, derive
from etl.parse_text import cell_text, codes, is_broken, is_error, name_column, tidy
from etl.profile import Layout
from etl.table import Chunk, Column
from onestop.domain.dossier import CLOSED, KINDS, Field


UNREADABLE = {
    "received_at": "không đọc được ngày tiếp nhận",
    "due_at": "không đọc được ngày hẹn trả",
    "finished_at": "không đọc được ngày có kết quả",
    "returned_at": "không đọc được ngày trả kết quả",
    "ended_at": "không đọc được ngày kết thúc",
    "answered_at": "không đọc được ngày trả lời",
    "refused_at": "không đọc được ngày từ chối",
    "status": "không hiểu trạng thái",
    "channel": "không hiểu hình thức nộp",
    "satisfaction": "không hiểu mức độ hài lòng",
}
"""Fields whose unreadable cell keeps the row out, and why; others become unknown."""

NO_CODE_REASON = "thiếu mã hồ sơ"
BROKEN_CODE_REASON = "mã hồ sơ là ô báo lỗi hoặc công thức chưa tính"
NO_STATUS_REASON = "thiếu trạng thái"
NO_CLOSING_REASON = "trạng thái đã kết thúc nhưng không có ngày kết thúc nào"
MOST_FINDINGS = 50
"""Findings of one kind on one column of a chunk; a longer list tells nothing more."""
UNIT_IN_CODE = r"(.+?)-\d{6}-\d+.*"
"""The agency part of a dossier code: H98.31.05-241111-0001 (exports.md section 3)."""


class Parser:
    """Types the chunks of one sheet, in order; groups and tick columns carry over."""

    def __init__(
        self, layout: Layout, file: str, *, keep_names: bool = False, unit: str = ""
    ) -> None:
        """`file` names the file in errors; `keep_names`: the applicant's name may be kept;
        `unit`: whose the rows are that tell no unit.
        """
        self._layout = layout
        self._unit = unit
        self._file = file
        self._fields = Fields(layout.profile)
        self._rows = Rows(layout)
        self._checked = layout.mended
        self._told_ticks: set[str] = set()
        self._wanted = [
            field
            for field in KINDS[layout.profile.kind]
            if field.code != "code" and (keep_names or not field.personal)
        ]

    def parse(self, chunk: Chunk) -> Batch:
        """The chunk's dossiers, typed. Raises ShiftedTableError on the first body rows."""
        code = first_of(self._columns(chunk, "code"))
        texts = codes(code.values)
        sort = self._rows.sort(chunk, code, texts)
        body = np.flatnonzero(sort.kinds == BODY)
        work = _Work(self._layout, chunk.take(body), code.take(body), texts)
        work.groups = {name: column.take(body) for name, column in sort.groups.items()}
        self._read(work)
        self._settle_status(work)
        self._settle_names(work)
        batch = work.batch()
        self._add_lost(batch, chunk, code, sort.kinds)
        self._add_notes(batch, chunk, sort.ignored)
        batch.read, batch.skipped = len(chunk), int((sort.kinds == SKIP).sum())
        return batch

    def carried(self) -> tuple:
        """What the chunks so far leave to those that follow: equal before equal chunks,
        equal after.
        """
        ticks, broken = self._fields.carried()
        rows = self._rows
        return dict(rows.under), rows.signed, ticks, broken, self._checked, set(self._told_ticks)

    def carry(self, carried: tuple) -> None:
        """Goes on as the parser would that left this."""
        under, self._rows.signed, ticks, broken, self._checked, told = carried
        self._rows.under, self._told_ticks = dict(under), set(told)
        self._fields.carry(ticks, broken)

    def _columns(self, chunk: Chunk, field: str) -> list[Column]:
        """The field's columns; a chunk may be narrower than its heading."""
        places = [at for at in self._layout.fields.get(field, ()) if at < len(chunk.columns)]
        if places:
            return [chunk.columns[at] for at in places]
        return [Column(np.full(len(chunk), -1, dtype=np.int32), [])]

    def _read(self, work: _Work) -> None:
        for field in self._wanted:
            if field.code in self._layout.fields:
                self._read_field(field, work)
        if len(work.chunk) and not self._checked:
            self._checked = True
            instants = {
                f.code: work.readings[f.code]
                for f in self._wanted
                if f.kind == "instant" and f.code in work.readings
            }
            check_content(self._layout, self._file, work.code, instants)
        for field in self._wanted:
            if field.code in self._layout.profile.constants:
                self._put_constant(field, work)

    def _read_field(self, field: Field, work: _Work) -> None:
        columns = self._columns(work.chunk, field.code)
        if field.kind in NAMED:
            work.put_name(field.code, self._fields.names(field, columns))
        elif field.kind == "pauses":
            work.pauses, lost = self._fields.pauses(columns)
            nothing = np.full(len(lost), np.nan)
            work.readings[field.code] = Reading(nothing, lost, first_of(columns))
        else:
            reading = self._fields.numbers(field, columns)
            work.readings[field.code] = reading
            work.values[field.code] = reading.numbers

    def _put_constant(self, field: Field, work: _Work) -> None:
        """A constant stands where the file says nothing."""
        value = self._layout.profile.constants[field.code]
        if field.kind in NAMED:
            work.fill_name(field.code, _everywhere(str(value), len(work.chunk)))
            return
        number = self._fields.constant(field, value)
        told = work.values.get(field.code, np.full(len(work.chunk), np.nan))
        bad = work.bad(field.code)
        work.values[field.code] = np.where(np.isnan(told) & ~bad, number, told)

    def _settle_status(self, work: _Work) -> None:
        profile = self._layout.profile
        if profile.kind != "dossiers":
            return
        told = work.values.get("status")
        if told is None and not profile.status_from_dates:
            return
        count, bad = len(work.chunk), work.bad("status")
        status = np.full(count, np.nan) if told is None else told
        status = np.where(bad, np.nan, derive(status, work.values, profile))
        work.values["status"] = status
        work.reject("status", np.isnan(status) & ~bad, NO_STATUS_REASON)
        undated = closed_without_date(status, work.values) & ~work.any_bad_date()
        work.reject("status", undated, NO_CLOSING_REASON)
        if profile.reduce.get("result_digitised") == "filled":
            work.forget_early_results(status)

    def _settle_names(self, work: _Work) -> None:
        """Area and resolving unit from wherever the profile looks for them, in order."""
        wanted = {field.code for field in self._wanted}
        if "area" in wanted and "area" in work.groups:
            work.fill_name("area", work.groups["area"])
        if "unit" not in wanted:
            return
        told = work.names.pop("unit", None)
        for place in self._layout.profile.unit_from:
            for found in self._units(place, told, work):
                if found is not None:
                    work.fill_name("unit", found)
        if self._unit:
            work.fill_name("unit", _everywhere(self._unit, len(work.chunk)))

    def _units(self, place: str, told: Column | None, work: _Work) -> list[Column | None]:
        title = self._layout.title.unit
        if place == "column":
            # When only one of the two is told, it is both (definitions.md section 2).
            return [told, work.names.get("receiving_unit")]
        if place == "group":
            return [work.groups.get("unit")]
        if place == "title":
            return [_everywhere(title, len(work.chunk))] if title else []
        return [self._unit_in_code(work)]

    def _unit_in_code(self, work: _Work) -> Column:
        """Only the codes of rows that still lack a unit are looked at."""
        unit = work.names.get("unit")
        blank = np.ones(len(work.chunk), bool) if unit is None else unit.codes < 0
        pattern = re.compile(self._layout.profile.unit_code_pattern or UNIT_IN_CODE)
        found = [""] * len(work.texts)
        for i in np.unique(work.code.codes[blank]):
            match = pattern.match(work.texts[i])
            found[i] = (match.group(1) or "") if match else ""
        return name_column(Column(np.where(blank, work.code.codes, -1), []), found)

    def _add_lost(self, batch: Batch, chunk: Chunk, code: Column, kinds: np.ndarray) -> None:
        """Rows that are dossiers in all but their code."""
        heading = self._layout.headings.get("code", "code")
        for i in np.flatnonzero(kinds == NO_CODE):
            value = cell_text(code.values[code.codes[i]]) if code.codes[i] >= 0 else ""
            row = int(chunk.rows[i])
            reason = BROKEN_CODE_REASON if is_broken(value) else NO_CODE_REASON
            reject = Reject(self._layout.sheet, row, heading, value, reason)
            batch.rejects.append(reject)
            batch.rejected_rows += 1
        batch.rejects.sort(key=lambda reject: reject.row)

    def _add_notes(self, batch: Batch, chunk: Chunk, ignored: list) -> None:
        sheet = self._layout.sheet
        for i, text in ignored[:MOST_FINDINGS]:
            row = int(chunk.rows[i])
            detail = "dòng chữ không hiểu là nhóm nào, bỏ qua"
            batch.findings.append(Finding("group_row_ignored", detail, sheet, row, value=text))
        for field in sorted(self._fields.broken_ticks - self._told_ticks):
            self._told_ticks.add(field)
            detail = "cột tưởng chỉ có dấu tích (ô trống = không) sau lại có chữ"
            heading = self._layout.headings.get(field, field)
            found = Finding("tick_column_contradicted", detail, sheet, column=heading)
            batch.findings.append(found)


class _Work:
    """One chunk on its way to a Batch: its body rows, what was read, what was refused."""

    def __init__(self, layout: Layout, chunk: Chunk, code: Column, texts: list[str]) -> None:
        self.layout, self.chunk, self.code, self.texts = layout, chunk, code, texts
        self.values: dict[str, np.ndarray] = {}
        self.names: dict[str, Column] = {}
        self.groups: dict[str, Column] = {}
        self.readings: dict[str, Reading] = {}
        self.pauses: Column | None = None
        self._refused: list[tuple[str, np.ndarray, str]] = []

    def forget_early_results(self, status: np.ndarray) -> None:
        """An open dossier has no result yet: its empty list of results says nothing."""
        given = self.values.get("result_digitised")
        if given is not None:
            early = (given == 0) & ~np.isin(status, CLOSED)
            self.values["result_digitised"] = np.where(early, np.nan, given)

    def bad(self, field: str) -> np.ndarray:
        """Rows whose cell of this field cannot be understood."""
        reading = self.readings.get(field)
        return np.zeros(len(self.chunk), bool) if reading is None else reading.bad

    def any_bad_date(self) -> np.ndarray:
        """Rows already refused for a closing date: they have one, only unreadable."""
        return self.bad("finished_at") | self.bad("returned_at") | self.bad("ended_at")

    def reject(self, field: str, rows: np.ndarray, reason: str) -> None:
        if rows.any():
            self._refused.append((field, rows, reason))

    def put_name(self, field: str, column: Column) -> None:
        """The field's texts; “#N/A” names nothing and becomes a finding."""
        failed = np.array([*map(is_error, column.values), False])
        if failed.any():
            bad = failed[column.codes]
            nothing = np.full(len(bad), np.nan)
            self.readings[field] = Reading(nothing, bad, column)
            column = Column(np.where(bad, -1, column.codes).astype(np.int32), column.values)
        self.names[field] = column

    def fill_name(self, field: str, other: Column) -> None:
        """The field's empty rows take what another column says."""
        if not (other.codes >= 0).any():
            return
        column = self.names.get(field)
        mixed = other if column is None else fill(column, other)
        if mixed is not column:
            self.names[field] = name_column(mixed, mixed.values)

    def batch(self) -> Batch:
        """The kept rows, with the rejects and findings of the others."""
        for field in self.readings:
            if field in UNREADABLE:
                self.reject(field, self.bad(field), UNREADABLE[field])
        keep = np.ones(len(self.chunk), bool)
        for _, rows, _ in self._refused:
            keep &= ~rows
        texts = np.empty(len(self.texts), dtype=object)
        texts[:] = self.texts
        return Batch(
            rows=self.chunk.rows[keep],
            code=texts[self.code.codes[keep]],
            values={name: numbers[keep] for name, numbers in self.values.items()},
            names={name: _used(column.take(keep)) for name, column in self.names.items()},
            pauses=None if self.pauses is None else self.pauses.take(keep),
            rejects=self._rejects(),
            findings=self._findings(keep),
            rejected_rows=int((~keep).sum()),
        )

    def _rejects(self) -> list[Reject]:
        return [
            Reject(
                self.layout.sheet,
                int(self.chunk.rows[i]),
                self.layout.headings.get(field, field),
                self._cell(field, i),
                reason,
            )
            for field, rows, reason in self._refused
            for i in np.flatnonzero(rows)
        ]

    def _findings(self, keep: np.ndarray) -> list[Finding]:
        """Cells that became unknown, each distinct one of a column once."""
        findings = []
        for field, reading in self.readings.items():
            if field in UNREADABLE or not reading.bad.any():
                continue
            at = np.flatnonzero(reading.bad & keep)
            _, first = np.unique(reading.raw.codes[at], return_index=True)
            findings += [self._finding(field, i) for i in at[np.sort(first)[:MOST_FINDINGS]]]
        return findings

    def _finding(self, field: str, i: int) -> Finding:
        return Finding(
            "unreadable_cell",
            "không hiểu nội dung ô, coi như không biết",
            self.layout.sheet,
            int(self.chunk.rows[i]),
            self.texts[self.code.codes[i]],
            self.layout.headings.get(field, field),
            self._cell(field, i),
        )

    def _cell(self, field: str, i: int) -> str:
        reading = self.readings.get(field)
        if reading is None or reading.raw.codes[i] < 0:
            return ""
        return cell_text(reading.raw.values[reading.raw.codes[i]])


def _everywhere(text: str, count: int) -> Column:
    return Column(np.zeros(count, dtype=np.int32), tidy([text]))


def _used(column: Column) -> Column:
    """Without the values that no kept row has: they would become catalogue entries."""
    counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.values))
    if counts.all():
        return column
    texts = [text if count else "" for text, count in zip(column.values, counts, strict=True)]
    return name_column(column, texts)
