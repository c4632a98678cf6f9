"""Whatever the bytes, readers give sheets or a sentence."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.read_file import read
from etl.snapshots import expand
from onestop.domain.errors import InputError
from tests.fixtures.files_tables import (
    ROWS,
    as_csv,
    as_html,
    as_json,
    as_ods,
    as_xls,
    as_xlsb,
    as_xlsx,
)


WRITERS = {
    "xlsx": as_xlsx,
    "xls": as_xls,
    "xlsb": as_xlsb,
    "ods": as_ods,
    "html": as_html,
    "csv": as_csv,
    "json": as_json,
}
STARTS = (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"<table>", b"{", b"[", b"a,b,c\n", b"\xff\xfe")
CALM = settings(
    max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None
)


def read_bytes(data):
    """Everything a load would read of these bytes; only InputError may be raised."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xls"
        path.write_bytes(data)
        for found in expand([str(path)], Path(folder) / "kept"):
            if isinstance(found, InputError):
                assert str(found)
                continue
            try:
                for sheet in read(found, paths=("Mã hồ sơ", "a[].b")):
                    for chunk in sheet.read_body(1, 50):
                        assert all(len(column.codes) == len(chunk) for column in chunk.columns)
            except InputError as error:
                assert str(error)  # noqa: PT017


@CALM
@given(start=st.sampled_from(STARTS), data=st.binary(max_size=600))
def test_random_bytes_give_sheets_or_a_sentence(start, data):
    read_bytes(start + data)


@CALM
@given(
    text=st.text(alphabet='a1,;"\n\t<>/tdrable {}[]:\\u', max_size=200),
    start=st.sampled_from(STARTS),
)
def test_random_text_gives_sheets_or_a_sentence(text, start):
    read_bytes(start + text.encode())


@cache
def written(kind):
    """One file of a kind, made once: the moment that a workbook notes changes its length."""
    with tempfile.TemporaryDirectory() as folder:
        return WRITERS[kind](Path(folder) / "a", ROWS).read_bytes()


@pytest.mark.parametrize("kind", WRITERS)
@CALM
@given(data=st.data())
def test_a_damaged_file_gives_sheets_or_a_sentence(kind, data):
    whole = bytearray(written(kind))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.one_of(st.none(), st.integers(1, len(whole))))
    read_bytes(bytes(whole[:cut]))
