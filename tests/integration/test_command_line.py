"""The command line as a user meets it: exit codes, sentences, shapes, and what never happens."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys

import pytest

from onestop.domain.indicators import INDICATORS
from onestop.domain.measures import MEASURES
from tests.fixtures.worlds import (
    AS_OF,
    COUNTS,
    YEAR,
    Office,
    as_csv,
    as_xlsx,
    done,
    lines,
    many,
    row,
    table,
)


def process(office: Office, *args: str) -> subprocess.CompletedProcess:
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "onestop.cli", *args],
        env={**os.environ, **office.settings},
        capture_output=True,
        text=True,
        timeout=60,
    )


def store(office: Office) -> tuple:
    tables = ("snapshot", "reject", "finding", "unit", "procedure", "letter", "store_state")
    return office.state(), [office.rows(f"SELECT * FROM {name}") for name in tables]


@pytest.fixture
def loaded(office, tmp_path) -> Office:
    office.load(as_csv(tmp_path / "loaded.csv", many(30)), "--as-of", AS_OF)
    return office


def test_import_tells_its_counts_in_the_promised_shape(office, tmp_path):
    good = as_csv(tmp_path / "a.csv", [row("A1"), done("A2")])
    bad = lines(tmp_path / "b.csv", "một,hai,ba", "1,2,3")
    answer = office.run("import", good, bad, "--as-of", AS_OF, "--format", "json")
    told = answer.json
    assert set(told) == {"files", "totals"}
    first, second = told["files"]
    assert list(first) == ["path", "profile", "as_of", *COUNTS]
    assert first["path"] == good
    assert (first["profile"], first["as_of"]) == ("one-stop-wide", "2024-06-30T23:59:59+07:00")
    assert list(told["totals"]) == list(COUNTS)
    assert (second["profile"], second["read"]) == (None, 0)
    assert "b.csv" in answer.err


def test_indicators_answer_in_the_promised_shape(loaded):
    told = loaded.run("indicators", "--period", "2024", "--format", "json").json
    assert {"period", "as_of", "policy", "by", "rows"} <= set(told)
    assert told["period"] == {
        "code": "2024",
        "cutoff": "official",
        "start": "2023-12-15T00:00:00+07:00",
        "end": "2024-12-15T00:00:00+07:00",
    }
    (total,) = told["rows"]
    assert set(total) >= {"key", "label", "measures", "indicators"}
    assert set(total["measures"]) == {one.code for one in MEASURES}
    assert set(total["indicators"]) == {one.code for one in INDICATORS}
    assert set(total["indicators"]["on_time_share"]) == {"numerator", "denominator", "ratio"}


def test_dossiers_are_all_listed_unless_limited(loaded):
    every = loaded.run("dossiers", *YEAR, "--format", "json").json
    assert list(every) == ["rows"]
    assert len(every["rows"]) == 30
    assert {"code", "unit", "received_at", "file", "row_no"} <= set(every["rows"][0])
    few = loaded.run("dossiers", *YEAR, "--limit", "7", "--format", "json").json
    assert few["rows"] == every["rows"][:7]


@pytest.mark.parametrize("measure", ["received", "resolved_late", "open", "fell_overdue"])
def test_a_count_is_the_length_of_the_list_behind_it(loaded, measure):
    listed = loaded.run("dossiers", *YEAR, "--measure", measure, "--format", "json").json["rows"]
    assert len(listed) == loaded.measures()[measure]


@pytest.mark.parametrize("by", ["unit", "receiving_unit", "area", "procedure", "channel", "month"])
def test_the_parts_add_up_to_the_total(loaded, by):
    for measure in ("received", "resolved", "resolved_late", "withdrawn"):
        assert sum(loaded.by(by, measure).values()) == loaded.measures()[measure]


def test_filters_narrow_the_figures(loaded):
    whole = loaded.measures()["received"]
    assert loaded.measures("--unit", "UBND xã Thử 1")["received"] == whole / 3
    assert loaded.measures("--area", "đất đai")["received"] == whole / 2
    assert loaded.measures("--procedure", "1.000002.000.00.00.H98")["received"] == whole / 2
    online = loaded.measures("--channel", "online")
    assert online["received"] == online["received_online"] == loaded.measures()["received_online"]
    assert loaded.measures("--unit", "UBND xã Thử 1", "--area", "Hộ tịch")["received"] == whole / 6


def test_exit_code_0_when_everything_was_loaded(sqlite_office, tmp_path):
    path = as_csv(tmp_path / "a.csv", [row("A1")])
    assert process(sqlite_office, "import", path, "--as-of", AS_OF).returncode == 0


def test_exit_code_3_when_some_rows_were_refused(sqlite_office, tmp_path):
    path = as_csv(tmp_path / "a.csv", [row("A1"), row("A2", status="lạ lắm")])
    assert process(sqlite_office, "import", path, "--as-of", AS_OF).returncode == 3


def test_exit_code_4_and_each_reason_when_nothing_could_be_loaded(sqlite_office, tmp_path):
    lines(tmp_path / "a.csv", "một,hai,ba", "1,2,3")
    (tmp_path / "b.xlsx").write_bytes(b"")
    files = [str(tmp_path / name) for name in ("a.csv", "b.xlsx", "không có.csv")]
    answer = process(sqlite_office, "import", *files)
    assert answer.returncode == 4
    assert all(name in answer.stderr for name in files)
    assert "Traceback" not in answer.stderr


USAGE = {
    "no such option": ("indicators", "--nhanh"),
    "no such command": ("lam-on",),
    "no such period": ("indicators", "--period", "2024-Q7"),
    "one end only": ("indicators", "--from", "2024-01-01"),
    "no such day": ("indicators", "--as-of", "2024-02-31"),
    "no such measure": ("dossiers", "--period", "2024", "--measure", "nhanh"),
    "no such channel": ("indicators", "--channel", "bồ câu"),
    "no such load": ("rejects", "77"),
    "no file": ("import",),
    "no such profile": ("import", "loaded.csv", "--profile", "khong-co"),
    "end before start": ("indicators", "--from", "2024-02-01", "--to", "2024-01-01"),
}


@pytest.mark.parametrize("args", USAGE.values(), ids=USAGE)
def test_exit_code_2_and_a_sentence_for_a_question_that_makes_no_sense(
    sqlite_office, tmp_path, monkeypatch, args
):
    monkeypatch.chdir(tmp_path)
    sqlite_office.load(as_csv(tmp_path / "loaded.csv", many(3)), "--as-of", AS_OF)
    answer = sqlite_office.run(*args)
    assert answer.code == 2
    assert answer.err.strip()
    assert "Traceback" not in answer.err
    assert "--debug" not in answer.err


def test_an_unknown_unit_is_answered_with_the_nearest(loaded):
    answer = loaded.run("indicators", "--unit", "UBND xã Thứ 1")
    assert answer.code == 2
    assert "UBND xã Thử 1" in answer.err


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE ledger SET received = received + 1 WHERE received = 1",
        "DELETE FROM ledger WHERE unit_id > 0",
        "UPDATE dossier SET due_at = received_at WHERE code = 'M000001'",
    ],
    ids=["cell", "cells", "dossier"],
)
def test_exit_code_5_when_verify_finds_a_difference(loaded, damage):
    loaded.rows(damage)
    answer = loaded.run("verify")
    assert answer.code == 5
    assert "≠" in answer.err


def test_an_uninitialised_store_is_answered_with_what_to_do(database_url, tmp_path):
    office = Office(database_url, tmp_path)
    path = as_csv(tmp_path / "a.csv", [row("A1")])
    asked = (("indicators",), ("import", path, "--as-of", AS_OF), ("verify",), ("imports",))
    answers = [office.run(*args) for args in asked]
    office.engine.dispose()
    for answer in answers:
        assert answer.code not in (0, 5)
        assert "onestop init" in answer.err
        assert "Traceback" not in answer.err


def test_a_store_that_cannot_be_reached_is_answered_with_a_sentence(tmp_path):
    url = f"postgresql+psycopg://ai@127.0.0.1:1/{tmp_path.name}"
    answer = process(Office(url, tmp_path), "indicators")
    assert answer.returncode not in (0, 5)
    assert "127.0.0.1" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_no_traceback_reaches_a_user_unless_asked_for(sqlite_office, tmp_path):
    plain = process(sqlite_office, "indicators", "--unit", "không có")
    assert "Traceback" not in plain.stderr
    asked = process(sqlite_office, "--debug", "indicators", "--unit", "không có")
    assert "Traceback" in asked.stderr


def test_a_rehearsal_writes_nothing(loaded, tmp_path):
    before, kept = store(loaded), sorted(tmp_path.rglob("*"))
    path = as_csv(tmp_path / "b.csv", [*many(40), row("X", unit="UBND xã Lạ"), row("")])
    told = loaded.load(path, "--as-of", AS_OF, "--dry-run")["totals"]
    assert (told["inserted"], told["unchanged"], told["rejected"]) == (11, 30, 1)
    assert store(loaded) == before
    assert set(tmp_path.rglob("*")) - set(kept) == {tmp_path / "b.csv"}
    assert loaded.counts(path, "--as-of", AS_OF)["inserted"] == 11


def test_a_command_leaves_a_store_of_one_file(other, tmp_path):
    path = as_csv(tmp_path / "a.csv", many(3))
    for asked in (["import", str(path), "--as-of", AS_OF], ["indicators", *YEAR], ["no-such"]):
        process(other, *asked)
        assert not list(tmp_path.rglob("*.db-wal")), asked
    assert process(other, "verify").returncode == 0


def test_asking_imports_no_array_library(loaded):
    script = (
        "import sys; sys.argv = ['onestop', 'indicators', '--period', '2024', '--by', 'unit'];"
        "from onestop.cli import main; main(standalone_mode=False);"
        "print(sorted({'numpy', 'pandas', 'dash', 'etl'} & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **loaded.settings},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert answer.stdout.splitlines()[-1] == "[]", answer.stderr


FORMULAS = ("=1+1", "+cmd|calc", "-2+3", "@SUM(A1)")


@pytest.mark.parametrize(
    "args",
    [
        ("indicators", *YEAR, "--by", "unit"),
        ("dossiers", *YEAR),
        ("backlog", "--by", "unit"),
        ("findings",),
    ],
    ids=["indicators", "dossiers", "backlog", "findings"],
)
def test_no_cell_of_a_csv_begins_like_a_formula(sqlite_office, tmp_path, args):
    rows = [row(f"A{n}00", unit=unit) for n, unit in enumerate(FORMULAS)]
    sqlite_office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", AS_OF)
    written = sqlite_office.run(*args, "--format", "csv").out
    cells = [cell for line in csv.reader(io.StringIO(written)) for cell in line]
    assert any("cmd|calc" in cell for cell in cells)
    assert [cell for cell in cells if re.match(r"[=+@\t\r]|-(?!\d+(\.\d+)?$)", cell)] == []


def test_brackets_in_a_name_are_shown_as_they_stand(sqlite_office, tmp_path):
    sqlite_office.load(as_csv(tmp_path / "a.csv", [row("A1", unit="[/b]Xã")]), "--as-of", AS_OF)
    assert "[/b]Xã" in sqlite_office.run("indicators", *YEAR, "--by", "unit").out


@pytest.mark.parametrize(("lang", "word"), [("vi", "Tiếp nhận"), ("en", "Received")])
def test_figures_are_labelled_in_the_language_asked_for(loaded, lang, word):
    assert word in loaded.run("--lang", lang, "indicators", *YEAR).out


def torn(path, count: int) -> str:
    """A csv that ends in the middle of a quoted cell, long after it began well."""
    head, *body = table([row(f"T{n:06}") for n in range(count)])
    text = "\n".join(",".join(cells) for cells in (head, *body))
    path.write_text(f'{text}\nT999999,1.000001,"Đăng ký', encoding="utf-8")
    return str(path)


def test_nothing_of_a_file_torn_at_its_end_is_half_loaded(office, tmp_path):
    bad = torn(tmp_path / "b.csv", 100_100)
    good = [as_csv(tmp_path / f"{name}.csv", [row(f"{name}1")]) for name in "ac"]
    answer = office.run("import", good[0], bad, good[1], "--as-of", AS_OF)
    assert answer.code == 0
    assert "b.csv" in answer.err
    assert "giữa chừng" in answer.err
    assert set(office.dossiers()) == {"A1", "C1"}
    assert len(office.run("imports", "--format", "json").json["rows"]) == 2
    office.recount()


def test_bad_files_leave_the_good_ones_of_a_folder_alone(office, tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    as_csv(folder / "1.csv", [row("A1")])
    (folder / "2.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    (folder / "3.csv").write_bytes(b"")
    (folder / "4.json").write_text('{"data": [', encoding="utf-8")
    lines(folder / "5.csv", "Đơn vị,Tiếp nhận,Đã giải quyết,Đúng hạn,Quá hạn", "Xã,5,4,3,1")
    as_xlsx(folder / "6.xlsx", [done("A2")])
    answer = office.run("import", str(folder), "--as-of", AS_OF)
    assert answer.code == 0
    assert set(office.dossiers()) == {"A1", "A2"}
    for name in ("2.xlsx", "3.csv", "4.json", "5.csv"):
        assert name in answer.err
    assert "--debug" not in answer.err


def test_a_table_whose_columns_are_shifted_is_refused_whole(office, tmp_path):
    moved = [{**row(f"A{n}"), "received": "Xã Thử", "due": "Trực tiếp"} for n in range(30)]
    answer = office.run("import", as_csv(tmp_path / "a.csv", moved), "--as-of", AS_OF)
    assert answer.code == 4
    assert "lệch" in answer.err
    assert office.rows("SELECT count(*) FROM dossier") == [(0,)]
    assert office.rows("SELECT count(*) FROM snapshot") == [(0,)]


WRONG = {
    "indicatr": "Không có lệnh “indicatr”. Gần nhất: indicators",
    "indicators --perod 2024": "Không có tùy chọn --perod. Gần nhất: --period",
    "indicators --lang en": "Viết --lang trước tên lệnh",
    "indicators --by week": "--by không hợp lệ: chỉ được là total, unit",
    "indicators --period": "Tùy chọn --period cần một giá trị",
    "dossiers --limit 0": "--limit không hợp lệ: phải là số nguyên từ 1 trở lên",
    "rejects abc": "NUMBER không hợp lệ: phải là số nguyên",
    "import": "Thiếu PATHS",
    "source check no-such-file": "không có tệp này",
    "findings --kind nope": "Không có loại phát hiện “nope”",
    "indicators --period 2024 --from 2024-01-01": "không cả hai",
}


@pytest.mark.parametrize("asked", WRONG)
def test_a_wrong_word_is_answered_in_vietnamese_with_what_may_stand_there(sqlite_office, asked):
    answer = sqlite_office.run(*asked.split())
    assert (answer.code, answer.out) == (2, "")
    assert WRONG[asked] in answer.err
    assert "Error" not in answer.err


def test_a_wrong_word_is_answered_in_english_where_that_is_asked_for(sqlite_office):
    answer = sqlite_office.run("--lang", "en", "indicators", "--bogus")
    assert (answer.code, "No such option" in answer.err) == (2, True)


def test_a_unit_typed_without_diacritics_gets_the_one_that_was_meant(loaded):
    answer = loaded.run("indicators", "--unit", "ubnd xa thu 1")
    assert "Gần nhất: UBND xã Thử 1" in answer.err


@pytest.mark.parametrize("url", ["garbage", "mysql://x/y", "postgresql+foo://x/y"])
def test_an_address_that_is_no_store_is_told_how_to_be_written(sqlite_office, url):
    sqlite_office.settings["ONESTOP_DATABASE_URL"] = url
    answer = process(sqlite_office, "indicators")
    assert (answer.returncode, answer.stderr.count("\n")) == (1, 1)
    assert "sqlite:///var/onestop.db" in answer.stderr


def test_a_file_that_is_no_store_is_named_and_not_overwritten(sqlite_office, tmp_path):
    path = tmp_path / "thư.db"
    path.write_text("a letter to somebody, longer than a header of one hundred bytes " * 3)
    sqlite_office.settings["ONESTOP_DATABASE_URL"] = f"sqlite:///{path.as_posix()}"
    for command in ("init", "indicators"):
        answer = process(sqlite_office, command)
        assert (answer.returncode, "không phải kho dữ liệu" in answer.stderr) == (1, True)
    assert path.read_text().startswith("a letter")


def test_a_folder_that_cannot_be_made_is_named(sqlite_office, tmp_path):
    (tmp_path / "file").write_text("")
    sqlite_office.settings["ONESTOP_DATABASE_URL"] = f"sqlite:///{tmp_path}/file/onestop.db"
    answer = process(sqlite_office, "init")
    assert (answer.returncode, "Không tạo được thư mục" in answer.stderr) == (1, True)
