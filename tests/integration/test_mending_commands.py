"""Taking back, making again, naming what files named: the commands as a user meets them."""

from __future__ import annotations

import csv
import io

import pytest

from tests.fixtures.worlds import AS_OF, Office, as_csv, lines, row


UNITS = "code,name,level,parent"


@pytest.fixture
def loaded(office, tmp_path) -> Office:
    """Two loads, one unit of which the catalogue knows."""
    units = lines(tmp_path / "u.csv", UNITS, "H98.01,UBND xã An Thử,commune,")
    assert office.run("catalogue", "units", units).code == 0
    office.load(as_csv(tmp_path / "a.csv", [row("A1"), row("A2")]), "--as-of", "2024-05-31")
    more = [row("A1", unit="Xã An Thử"), row("B1", unit="=Xã An Thử")]
    office.load(as_csv(tmp_path / "b.csv", more), "--as-of", AS_OF)
    return office


def told(answer) -> list:
    assert answer.code == 0, answer.err
    return answer.json["rows"]


def test_imports_alone_still_lists_the_loads(loaded):
    assert [one["id"] for one in told(loaded.run("imports", "--format", "json"))] == [1, 2]
    assert "b.csv" in loaded.run("imports").out


def test_a_load_is_taken_back_by_its_number_and_reason(loaded):
    answer = loaded.run("imports", "withdraw", "2", "--reason", "nhầm tháng")
    assert answer.code == 0, answer.err
    assert "lần nạp 2" in answer.out
    assert "nhầm tháng" in answer.out
    assert [one["id"] for one in told(loaded.run("imports", "--format", "json"))] == [1]
    [noted] = told(loaded.run("imports", "withdrawn", "--format", "json"))
    assert noted["reason"] == "nhầm tháng"
    assert noted["as_of"].startswith(AS_OF)
    assert "nhầm" in loaded.run("imports", "withdrawn").out
    loaded.verify()


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("9", "--reason", "x"), "Không có lần nạp “9”. Gần nhất: 1, 2."),
        (("2", "--reason", " "), "lý do"),
        (("2",), "--reason"),
        (("hai", "--reason", "x"), "số nguyên"),
    ],
)
def test_what_cannot_be_taken_back_is_said_in_a_sentence(loaded, args, words):
    answer = loaded.run("imports", "withdraw", *args)
    assert answer.code == 2
    assert words in answer.err
    assert "Traceback" not in answer.err
    assert len(told(loaded.run("imports", "--format", "json"))) == 2


def test_rebuild_says_from_how_many_files(loaded):
    before = loaded.state()
    answer = loaded.run("rebuild")
    assert answer.code == 0, answer.err
    assert "2 bản lưu" in answer.out
    assert loaded.state() == before


def test_a_rebuild_without_its_files_says_what_to_do(loaded):
    for file in (loaded.folder / "var" / "snapshots").rglob("*"):
        if file.is_file():
            file.unlink()
    answer = loaded.run("rebuild")
    assert answer.code == 1
    assert "sao lưu" in answer.err
    assert "Traceback" not in answer.err


def test_provisional_lists_wordings_with_the_nearest(loaded):
    rows = told(loaded.run("catalogue", "provisional", "--format", "json"))
    units = [one for one in rows if one["kind"] == "units"]
    assert {one["wording"]: one["dossiers"] for one in units} == {
        "Xã An Thử": 1,
        "=Xã An Thử": 1,
    }
    assert units[0]["nearest"][0] == {"key": "H98.01", "label": "UBND xã An Thử"}
    text = loaded.run("catalogue", "provisional").out
    assert "UBND xã An Thử (H98.01)" in text
    table = loaded.run("catalogue", "provisional", "--format", "csv").out
    assert "'=Xã An Thử" in [one[1] for one in csv.reader(io.StringIO(table))]


def test_an_alias_re_keys_without_reloading(loaded):
    answer = loaded.run("catalogue", "alias", "units", "xã an thử", "H98.01")
    assert answer.code == 0, answer.err
    assert "1 hồ sơ" in answer.out
    assert loaded.by("unit", "received", "--as-of", AS_OF) == {
        "UBND xã An Thử": 2,
        "=Xã An Thử": 1,
    }
    loaded.verify()


def test_aliases_of_procedures_and_areas_are_given_the_same_way(loaded, tmp_path):
    table = lines(tmp_path / "p.csv", "code,name,area", "1.000009,Thủ tục chín,Tư pháp")
    assert loaded.run("catalogue", "procedures", table).code == 0
    for kind, wording, code in (
        ("procedures", "Đăng ký thử", "Thủ tục chín"),
        ("areas", "Hộ tịch", "Tư pháp"),
    ):
        assert loaded.run("catalogue", "alias", kind, wording, code).code == 0
    assert loaded.by("procedure", "received", "--as-of", AS_OF) == {"Thủ tục chín": 3}
    assert loaded.by("area", "received", "--as-of", AS_OF) == {"Tư pháp": 3}
    loaded.verify()


def test_an_alias_of_what_is_not_known_offers_the_nearest(loaded):
    answer = loaded.run("catalogue", "alias", "units", "An Thử", "H98.1")
    assert answer.code == 2
    assert "H98.01" in answer.err


def test_nothing_provisional_is_said_in_words(office):
    assert "tạm ghi" in office.run("catalogue", "provisional").out
    assert told(office.run("catalogue", "provisional", "--format", "json")) == []


def test_import_asks_for_a_unit_that_is_known(loaded, tmp_path):
    file = as_csv(tmp_path / "c.csv", [row("C1", unit="")])
    refused = loaded.run("import", file, "--as-of", AS_OF, "--unit", "H77")
    assert refused.code == 2
    assert "H77" in refused.err
    loaded.load(file, "--as-of", AS_OF, "--unit", "H98.01")
    query = "SELECT u.code FROM dossier d JOIN unit u ON u.id = d.unit_id WHERE d.code = 'C1'"
    assert loaded.rows(query) == [("H98.01",)]


def test_a_unit_for_rows_without_one_leaves_the_others_alone(loaded, tmp_path):
    file = as_csv(tmp_path / "c.csv", [row("C1", unit=""), row("C2", unit="UBND xã Khác Thử")])
    loaded.load(file, "--as-of", AS_OF, "--unit", "UBND xã An Thử")
    told = loaded.by("unit", "received", "--as-of", AS_OF)
    assert (told["UBND xã Khác Thử"], told["UBND xã An Thử"]) == (1, 2)
