"""Tables for readers fit the screen and keep codes whole; csv is for programs."""

from __future__ import annotations

import pytest

from onestop.answers.csv_lines import csv_text
from onestop.commands.lists import readable
from onestop.commands.tables import print_table, text_of
from onestop.commands.words import HEADINGS, WORDS, dates_in_words, say, speak
from onestop.domain.labels import FINDINGS
from onestop.domain.measures import MEASURES
from onestop.domain.period import parse_instant
from onestop.domain.working_time import load_calendar


@pytest.fixture
def english():
    speak("en")
    yield
    speak("vi")


def test_numbers_are_written_as_their_reader_writes_them():
    assert [text_of(1234), text_of(1234.5), text_of(None)] == ["1.234", "1.234,5", ""]


def test_numbers_are_written_the_english_way_in_english(english):
    assert [text_of(1234), text_of(1234.5)] == ["1,234", "1,234.5"]


def test_moments_are_written_day_first_wherever_they_stand():
    text = "2024-12-20T17:00:00+07:00 ≠ 2024-01-02T03:04"
    assert dates_in_words(text) == "20/12/2024 17:00 ≠ 02/01/2024 03:04"
    assert dates_in_words("2024-12-20") == "20/12/2024"
    assert say("as_of", at="2024-12-20T17:00:00+07:00") == "Số liệu đến 20/12/2024 17:00"


def test_a_table_fits_a_hundred_columns_and_breaks_no_code(capsys):
    code = "000.00.12.H97-241104-0001"
    row = [code, *["Thủ tục có tên dài không kể hết được"] * 3, "2024-12-20T17:00:00+07:00", 12]
    print_table(["code", "procedure", "unit", "area", "due_at", "count"], [row] * 3)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 100
    assert sum(code in line for line in lines) == 3
    assert any("20/12/2024" in line for line in lines)


def test_a_files_name_gives_way_before_anything_else(capsys):
    path = "exports/2024/danh-sach-mot-cua-cua-toan-huyen-nam-hai-nghin-hai-muoi-tu.xlsx"
    row = [path, "satisfaction-list", *[1_234_567] * 5]
    print_table(["path", "profile", *["count"] * 5], [row])
    shown = capsys.readouterr().out
    assert "satisfaction-list" in shown
    assert shown.count("1.234.567") == 5
    assert path not in shown


def test_what_stood_in_a_file_is_shown_as_it_stood(capsys):
    print_table(["value", "reason"], [["2024-12-20T17:00:00+07:00", "[bold]"]])
    shown = capsys.readouterr().out
    assert "2024-12-20T17:00:00+07:00" in shown
    assert "[bold]" in shown


def test_a_column_without_anything_is_left_out_of_a_readers_table(capsys):
    print_table(["code", "column", "count"], [["A1", None, 0], ["A2", "", 0]])
    heading = capsys.readouterr().out.splitlines()[0]
    assert "Mã hồ sơ" in heading
    assert "Số lượng" in heading
    assert "Cột" not in heading


def test_a_table_without_rows_still_shows_its_headings(capsys):
    print_table(["code", "reason"], [])
    assert "Lý do" in capsys.readouterr().out


def test_csv_keeps_codes_moments_and_every_column():
    told = csv_text(["as_of", "column"], [["2024-12-20T17:00:00+07:00", None], ["=1+1", 1.5]])
    assert told == "as_of,column\n2024-12-20T17:00:00+07:00,\n'=1+1,1.5\n"


@pytest.mark.parametrize(
    ("status", "closed", "late"),
    [
        (9, "2024-12-18 09:00", 2),
        (9, "2024-12-16 17:00", None),
        (4, None, 4),
        (5, None, None),
    ],
)
def test_lateness_is_in_working_days_and_waits_with_the_citizen(config_dir, status, closed, late):
    row = dict.fromkeys(("code", "procedure", "unit", "received_at"))
    row |= {"status": status, "due_at": parse_instant("2024-12-16 17:00")}
    row["closed_at"] = None if closed is None else parse_instant(closed)
    shown = readable(row, parse_instant("2024-12-20 17:00"), load_calendar(config_dir / "calendar"))
    assert shown["days_late"] == late


def test_every_wording_is_told_in_both_languages():
    pairs = [*WORDS.values(), *HEADINGS.values(), *FINDINGS.values()]
    assert [pair for pair in pairs if len(pair) != 2 or not all(pair)] == []
    assert all(measure.label_vi and measure.label_en for measure in MEASURES)
