"""Locked workbooks and zips open with the right password and say so without it."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from unicodedata import normalize

import pytest

from etl.read_file import read
from etl.snapshots import expand, keep, kept_file, snapshot_of
from onestop.domain.errors import UnreadableFileError
from tests.fixtures.files_tables import (
    ROWS,
    as_csv,
    as_ods,
    as_xls,
    as_xlsb,
    as_xlsx,
    cells_of,
    snapshot,
)
from tests.fixtures.locked import as_xls_95, lock_xls, lock_xlsx
from tests.fixtures.old_text import apart, in_tcvn3


PASSWORD = "Mật khẩu 2024"
MAKERS = {"xlsx": (as_xlsx, lock_xlsx), "xls": (as_xls, lock_xls)}


@pytest.fixture(scope="module", params=MAKERS)
def locked(request, tmp_path_factory):
    write, lock = MAKERS[request.param]
    folder = tmp_path_factory.mktemp("locked")
    return lock(write(folder / "plain", ROWS), folder / "a", PASSWORD)


def opened(path, tmp_path, *passwords):
    (found,) = expand([str(path)], tmp_path / "kept", passwords)
    return found


def test_the_right_password_among_several_opens_the_workbook(locked, tmp_path):
    found = opened(locked, tmp_path, "sai", PASSWORD)
    assert found.unlocked
    assert found.path_shown == str(locked)
    (sheet,) = read(found)
    assert sheet.head == ROWS


@pytest.mark.parametrize(
    ("given", "told"), [((), "Hãy nạp .*--ask-password"), (("sai", "nữa"), "2 mật khẩu đã cho")]
)
def test_a_missing_or_wrong_password_is_told_and_named_nowhere(locked, tmp_path, given, told):
    refused = opened(locked, tmp_path, *given)
    assert isinstance(refused, UnreadableFileError)
    assert "mật khẩu" in str(refused)
    assert re.search(told, str(refused))
    assert not [word for word in given if f"“{word}”" in str(refused)]
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_book_locked_only_against_changes_opens_by_itself(tmp_path):
    path = lock_xlsx(as_xlsx(tmp_path / "a", ROWS), tmp_path / "b", "VelvetSweatshop")
    assert opened(path, tmp_path).unlocked


def test_a_damaged_lock_is_refused_with_a_sentence(locked, tmp_path):
    data = bytearray(locked.read_bytes())
    for start in range(0x800, min(len(data), 0x2000), 64):
        data[start : start + 32] = bytes(32)
    (tmp_path / "x").write_bytes(data)
    refused = opened(tmp_path / "x", tmp_path, PASSWORD)
    assert isinstance(refused, UnreadableFileError)
    assert "Hãy" in str(refused)


def test_the_kept_file_is_the_plain_one_and_remembers_that_it_was_locked(locked, tmp_path):
    found = opened(locked, tmp_path, PASSWORD)
    keep(found, tmp_path / "store")
    kept = kept_file(tmp_path / "store", found.sha256)
    assert snapshot_of(kept, "a").unlocked
    assert read(snapshot_of(kept, "a"))[0].head == ROWS
    other = snapshot(as_csv(tmp_path / "b.csv", ROWS))
    keep(other, tmp_path / "store")
    assert not snapshot_of(kept_file(tmp_path / "store", other.sha256), "b").unlocked


def test_a_locked_workbook_within_a_zip_within_a_zip_opens(locked, tmp_path):
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.write(locked, "a.xlsx")
    with zipfile.ZipFile(tmp_path / "out.zip", "w") as archive:
        archive.write(tmp_path / "in.zip", "in.zip")
    found = opened(tmp_path / "out.zip", tmp_path, PASSWORD)
    assert found.path_shown.endswith("out.zip/in.zip/a.xlsx")
    assert found.unlocked


def zip_locked(path, name, data, password):
    """A zip in the old way of locking (PKWARE), which Python reads but does not write."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, data)
    keys = _Keys(password)
    checksum = zipfile.ZipFile(path).infolist()[0].CRC
    secret = keys.scramble(bytes(11) + bytes([checksum >> 24]) + data)
    whole = bytearray(path.read_bytes())
    at = whole.index(data)
    whole[at : at + len(data)] = secret
    central = whole.rindex(b"PK\x01\x02")
    end = whole.rindex(b"PK\x05\x06")
    whole[6] |= 1
    whole[central + 8] |= 1
    for place in (18, central + 20):
        whole[place : place + 4] = len(secret).to_bytes(4, "little")
    whole[end + 16 : end + 20] = central.to_bytes(4, "little")
    path.write_bytes(whole)
    return path


class _Keys:
    """The three keys of PKWARE's cipher (APPNOTE 6.1)."""

    def __init__(self, password):
        self.keys = [0x12345678, 0x23456789, 0x34567890]
        for byte in password.encode():
            self._turn(byte)

    def _turn(self, byte):
        one, two, three = self.keys
        one = _crc(one, byte)
        two = ((two + (one & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        self.keys = [one, two, _crc(three, two >> 24)]

    def scramble(self, data):
        made = bytearray()
        for byte in data:
            mix = self.keys[2] | 2
            made.append(byte ^ ((mix * (mix ^ 1)) >> 8) & 0xFF)
            self._turn(byte)
        return bytes(made)


def _crc(value, byte):
    value ^= byte
    for _ in range(8):
        value = value >> 1 ^ (0xEDB88320 if value & 1 else 0)
    return value


def test_a_zip_with_a_password_opens_with_it_and_only_with_it(tmp_path):
    data = as_csv(tmp_path / "x.csv", ROWS).read_bytes()
    path = zip_locked(tmp_path / "a.zip", "x.csv", data, PASSWORD)
    assert opened(path, tmp_path, "sai", PASSWORD).location.read_bytes() == data
    assert "1 mật khẩu đã cho" in str(opened(path, tmp_path, "sai"))
    assert "--password-file" in str(opened(path, tmp_path))


@pytest.mark.parametrize("code_page", [1252, 1258])
def test_a_workbook_of_excel_95_is_read_in_its_code_page_and_in_tcvn3(tmp_path, code_page):
    page = f"cp{code_page}"
    plain = [[apart(cell).encode(page, "replace") for cell in row] for row in ROWS]
    old = [[in_tcvn3(cell).encode("latin-1") for cell in row] for row in ROWS]
    made = [old] if code_page == 1252 else [old, plain]
    for at, rows in enumerate(made):
        (sheet,) = read(snapshot(as_xls_95(tmp_path / f"{at}", rows, code_page)))
        assert [[normalize("NFC", cell) for cell in row] for row in sheet.head] == ROWS


@pytest.mark.needs("soffice")
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_what_an_office_program_writes_is_read_the_same(tmp_path, kind):
    source = as_xlsx(tmp_path / "a.xlsx", ROWS)
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    told = [shutil.which("soffice"), home, "--headless", "--convert-to", kind]
    made = tmp_path / "made"
    subprocess.run([*told, "--outdir", made, source], check=True, capture_output=True)
    (sheet,) = read(snapshot(made / f"a.{kind}"))
    assert sheet.head == ROWS


@pytest.mark.parametrize("write", [as_xls, as_xlsb, as_ods], ids=["xls", "xlsb", "ods"])
def test_every_kind_of_workbook_gives_the_same_rows(tmp_path, write):
    (sheet,) = read(snapshot(write(tmp_path / "a", ROWS)))
    wanted = [(at, *row) for at, row in enumerate(ROWS, 1) if any(row)]
    assert cells_of(sheet.read_body(0, 100)) == wanted
