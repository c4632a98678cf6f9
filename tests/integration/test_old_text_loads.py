"""A list in an old code loads as the same list in Unicode does, and a finding says so."""

from __future__ import annotations

import pytest

from tests.fixtures.old_text import OLD
from tests.fixtures.whole import whole
from tests.fixtures.worlds import HEADS, as_csv, as_xlsx, done, many, row


TITLE = [["UBND huyện Thử Nghiệm"], ["Số liệu tính đến ngày 30/6/2024"]]


def rewritten(rows, write):
    return [{name: write(cell) for name, cell in one.items()} for one in rows]


@pytest.mark.parametrize("code", OLD)
def test_the_store_is_the_same_as_from_unicode(sqlite_office, tmp_path, code, monkeypatch):
    rows = [*many(40), row("B1", status="Chưa rõ"), done("B2", name="Nguyễn Văn Thử")]
    write = OLD[code]
    heads = {name: write(text) for name, text in HEADS.items()}
    monkeypatch.setattr("tests.fixtures.worlds.HEADS", heads)
    old = as_xlsx(tmp_path / "cũ.xlsx", rewritten(rows, write), [[write(t[0])] for t in TITLE])
    told = sqlite_office.load(old)
    assert told["files"][0]["as_of"].startswith("2024-06-30")
    assert told["totals"]["inserted"] == 41
    (refused,) = sqlite_office.run("rejects", "--format", "json").json["rows"]
    assert (refused["column"], refused["value"]) == ("Trạng thái", "Chưa rõ")
    state = sqlite_office.state()
    found = sqlite_office.run("findings", "--kind", "old_text", "--format", "json").json["rows"]
    assert {one["value"] for one in found} == {code}
    assert "“Trạng thái”" in found[0]["detail"]
    monkeypatch.undo()
    new = as_xlsx(tmp_path / "mới.xlsx", rows, TITLE)
    assert sqlite_office.counts(new) == {"read": 42, "unchanged": 41, "rejected": 1}
    assert sqlite_office.state() == state
    assert sqlite_office.findings()["old_text"] == len(found)


def test_old_text_in_a_csv_loads(sqlite_office, tmp_path, monkeypatch):
    write = OLD["TCVN3 (ABC)"]
    monkeypatch.setattr("tests.fixtures.worlds.HEADS", {n: write(t) for n, t in HEADS.items()})
    path = tmp_path / "a.csv"
    as_csv(path, rewritten(many(30), write))
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    assert sqlite_office.counts(str(path), "--as-of", "2024-06-30") == {"read": 30, "inserted": 30}
    assert "UBND xã Thử 1" in sqlite_office.by("unit", "received")


def test_clean_files_get_no_such_finding(sqlite_office, tmp_path):
    sqlite_office.load(as_xlsx(tmp_path / "a.xlsx", many(60), TITLE))
    assert "old_text" not in sqlite_office.findings()


def test_a_rebuild_notes_the_same_columns_chunk_by_chunk(sqlite_office, tmp_path, monkeypatch):
    """The moment is told by the newest date: the load reads the rows twice, the rebuild once."""
    monkeypatch.setattr("etl.reading.CHUNK_ROWS", 10)
    monkeypatch.setattr("etl.as_of.CHUNK_ROWS", 10)
    write = OLD["TCVN3 (ABC)"]
    late = [row(f"L{n}", name=write("Nguyễn Thị Hương Đức Lễ")) for n in range(3)]
    sqlite_office.load(as_csv(tmp_path / "a.csv", [*many(35), *late]), ONESTOP_KEEP_NAMES="1")
    before = whole(sqlite_office.engine)
    assert sqlite_office.findings()["old_text"] == 1
    assert sqlite_office.run("rebuild", ONESTOP_KEEP_NAMES="1").code == 0
    assert whole(sqlite_office.engine) == before
