"""Every kind of file gives the same cells."""

from __future__ import annotations

import pytest

from etl.read_file import read
from tests.fixtures.files_tables import (
    ROWS,
    as_csv,
    as_html,
    as_json,
    as_ods,
    as_xls,
    as_xlsb,
    as_xlsx,
    cells_of,
    snapshot,
)


WRITERS = {
    "xlsx": as_xlsx,
    "xls": as_xls,
    "xlsb": as_xlsb,
    "ods": as_ods,
    "html": as_html,
    "csv": as_csv,
}
EXPECTED = [(2, *ROWS[1]), (3, *ROWS[2]), (5, *ROWS[4])]


@pytest.mark.parametrize("kind", WRITERS)
def test_each_kind_of_file_gives_the_same_cells_whatever_its_name(tmp_path, kind):
    source = snapshot(WRITERS[kind](tmp_path / "danh-sach.xls", ROWS))
    (sheet,) = read(source)
    assert source.kind == kind
    assert [list(row[:4]) for row in sheet.head[:3]] == ROWS[:3]
    assert cells_of(sheet.read_body(1, 1000)) == EXPECTED


@pytest.mark.parametrize("kind", WRITERS)
def test_small_chunks_hold_the_same_rows_as_one_large_chunk(tmp_path, kind):
    many = ROWS + [[f"H98.31.01-240105-{n:04d}", "Đất đai", "", ""] for n in range(50)]
    (sheet,) = read(snapshot(WRITERS[kind](tmp_path / "a", many)))
    assert cells_of(sheet.read_body(1, 7)) == cells_of(sheet.read_body(1, 1000))
    assert cells_of(sheet.read_body(20, 7))[0][0] == 21


@pytest.mark.parametrize("shape", ["envelope", "array", "lines"])
def test_each_shape_of_json_gives_the_same_cells(tmp_path, shape):
    rows = [ROWS[0], *ROWS[1:3], ROWS[4]]
    source = snapshot(as_json(tmp_path / "a.txt", rows, shape))
    (sheet,) = read(source, paths=tuple(ROWS[0]))
    assert (source.kind, sheet.kind, sheet.head) == ("json", "json", [ROWS[0]])
    assert cells_of(sheet.read_body(0, 2)) == [(1, *ROWS[1]), (2, *ROWS[2]), (3, *ROWS[4])]


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u200b", " \u00a0\ufeff "])
@pytest.mark.parametrize("kind", WRITERS)
def test_a_cell_of_white_space_is_empty(tmp_path, kind, blank):
    rows = [ROWS[0], ["H1", blank, "Đang xử lý", ""], [blank, blank, blank, blank]]
    (sheet,) = read(snapshot(WRITERS[kind](tmp_path / "a", rows)))
    assert cells_of(sheet.read_body(1, 100)) == [(2, "H1", "", "Đang xử lý", "")]
