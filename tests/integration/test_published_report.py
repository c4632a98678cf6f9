"""`onestop report --figures published`: a form as it was published, whatever came later."""

from __future__ import annotations

import openpyxl
import pytest

from tests.fixtures.worlds import AS_OF, Office, as_csv, done, row


JANUARY = ("--period", "2024-01", "--cutoff", "calendar")


@pytest.fixture
def closed(office, tmp_path) -> Office:
    """January of two dossiers, closed; then a third comes in."""
    first = as_csv(tmp_path / "1.csv", [done("A1"), row("A2")])
    office.load(first, "--as-of", AS_OF)
    assert office.run("close-period", *JANUARY, "--who", "Nguyễn Thử").code == 0
    office.load(as_csv(tmp_path / "2.csv", [done("A3")]), "--as-of", "2024-07-31")
    return office


def total_of(office: Office, out, *more: str) -> int:
    """Column (3) of the last row of form II.06a: received and carried over."""
    answer = office.run("report", "ii06a", *JANUARY, "--out", str(out), *more)
    assert answer.code == 0, answer.err
    rows = openpyxl.load_workbook(out, data_only=True).active.iter_rows(values_only=True)
    whole = next(one for one in rows if "Tổng cộng" in one)
    return whole[whole.index("Tổng cộng") + 1]


def test_the_published_form_stays_and_the_one_of_now_moves(closed, tmp_path):
    then = total_of(closed, tmp_path / "then.xlsx", "--figures", "published")
    now = total_of(closed, tmp_path / "now.xlsx")
    assert then == 2
    assert now == 3


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (("ii06a", "--period", "2024-02"), "2024-02"),
        (("cchc", *JANUARY), "số tính lại"),
        (("late", *JANUARY), "late"),
    ],
)
def test_what_was_not_published_is_a_sentence(closed, tmp_path, told, why):
    out = str(tmp_path / "a.xlsx")
    answer = closed.run("report", *told, "--figures", "published", "--out", out)
    assert answer.code == 2
    assert why in answer.err
    assert "Traceback" not in answer.err
