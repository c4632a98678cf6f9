"""However a file is cut into chunks, the store that comes out is the same."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select

from etl import reading, run
from etl.recognise import load_sources
from onestop.domain.policy import Policy
from onestop.sample import make_world, write_exports
from onestop.storage import dossiers, engine
from onestop.storage.schema import prepare
from onestop.storage.tables import derived, metadata


NOT_OF_THE_DATA = {"path", "loaded_at", "members"}


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    """Every export of a small made-up district."""
    world = make_world(7, 150, 5, date(2023, 11, 1), datetime.fromisoformat("2024-12-20T17:00"))
    return write_exports(world, tmp_path_factory.mktemp("exports"))


def loaded(exports, folder, config_dir, calendar):
    """Every table of the store after all exports, as sorted rows; and the longest chunk."""
    chunks = []
    store = engine.open_engine(f"sqlite:///{folder.as_posix()}/onestop.db")
    prepare(store, Policy())
    job = run.Job(
        store,
        load_sources([config_dir]),
        Policy(),
        calendar,
        snapshot_folder=folder / "kept",
        now=0,
        progress=lambda _path, rows: chunks.append(rows),
    )
    reports = list(run.load_files(job, [str(path) for path in exports.files.values()]))
    assert [report.error for report in reports if report.error] == []
    with engine.reading(store) as connection:
        assert dossiers.count(connection) > 100
        tables = {
            table.name: content(connection, table)
            for table in (*metadata.sorted_tables, *derived.sorted_tables)
        }
    store.dispose()
    return tables, max(chunks)


def content(connection, table):
    left_out = NOT_OF_THE_DATA | ({"id"} if table.name == "finding" else set())
    columns = [column for column in table.c if column.name not in left_out]
    return sorted(connection.execute(select(*columns)).all(), key=repr)


@pytest.mark.parametrize("rows", [1, 7])
def test_the_size_of_a_chunk_changes_nothing(
    exports, tmp_path, config_dir, calendar, monkeypatch, rows
):
    whole, longest = loaded(exports, tmp_path / "whole", config_dir, calendar)
    monkeypatch.setattr(reading, "CHUNK_ROWS", rows)
    cut, longest_cut = loaded(exports, tmp_path / "cut", config_dir, calendar)
    assert longest_cut <= rows < longest
    for name in whole:
        assert cut[name] == whole[name], name
