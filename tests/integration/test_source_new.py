"""`onestop source new`: a first profile that can be loaded, edited and is then accepted."""

from __future__ import annotations

import re
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.profile_draft import draft_of
from etl.profile_draft_text import name_for, text_of
from etl.profile_files import load_profile
from etl.reading import sheets_as_told
from etl.recognise import Sources, load_sources, recognise
from etl.snapshots import snapshot_of
from tests.fixtures import worlds
from tests.fixtures.layouts_headers import JSON_KEYS, ONE_ROW, REGISTER, REGISTER_MERGES, sheet
from tests.fixtures.worlds import (
    AS_OF,
    as_csv,
    as_xlsx,
    done,
    many,
    portal,
    portal_dossier,
    row,
)


UNSURE = """service_request_id,agency,source,status,requested_datetime,closed_date,address
311-0001,Public Works,phone,closed,05/20/2024 02:15:00 PM,05/24/2024 09:00:00 AM,1 Main St
311-0002,Sanitation,web,open,05/21/2024 11:40:00 AM,,2 Main St
"""


@pytest.fixture(scope="module")
def sources(config_dir):
    return load_sources([config_dir])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("profiles")


def drafted(table, sources, folder, code="phac-thao"):
    """The profile that is drafted from a table, loaded from its file; and the file's text."""
    text = text_of(draft_of(table, sources, "f.xlsx"), code, "f.xlsx")
    path = folder / f"{code}.toml"
    path.write_text(text, encoding="utf-8")
    return load_profile(path), text


def same_reading(table, sources, profile):
    """Whether the drafted profile reads a table as the one that fits it by itself."""
    usual = recognise(table, sources, "f.xlsx")
    more = Sources([*sources.profiles, profile], sources.vocabulary, sources.forms)
    ours = recognise(table, more, "f.xlsx", profile.code)
    assert ours.fields == usual.fields
    assert ours.first_body_row == usual.first_body_row
    keys = ("kind", "form", "namespace", "numbers", "group", "status_from_dates", "unit_from")
    keys += ("date_formats", "case_priority", "service_priority", "precision", "constants")
    for key in keys:
        assert getattr(ours.profile, key) == getattr(usual.profile, key), key
    for name, how in ours.profile.reduce.items():
        assert usual.profile.reduce[name] == how


@pytest.mark.parametrize("code", ONE_ROW)
def test_a_draft_of_a_known_list_reads_it_as_before(sources, folder, code):
    table = sheet(ONE_ROW[code])
    profile, text = drafted(table, sources, folder)
    same_reading(table, sources, profile)
    assert f"“{code}”" in text


@pytest.mark.parametrize("code", JSON_KEYS)
def test_a_draft_of_a_known_json_list_reads_it_as_before(sources, folder, code):
    table = sheet(list(JSON_KEYS[code]), kind="json", name="JSON")
    profile, _ = drafted(table, sources, folder)
    same_reading(table, sources, profile)


def test_headings_of_two_rows_are_written_as_they_are_found(sources, folder):
    table = sheet(*REGISTER, merges=REGISTER_MERGES)
    profile, text = drafted(table, sources, folder)
    same_reading(table, sources, profile)
    assert "Trả kết quả > " in text
    assert "heading_rows = [1, 2]" in text


ODD = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=25)


@settings(deadline=None, max_examples=50)
@given(st.lists(ODD, min_size=3, max_size=8), st.lists(ODD, min_size=3, max_size=8))
def test_whatever_stands_in_a_file_the_draft_can_be_loaded(sources, folder, heads, cells):
    known = ["Mã hồ sơ", "Ngày tiếp nhận", "Trạng thái"]
    rows = [[*known, *heads], [*cells]]
    table = sheet(*rows)
    body = [line[: len(rows[0])] for line in rows[1:]]
    table = replace(table, read_body=in_memory(body, len(rows[0])))
    profile, _ = drafted(table, sources, folder)
    assert profile.headings["code"][0] == "Mã hồ sơ"


def in_memory(rows, width):
    from etl.read_cells import chunk_of, encode

    columns = [encode([line[at] if at < len(line) else "" for line in rows]) for at in range(width)]
    return lambda *_: iter([chunk_of(2, columns, len(rows))])


def tables(path, sources):
    return sheets_as_told(snapshot_of(path, path.name), sources)


def test_each_heading_stands_with_its_nearest_field_and_how_near(sources, folder, tmp_path):
    (tmp_path / "a.csv").write_text(
        "Mã số HS;Ngày nhận HS;Tình trạng HS;Abcxyz\n1/HT;02/01/2024;Đã trả kết quả;Lê Văn Thử\n",
        "utf-8",
    )
    (table,) = tables(tmp_path / "a.csv", sources)
    profile, text = drafted(table, sources, folder)
    assert re.search(r'# code = \["Mã số HS"\] +# Mã hồ sơ\? giống “Mã số hồ sơ” \d\d %', text)
    assert '# TRƯỜNG = ["Abcxyz"]' in text
    assert '# "Đã trả kết quả" = "returned"' in text
    assert "CÒN THIẾU: chưa cột nào chắc chắn là Mã hồ sơ (code)" in text
    assert "Lê Văn Thử" not in text
    assert profile.headings == {}
    assert profile.namespace == "phac-thao"


def test_known_wordings_are_written_and_unknown_ones_proposed(sources, folder, tmp_path):
    rows = [row(f"H01.02-240101-000{n}") for n in range(5)] + [done("H01.02-240101-0009")]
    rows += [row("B1", status="Đang giải quyết nhé"), row("B2", channel="Nộp bằng bồ câu")]
    as_xlsx(tmp_path / "a.xlsx", rows)
    (table,) = tables(tmp_path / "a.xlsx", sources)
    profile, text = drafted(table, sources, folder)
    assert profile.wordings["status"] == {"Đang xử lý": 4, "Đã xử lý xong": 9}
    assert profile.wordings["channel"] == {"Trực tiếp": 1}
    assert re.search(r'# "Đang giải quyết nhé" = "\w+" +# CHƯA BIẾT', text)
    assert '# "Nộp bằng bồ câu" = ' in text
    assert profile.namespace == "national"


@pytest.mark.parametrize(
    ("cells", "formats"),
    [
        (["02/01/2024", "13/05/2024 08:00"], ()),
        (["05/20/2024 02:15:00 PM", "05/02/2024 9:15 AM"], ("m/d/yyyy h:M:S p", "m/d/yyyy h:M p")),
        (["20.05.24", "01.02.24"], ("d.m.yy",)),
    ],
)
def test_date_formats_are_declared_where_the_usual_ones_do_not_do(
    sources, folder, tmp_path, cells, formats
):
    as_csv(
        tmp_path / "a.csv", [row(f"A{at}", received=one, due=one) for at, one in enumerate(cells)]
    )
    (table,) = tables(tmp_path / "a.csv", sources)
    table = replace(table, head=[["Số riêng", *table.head[0][1:]], *table.head[1:]])
    profile, text = drafted(table, sources, folder)
    assert profile.date_formats == formats
    assert "# Chưa đọc được" not in text


@pytest.fixture
def fresh(sqlite_office, tmp_path, monkeypatch):
    """An office in a folder of its own, which reads its profiles anew for every command."""
    monkeypatch.chdir(tmp_path)
    run = sqlite_office.run

    def run_anew(*args, **settings):
        worlds._read_sources.cache_clear()
        return run(*args, **settings)

    monkeypatch.setattr(sqlite_office, "run", run_anew)
    yield sqlite_office
    worlds._read_sources.cache_clear()


def test_the_draft_is_written_beside_the_others_edited_and_accepted(fresh, tmp_path):
    (tmp_path / "requests.csv").write_text(UNSURE, encoding="utf-8")
    told = fresh.run("source", "new", "requests.csv")
    assert told.code == 0, told.err
    assert "Còn thiếu" in told.out
    written = tmp_path / "config" / "sources" / "requests.toml"
    text = written.read_text(encoding="utf-8")
    assert "1 Main St" not in text
    assert fresh.run("source", "check", "requests.csv").code == 4
    text = text.replace("status_from_dates = true\n", "")
    for line, mended in (
        ('# service_level = ["service_request_id"]', 'code = ["service_request_id"]'),
        ('# receiving_unit = ["agency"]', 'unit = ["agency"]'),
        ('# status = ["status"]', 'status = ["status"]'),
        ('# finished_at = ["requested_datetime"]', 'received_at = ["requested_datetime"]'),
        ('# returned_at = ["closed_date"]', 'finished_at = ["closed_date"]'),
        ("# [wordings.status]", "[wordings.status]"),
        ('# "closed" = "?"', '"closed" = "finished"'),
        ('# "open" = "?"', '"open" = "in_progress"'),
    ):
        assert line in text, line
        text = text.replace(line, mended)
    written.write_text(text, encoding="utf-8")
    checked = fresh.run("source", "check", "requests.csv")
    assert checked.code == 0, checked.err
    assert "requests (Nguồn mới: requests)" in checked.out
    assert fresh.counts("requests.csv", "--as-of", AS_OF) == {"read": 2, "inserted": 2}


def test_nothing_is_ever_written_over(fresh, tmp_path):
    path = as_csv(tmp_path / "a.csv", many(5))
    target = tmp_path / "own.toml"
    assert fresh.run("source", "new", path, "--out", str(target)).code == 0
    before = target.read_text(encoding="utf-8")
    again = fresh.run("source", "new", path, "--out", str(target))
    assert again.code == 2
    assert "không ghi đè" in again.err
    assert target.read_text(encoding="utf-8") == before
    (tmp_path / "one-stop-wide.csv").write_text((tmp_path / "a.csv").read_text("utf-8"), "utf-8")
    taken = fresh.run("source", "new", "one-stop-wide.csv")
    assert taken.code == 2
    assert "Đã có khai báo nguồn “one-stop-wide”" in taken.err


def test_a_draft_of_a_list_that_is_recognised_loads_it_the_same(fresh, tmp_path):
    fees = [{"TenPhiLePhi": "a", "Gia": 10}]
    sets = {
        "bang": as_xlsx(tmp_path / "bang.xlsx", many(30), [["Số liệu tính đến ngày 30/6/2024"]]),
        "json": portal(
            tmp_path / "cong.json",
            *(portal_dossier(f"J{n}", DanhSachLePhi=fees) for n in range(9)),
        ),
    }
    for name, path in sets.items():
        usual = fresh.load(path, "--as-of", AS_OF)["totals"]
        state = fresh.state()
        own = f"config/sources/{name}-rieng.toml"
        assert fresh.run("source", "new", path, "--out", own).code == 0
        told = fresh.load(path, "--as-of", AS_OF, "--profile", f"{name}-rieng")
        assert told["totals"]["unchanged"] == usual["inserted"] == usual["read"]
        assert fresh.state() == state


def test_the_sheet_of_a_workbook_may_be_named(fresh, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Ghi chú"
    book.active.append(["a", "b", "c"])
    page = book.create_sheet("Danh sách")
    page.append(["Mã hồ sơ", "Ngày tiếp nhận", "Trạng thái"])
    page.append(["A1", "02/01/2024", "Đang xử lý"])
    book.save("a.xlsx")
    for asked, expected in (((), "Danh sách"), (("--sheet", "Ghi chú"), "Ghi chú")):
        name = f"{len(asked)}.toml"
        told = fresh.run("source", "new", "a.xlsx", "--out", name, *asked)
        assert told.code == 0, told.err
        assert f"trang tính “{expected}”" in (tmp_path / name).read_text(encoding="utf-8")
    unknown = fresh.run("source", "new", "a.xlsx", "--sheet", "Không có")
    assert "Ghi chú, Danh sách" in unknown.err


def test_a_file_names_its_profile():
    assert name_for("Sổ theo dõi (tháng 5)") == "so-theo-doi-thang-5"
    assert name_for("!!!") == "nguon-moi"
