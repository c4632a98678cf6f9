"""Paths become snapshots."""

from __future__ import annotations

import hashlib
import zipfile

import pytest

from etl import read_zip
from etl.snapshots import expand, keep
from onestop.domain.errors import UnreadableFileError
from tests.fixtures.files_tables import ROWS, as_csv, as_ods, as_xlsx, snapshot


def shown(found):
    return [getattr(one, "path_shown", None) or f"!{one.file}" for one in found]


def test_a_folder_gives_its_files_in_order_without_hidden_and_lock_files(tmp_path):
    folder = tmp_path / "in"
    (folder / "b" / ".git").mkdir(parents=True)
    for name in ("c.csv", "b/a.csv", "~$c.csv", ".h.csv", "b/.git/x.csv"):
        as_csv(folder / name, ROWS)
    found = [path.removeprefix(f"{folder}/") for path in shown(expand([str(folder)], tmp_path))]
    assert found == ["b/a.csv", "c.csv"]


def test_a_glob_a_file_named_twice_and_a_missing_one(tmp_path):
    for name in ("a1.csv", "a2.csv", "b[1].csv"):
        as_csv(tmp_path / name, ROWS)
    asked = [f"{tmp_path}/a*.csv", f"{tmp_path}/a1.csv", f"{tmp_path}/b[1].csv", f"{tmp_path}/z"]
    found = [path.rpartition("/")[2] for path in shown(expand(asked, tmp_path / "kept"))]
    assert found == ["a1.csv", "a2.csv", "b[1].csv", "z"]


def test_members_of_a_zip_are_snapshots_and_one_bad_member_stops_no_other(tmp_path):
    good = as_csv(tmp_path / "x.csv", ROWS).read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("Danh sách.csv", good)
        archive.writestr("ảnh.png", b"\x89PNG....")
        archive.writestr("c.csv", good + b"\n")
    found = list(expand([str(tmp_path / "a.zip")], tmp_path / "kept"))
    names = [path.replace(str(tmp_path), "") for path in shown(found)]
    assert names == [
        "/a.zip/Danh sách.csv",
        f"!{tmp_path}/a.zip/ảnh.png".replace(str(tmp_path), ""),
        "/a.zip/c.csv",
    ]
    assert found[0].location.read_bytes() == good
    assert found[0].sha256 == hashlib.sha256(good).hexdigest()


def test_a_member_name_written_by_windows_is_mended(tmp_path):
    name = "Hồ sơ.csv".encode().decode("cp437")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("placeholder1", "a,b,c\n")
    data = (tmp_path / "a.zip").read_bytes().replace(b"placeholder1", name.encode("cp437"))
    (tmp_path / "a.zip").write_bytes(data)
    (one,) = expand([str(tmp_path / "a.zip")], tmp_path / "kept")
    assert one.path_shown.endswith("a.zip/Hồ sơ.csv")


def test_workbooks_are_zips_too_but_not_opened_as_such(tmp_path):
    kinds = [
        snapshot(as_xlsx(tmp_path / "a.zip", ROWS)).kind,
        snapshot(as_ods(tmp_path / "b", ROWS)).kind,
    ]
    assert kinds == ["xlsx", "ods"]


def test_zips_within_zips_are_opened_twice_and_no_deeper(tmp_path):
    data, name = as_csv(tmp_path / "x.csv", ROWS).read_bytes(), "x.csv"
    for level in (1, 2, 3):
        with zipfile.ZipFile(tmp_path / f"{level}.zip", "w") as archive:
            archive.writestr(name, data)
        data, name = (tmp_path / f"{level}.zip").read_bytes(), f"{level}.zip"
    (two,) = expand([str(tmp_path / "2.zip")], tmp_path / "kept")
    (three,) = expand([str(tmp_path / "3.zip")], tmp_path / "kept")
    assert two.path_shown.endswith("2.zip/1.zip/x.csv")
    assert "lồng quá sâu" in str(three)


def test_a_bomb_is_refused_before_anything_is_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "a,b,c\n")
        archive.writestr("b.csv", b"0" * (60 << 20))
    (one,) = expand([str(tmp_path / "a.zip")], tmp_path / "kept")
    assert isinstance(one, UnreadableFileError)
    assert "bom nén" in str(one)
    assert not (tmp_path / "kept").exists()


def test_a_kept_file_is_the_same_bytes_and_kept_once(tmp_path):
    source = snapshot(as_csv(tmp_path / "a.csv", ROWS))
    kept = keep(source, tmp_path / "store")
    assert kept == tmp_path / "store" / source.sha256[:2] / source.sha256
    assert kept.read_bytes() == source.location.read_bytes()
    written = kept.stat().st_mtime_ns
    assert keep(source, tmp_path / "store").stat().st_mtime_ns == written
    assert [path.name for path in kept.parent.iterdir()] == [source.sha256]


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_an_empty_file_is_refused(tmp_path, text):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    (one,) = expand([str(tmp_path / "a.csv")], tmp_path / "kept")
    assert isinstance(one, UnreadableFileError)


def test_a_member_that_names_a_way_out_lands_in_the_folder_all_the_same(tmp_path):
    data = as_csv(tmp_path / "x.csv", ROWS).read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("../../out.csv", "/abs.csv", "c:\\win.csv"):
            archive.writestr(name, data)
    kept = tmp_path / "deep" / "er" / "kept"
    found = list(expand([str(tmp_path / "a.zip")], kept))
    assert {one.location.parent for one in found} == {kept}
    assert {one.name for one in tmp_path.iterdir()} == {"x.csv", "a.zip", "deep"}
    assert len(list(kept.iterdir())) == 1


def test_zips_within_a_zip_share_what_may_be_unpacked(tmp_path, monkeypatch):
    with zipfile.ZipFile(tmp_path / "in.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("big.csv", b"a,b,c\n" + b"1,2,3\n" * 1000)
    with zipfile.ZipFile(tmp_path / "out.zip", "w") as archive:
        for name in ("1.zip", "2.zip", "3.zip"):
            archive.write(tmp_path / "in.zip", name)
    left = 3 * (tmp_path / "in.zip").stat().st_size + 2 * 6006
    budget = read_zip.Budget(read_zip.Total(left))
    monkeypatch.setattr("etl.snapshots.Budget", lambda **_: budget)
    one, two, three = expand([str(tmp_path / "out.zip")], tmp_path / "kept")
    assert (one.kind, two.kind) == ("csv", "csv")
    assert "bom nén" in str(three)
