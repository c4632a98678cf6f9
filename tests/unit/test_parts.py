"""A csv is cut where its records end, or not at all; parts read alone are the file read whole."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.files_ahead import PartsAhead
from etl.orders import FileOrder
from etl.parts import edges_of, split
from etl.read_csv import Text
from etl.reading import Asked, Opened
from etl.recognise import load_sources
from etl.snapshots import snapshot_of
from onestop.domain.errors import UnreadableFileError
from tests.fixtures.worlds import HEADS, as_csv, done, many, row


CELL = st.text(st.sampled_from('ab,;"\n é'), max_size=6)
ROWS = 10


class Here:
    """Whoever carries out a part at once, in this process."""

    def __init__(self, order) -> None:
        self.order = order

    def answers(self):
        yield from self.order.carry_out()

    def release(self) -> None:
        """Nothing is under way."""


@pytest.fixture
def asked(config_dir) -> Asked:
    return Asked(load_sources([config_dir]), as_of=1_720_000_000, chunk_rows=ROWS)


def text_of(path, encoding: str = "utf-8", delimiter: str = ",") -> Text:
    return Text(path, path.name, encoding, delimiter, 2)


def edges(path, body: bytes, first_row: int = 0, rows: int = 1) -> list[int]:
    path.write_bytes(body)
    return edges_of(text_of(path), first_row, rows)


def both(path, asked: Asked) -> tuple[list, list]:
    """The batches of a file read whole and in parts."""
    snapshot = snapshot_of(path, path.name)
    cut = split(snapshot, asked)
    assert cut is not None
    code, works = cut.lists.profile.code, [Here(part) for part in cut.parts]
    ahead = PartsAhead(FileOrder(snapshot, asked), cut, iter(works).__next__)
    whole = Opened(snapshot, asked)
    assert [one.profile.code for one in whole.lists] == [code]
    assert whole.lists[0].as_of == cut.lists.as_of
    return list(whole.batches(code)), list(ahead.batches(code))


def flat(batches: list) -> list:
    """Batches as plain data that can be compared, bit for bit."""
    return [(number, plain(vars(batch))) for number, batch in batches]


def plain(value: object) -> object:
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, np.ndarray):
        return value.tolist() if value.dtype == object else (value.dtype.str, value.tobytes())
    if hasattr(value, "codes"):
        return plain(value.codes), value.values
    return value


@given(rows=st.lists(st.tuples(CELL, CELL), min_size=1), size=st.integers(1, 4))
def test_every_edge_is_where_a_record_begins(tmp_path_factory, rows, size):
    path = tmp_path_factory.mktemp("cut") / "a.csv"
    parts = [io.StringIO(newline="") for _ in rows]
    for part, cells in zip(parts, rows, strict=True):
        csv.writer(part, lineterminator="\n").writerow(cells)
    ends = np.cumsum([len(part.getvalue().encode()) for part in parts])
    wanted = [0, *ends[size - 1 : -1 : size].tolist(), int(ends[-1])]
    assert edges(path, "".join(part.getvalue() for part in parts).encode(), 0, size) == wanted


def test_edges_are_found_across_the_blocks_that_are_looked_at(tmp_path, monkeypatch):
    body = b'\xef\xbb\xbfh1,h2\r\n"a\r\nb","c"""\r\n1,2\r\n"",\r\n'
    found = edges(tmp_path / "a.csv", body, 1)
    assert [body[start:end] for start, end in pairwise(found)] == [
        b'"a\r\nb","c"""\r\n',
        b"1,2\r\n",
        b'"",\r\n',
    ]
    for size in range(1, len(body)):
        monkeypatch.setattr("etl.parts.BLOCK", size)
        assert edges(tmp_path / "a.csv", body, 1) == found


@pytest.mark.parametrize(
    "body",
    [
        b'a,5" ong\nb,6" ong\n',  # a quote within a cell opens nothing
        b'"a"b,c\nd,e\n',
        b'a,"b\nc,d\n',  # never closed
        b"a,b\rc,d\n",  # a lone return ends a record, too
        b"a,b\nc,d\r",
        b"",
    ],
)
def test_where_an_end_is_not_certain_nothing_is_cut(tmp_path, body):
    assert edges(tmp_path / "a.csv", body) == []


def test_bytes_that_are_no_letters_of_their_own_are_not_cut(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("a,b\nc,d\n".encode("utf-16-le"))
    assert edges_of(text_of(path, "utf-16-le"), 0, 1) == []


def test_parts_are_the_whole_file(tmp_path, asked):
    rows = many(95)
    rows[40] = row("")
    rows[41]["received"] = "hôm qua"
    rows[42]["procedure"] = 'Thủ tục "hai\ndòng"'
    whole, parts = both(as_path(tmp_path, rows), asked)
    assert len(whole) == 10
    assert flat(parts) == flat(whole)
    assert sum(len(batch.rejects) for _, batch in parts) == 2


def test_blank_lines_are_counted_as_the_parser_counts_them(tmp_path, asked):
    path = as_path(tmp_path, many(40))
    path.write_text(path.read_text().replace("M000012", "\n\nM000012"), encoding="utf-8")
    whole, parts = both(path, asked)
    assert flat(parts) == flat(whole)


@pytest.mark.parametrize("at", [15, 35])
def test_what_a_row_says_of_those_after_it_is_not_lost(tmp_path, asked, at):
    """A group row, also one that no part could know of; a column of ticks that ends."""
    rows = many(50)
    rows.insert(at, {"code": "", "procedure": "Lĩnh vực: Thủy sản"})
    for one in rows:
        one["area"] = one["procedure_code"] = ""
    whole, parts = both(as_path(tmp_path, rows), asked)
    assert flat(parts) == flat(whole)
    assert any("Thủy sản" in batch.names["area"].values for _, batch in whole)


def test_ticks_that_become_words_are_read_as_in_the_whole(tmp_path, asked):
    heads = {**HEADS, "result": "Số hóa kết quả"}
    rows = [{**done(f"T{n}"), "result": "x" if n < 30 and n % 2 else ""} for n in range(60)]
    rows[33]["result"] = "Không"
    path = tmp_path / "t.csv"
    as_csv(path, rows, heads)
    whole, parts = both(path, asked)
    assert flat(parts) == flat(whole)
    assert [one.kind for _, batch in parts for one in batch.findings].count(
        "tick_column_contradicted"
    ) == 1


def test_old_text_that_shows_late_is_decoded_as_in_the_whole(tmp_path, asked):
    rows = many(120)
    for one, name in zip(rows[81:], ("§Êt ®ai", "Hé tÞch", "Chøng thùc", "§Çu t­"), strict=False):
        one["area"] = name
    whole, parts = both(as_path(tmp_path, rows), asked)
    assert flat(parts) == flat(whole)
    assert any(one.kind == "old_text" for _, batch in whole for one in batch.findings)


@pytest.mark.parametrize("more", [",x", ",x,y,z"])
@pytest.mark.parametrize("at", [0, 20, 25])
def test_a_broken_row_is_refused_with_the_same_words(tmp_path, asked, at, more):
    path = as_path(tmp_path, many(40))
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[at + 1] += more
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    snapshot = snapshot_of(path, path.name)
    refusals = []
    for ways in (whole_of, parts_of):
        with pytest.raises(UnreadableFileError) as caught:
            ways(snapshot, replace(asked))
        refusals.append(str(caught.value))
    assert refusals[0] == refusals[1]


def whole_of(snapshot, asked: Asked) -> None:
    list(Opened(snapshot, asked).batches("one-stop-wide"))


def parts_of(snapshot, asked: Asked) -> None:
    cut = split(snapshot, asked)
    if cut is None:
        whole_of(snapshot, asked)
        return
    works = iter([Here(part) for part in cut.parts])
    list(PartsAhead(FileOrder(snapshot, asked), cut, works.__next__).batches("one-stop-wide"))


def as_path(folder, rows: list):
    path = folder / "a.csv"
    as_csv(path, rows)
    return path
