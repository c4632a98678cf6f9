"""A locked workbook loads with its password, stays out of every record, and rebuilds without."""

from __future__ import annotations

import pytest

from tests.fixtures.locked import lock_xlsx
from tests.fixtures.whole import whole
from tests.fixtures.worlds import AS_OF, as_xlsx, many


PASSWORD = "rất bí mật"


@pytest.fixture
def locked(tmp_path):
    as_xlsx(tmp_path / "plain.xlsx", many(20))
    return str(lock_xlsx(tmp_path / "plain.xlsx", tmp_path / "khóa.xlsx", PASSWORD))


def test_the_password_of_a_file_loads_it_and_a_rebuild_needs_none(office, tmp_path, locked):
    (tmp_path / "passwords.txt").write_text(f"sai\n{PASSWORD}\n", encoding="utf-8")
    refused = office.run("import", locked, "--as-of", AS_OF)
    assert refused.code == 4
    assert "--ask-password" in refused.err
    told = ("--as-of", AS_OF, "--password-file", str(tmp_path / "passwords.txt"))
    assert office.counts(locked, *told) == {"read": 20, "inserted": 20}
    assert office.findings()["unlocked_file"] == 1
    assert office.counts(locked, *told) == {"read": 20, "unchanged": 20}
    before = whole(office.engine)
    assert PASSWORD not in str(before)
    rebuilt = office.run("rebuild")
    assert rebuilt.code == 0, rebuilt.err
    assert whole(office.engine) == before


def test_the_same_list_unlocked_by_hand_is_known_already(sqlite_office, tmp_path, locked):
    (tmp_path / "p").write_text(PASSWORD, encoding="utf-8")
    sqlite_office.load(locked, "--as-of", AS_OF, "--password-file", str(tmp_path / "p"))
    plain = str(tmp_path / "plain.xlsx")
    assert sqlite_office.counts(plain, "--as-of", AS_OF) == {"read": 20, "unchanged": 20}


def test_source_check_opens_a_locked_file_too(sqlite_office, tmp_path, locked):
    (tmp_path / "p").write_text(PASSWORD, encoding="utf-8")
    told = sqlite_office.run("source", "check", locked, "--password-file", str(tmp_path / "p"))
    assert told.code == 0, told.err
    assert "Ngày hẹn trả" in told.out
