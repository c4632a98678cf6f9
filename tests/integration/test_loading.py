"""Rows are never lost: what a load says became of each, and what it keeps of the odd ones."""

from __future__ import annotations

import pytest

from tests.fixtures.worlds import AS_OF, as_csv, as_xlsx, done, many, row


def test_every_row_of_a_file_is_accounted_for(office, tmp_path):
    rows = [done("A1"), row("A2"), row(""), row("A3", received="khong ro"), row("A4", status="?")]
    told = office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", AS_OF)
    assert told["totals"] == {
        "read": 5,
        "inserted": 2,
        "updated": 0,
        "unchanged": 0,
        "rejected": 3,
        "skipped": 0,
        "waiting": 0,
    }
    office.verify()


def test_a_refused_row_names_file_sheet_row_column_value_and_reason(office, tmp_path):
    rows = [*(row(f"A{n}") for n in range(20)), row("B1", received="30/02/2024")]
    path = as_xlsx(tmp_path / "a.xlsx", rows)
    assert office.run("import", path, "--as-of", AS_OF).code == 3
    (refused,) = office.run("rejects", "--format", "json").json["rows"]
    assert refused.pop("reason")
    assert refused == {
        "path": path,
        "sheet": "Danh sách",
        "row": 22,
        "column": "Ngày tiếp nhận",
        "value": "30/02/2024",
    }


REFUSED = {
    "no code": row(""),
    "unreadable received": row("A1", received="32/01/2024"),
    "unreadable due": row("A1", due="mai"),
    "unreadable closing": done("A1", finished="hôm kia"),
    "unknown status": row("A1", status="lạ lắm"),
    "unknown channel": row("A1", channel="bồ câu đưa thư"),
    "closed without a date": row("A1", status="Đã trả kết quả"),
}


@pytest.mark.parametrize("bad", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_placed_is_kept_out_and_the_rest_is_loaded(sqlite_office, tmp_path, bad):
    rows = [done(f"G{n}", finished="08/01/2024") for n in range(20)]
    path = as_csv(tmp_path / "a.csv", [*rows, bad])
    counts = sqlite_office.counts(path, "--as-of", AS_OF)
    assert counts == {"read": 21, "inserted": 20, "rejected": 1}
    assert len(sqlite_office.run("rejects", "1", "--format", "json").json["rows"]) == 1


ODD = {
    "due_before_received": row("A1", due="01/01/2024"),
    "closed_before_received": done("A1", finished="01/01/2024"),
    "received_after_as_of": row("A1", received="01/07/2024", due="02/07/2024"),
    "closing_date_under_open_status": row("A1", finished="05/01/2024"),
    "stopped_without_date": row("A1", status="Dừng xử lý"),
    "unknown_unit": row("A1", unit="UBND xã Chưa Có"),
    "unknown_area": row("A1", area="Lĩnh vực lạ"),
    "unknown_procedure": row("A1", procedure_code="9.999999", procedure="Thủ tục lạ"),
}


@pytest.mark.parametrize(("kind", "odd"), ODD.items(), ids=ODD)
def test_an_odd_row_is_kept_with_a_finding(sqlite_office, tmp_path, kind, odd):
    plain = [row(f"G{n}") for n in range(20)]
    sqlite_office.load(as_csv(tmp_path / "plain.csv", plain), "--as-of", AS_OF)
    before = sqlite_office.findings().get(kind, 0)
    again = [row(f"H{n}") for n in range(20)]
    path = as_csv(tmp_path / "odd.csv", [*again, odd])
    assert sqlite_office.counts(path, "--as-of", AS_OF) == {"read": 21, "inserted": 21}
    assert sqlite_office.findings()[kind] == before + 1
    told = sqlite_office.run("findings", "--kind", kind, "--format", "json").json["rows"]
    (found,) = told[before:]
    assert (found["path"], found["sheet"] or "odd") == (path, "odd")
    sqlite_office.recount()


def test_a_closing_date_before_the_reception_counts_as_the_reception(office, tmp_path):
    plain = [row(f"G{n}") for n in range(20)]
    path = as_csv(tmp_path / "a.csv", [*plain, done("A1", finished="01/01/2024")])
    office.load(path, "--as-of", AS_OF)
    assert office.dossiers()["A1"]["closed_at"].startswith("2024-01-02")
    assert office.measures("--as-of", AS_OF)["resolved"] == 1


def test_an_open_status_wins_over_a_closing_date(office, tmp_path):
    office.load(as_csv(tmp_path / "a.csv", [row("A1", finished="05/01/2024")]), "--as-of", AS_OF)
    told = office.measures("--as-of", AS_OF)
    assert (told["open"], told["resolved"]) == (1, 0)


@pytest.mark.parametrize(("count", "noticed"), [(49, 0), (50, 1), (51, 0), (100, 1), (1000, 1)])
def test_a_list_as_long_as_a_page_was_probably_cut_off(sqlite_office, tmp_path, count, noticed):
    sqlite_office.load(as_csv(tmp_path / "a.csv", many(count)), "--as-of", AS_OF)
    assert sqlite_office.findings().get("probably_cut_off", 0) == noticed


def test_a_year_whose_holidays_are_not_declared_is_noticed_once(office, tmp_path):
    rows = [row("A1", received="02/01/2031", due="10/01/2031"), row("A2")]
    office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", "2031-06-30")
    found = office.run("findings", "--kind", "unknown_holidays", "--format", "json").json["rows"]
    assert "2031" in [one["value"] for one in found]
    assert len(found) == len({one["value"] for one in found})


def test_a_dossier_gone_from_a_newer_full_export_stays_and_is_noticed(office, tmp_path):
    first = [row(f"A{n}", received=f"{n + 1:02}/01/2024") for n in range(9)]
    office.load(as_csv(tmp_path / "a.csv", first), "--as-of", "2024-05-31")
    left = [one for one in first if one["code"] != "A4"]
    office.load(as_csv(tmp_path / "b.csv", left), "--as-of", AS_OF)
    found = office.run("findings", "--kind", "absent_from_newer", "--format", "json").json["rows"]
    assert [one["code"] for one in found] == ["A4"]
    assert office.measures("--as-of", AS_OF)["received"] == 9


def test_a_dossier_outside_what_a_newer_export_covers_is_not_missed(office, tmp_path):
    first = [row(f"A{n}", received=f"{n + 1:02}/01/2024") for n in range(9)]
    office.load(as_csv(tmp_path / "a.csv", first), "--as-of", "2024-05-31")
    office.load(as_csv(tmp_path / "b.csv", first[3:6]), "--as-of", AS_OF)
    assert "absent_from_newer" not in office.findings()


def test_the_same_code_twice_with_other_content_is_noticed_and_the_last_wins(office, tmp_path):
    rows = [row("A1", due="10/01/2024"), row("A2"), row("A1", due="20/01/2024")]
    counts = office.counts(as_csv(tmp_path / "a.csv", rows), "--as-of", AS_OF)
    assert counts == {"read": 3, "inserted": 2, "updated": 1}
    assert office.dossiers()["A1"]["due_at"].startswith("2024-01-20")
    (found,) = office.run("findings", "--kind", "repeated_code", "--format", "json").json["rows"]
    assert (found["code"], found["row"]) == ("A1", 4)
    office.recount()


def test_the_same_row_twice_is_no_finding(office, tmp_path):
    rows = [row("A1"), row("A2"), row("A1")]
    counts = office.counts(as_csv(tmp_path / "a.csv", rows), "--as-of", AS_OF)
    assert counts == {"read": 3, "inserted": 2, "unchanged": 1}
    assert "repeated_code" not in office.findings()


def test_total_rows_and_titles_are_skipped_and_counted(office, tmp_path):
    rows = [row("A1"), row("A2"), {"code": "Tổng cộng: 2 hồ sơ"}]
    path = as_xlsx(tmp_path / "a.xlsx", rows, [["DANH SÁCH HỒ SƠ"], []])
    counts = office.counts(path, "--as-of", AS_OF)
    assert counts == {"read": 3, "inserted": 2, "skipped": 1}


def test_a_dossier_not_accepted_yet_is_loaded_and_not_counted_as_received(office, tmp_path):
    rows = [row("A1", status="Mới đăng ký"), row("A2", status="Không được tiếp nhận"), row("A3")]
    office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", AS_OF)
    told = office.run("indicators", *("--period", "2024"), "--format", "json").json
    assert told["rows"][0]["measures"]["received"] == 1
    assert told["outside"] == {"waiting_for_acceptance": 1, "not_accepted": 1}
    office.recount()


def test_a_name_is_nowhere_in_the_store(sqlite_office, tmp_path):
    path = as_csv(tmp_path / "a.csv", [row("A1", name="Quách Thị Hư Cấu"), row("A1", due="x")])
    sqlite_office.load(path, "--as-of", AS_OF)
    kept = b"".join(one.read_bytes() for one in tmp_path.glob("onestop.db*"))
    assert "Đăng ký thử".encode() in kept
    assert "Quách Thị Hư Cấu".encode() not in kept


def test_a_name_is_kept_where_the_installation_says_so(office, tmp_path):
    rows = [row("A1", name="Quách Thị Hư Cấu"), row("A2"), row("A3", name="Đỗ Văn Bịa")]
    office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", AS_OF, ONESTOP_KEEP_NAMES="1")
    kept = office.rows(
        "SELECT d.code, a.name FROM applicant a JOIN dossier d ON d.id = a.dossier_id ORDER BY 1"
    )
    assert kept == [("A1", "Quách Thị Hư Cấu"), ("A3", "Đỗ Văn Bịa")]
    assert "Hư Cấu" not in office.run("dossiers", "--period", "2024").out


def test_a_corrected_name_replaces_the_kept_one_and_a_blank_does_not(office, tmp_path):
    for number, name in enumerate(("Đỗ Văn Bịa", "Đỗ Văn Bịa Đặt", "")):
        due = f"{10 + number}/01/2024"
        path = as_csv(tmp_path / f"{number}.csv", [row("A1", name=name, due=due)])
        office.load(path, "--as-of", f"2024-05-0{number + 1}", ONESTOP_KEEP_NAMES="1")
    assert office.rows("SELECT name FROM applicant") == [("Đỗ Văn Bịa Đặt",)]


def test_sums_put_away_in_mid_load_come_to_the_same(office, tmp_path, monkeypatch):
    """A ledger written after every batch is the ledger written once."""
    monkeypatch.setattr("etl.load_file.MOST_SUMS", 0)
    monkeypatch.setattr("etl.reading.CHUNK_ROWS", 7)
    office.load(as_csv(tmp_path / "a.csv", [done(f"M{n}") for n in range(40)]))
    office.verify()


def test_a_file_that_misses_more_than_it_tells_is_a_part_of_a_list(sqlite_office, tmp_path):
    """A day's news under the profile of full exports: one finding, not one a dossier."""
    rows = many(1_500)
    sqlite_office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", "2024-05-31")
    days = sorted(rows, key=lambda one: one["received"])
    news = [days[0], days[-1], *days[200:300]]
    sqlite_office.load(as_csv(tmp_path / "b.csv", news), "--as-of", AS_OF)
    found = sqlite_office.findings()
    assert found.get("part_of_a_list") == 1
    assert "absent_from_newer" not in found


def test_a_thousand_missing_among_more_are_still_told_one_by_one(sqlite_office, tmp_path):
    rows = many(1_500)
    sqlite_office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", "2024-05-31")
    sqlite_office.load(as_csv(tmp_path / "b.csv", rows[1_000:]), "--as-of", AS_OF)
    assert 0 < sqlite_office.findings()["absent_from_newer"] <= 1_000
