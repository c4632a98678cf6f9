"""Letters, ratings and progress steps join their dossiers in any order and in any command."""

from __future__ import annotations

import json

import pytest

from tests.fixtures.worlds import AS_OF, as_csv, done, lines, row


LETTERS = "Mã hồ sơ,Số phiếu,Ngày ký phiếu,Ngày hẹn trả cũ,Ngày hẹn trả mới"
RATINGS = "Mã hồ sơ,Mức độ hài lòng,Ngày đánh giá"


def letters(path, *rows: str) -> str:
    return lines(path, LETTERS, *rows)


def ratings(path, *rows: str) -> str:
    return lines(path, RATINGS, *rows)


def progress(path, *codes: str, due: str = "20240109170000") -> str:
    steps = [
        {
            "MaHoSo": code,
            "PhongBanXuLy": "Phòng Thử việc",
            "NgayKetThucTheoQuyDinh": due,
            "ThoiDiemXuLy": "20240104080000",
            "NgayBatDau": "20240103080000",
            "NguoiXuLy": "",
        }
        for code in codes
    ]
    path.write_text(json.dumps({"data": steps}, ensure_ascii=False), encoding="utf-8")
    return str(path)


@pytest.fixture
def lists(tmp_path) -> list[str]:
    return [
        letters(tmp_path / "l.csv", "A1,01/PXL,08/01/2024,10/01/2024,20/01/2024"),
        ratings(tmp_path / "r.csv", "A1,Hài lòng,16/01/2024"),
        progress(tmp_path / "p.json", "A1"),
    ]


@pytest.fixture
def dossiers(tmp_path) -> str:
    late = done("A1", finished="15/01/2024", due="10/01/2024")
    return as_csv(tmp_path / "d.csv", [late, row("A2")])


def joined(office) -> tuple:
    """What the lists say, as the dossier and its figures tell it."""
    kept, told = office.dossiers()["A1"], office.measures("--as-of", AS_OF)
    assert kept["due_at"].startswith("2024-01-10")
    return (
        kept["apology_sent_at"][:10],
        kept["rescheduled_to"][:10],
        kept["satisfaction"],
        told["late_with_apology_in_time"],
        told["rescheduled"],
        told["rated_satisfied"],
        office.rows("SELECT name FROM desk"),
    )


JOINED = ("2024-01-08", "2024-01-20", 2, 1, 1, 1, [("Phòng Thử việc",)])


def test_lists_after_their_dossiers_join_at_once(office, dossiers, lists):
    office.load(dossiers, "--as-of", AS_OF)
    assert office.counts(*lists, "--as-of", AS_OF) == {"read": 3, "inserted": 3}
    assert joined(office) == JOINED
    office.verify()


def test_lists_before_their_dossiers_wait_and_join_when_they_come(office, dossiers, lists):
    assert office.counts(*lists, "--as-of", AS_OF) == {"read": 3, "waiting": 3}
    assert office.counts(dossiers, "--as-of", AS_OF) == {"read": 2, "inserted": 2}
    assert joined(office) == JOINED
    assert office.rows("SELECT count(*) FROM letter WHERE dossier_id IS NULL") == [(0,)]
    office.verify()


def test_lists_named_first_in_the_same_command_find_their_dossiers(office, dossiers, lists):
    assert office.counts(*lists, dossiers, "--as-of", AS_OF) == {"read": 5, "inserted": 5}
    assert joined(office) == JOINED
    office.recount()


def test_lists_between_two_snapshots_stay_when_the_dossier_changes(office, tmp_path, lists):
    office.load(as_csv(tmp_path / "1.csv", [row("A1"), row("A2")]), "--as-of", "2024-01-05")
    office.load(*lists, "--as-of", "2024-01-31")
    late = done("A1", finished="15/01/2024")
    office.load(as_csv(tmp_path / "2.csv", [late, row("A2")]), "--as-of", AS_OF)
    assert joined(office) == JOINED
    office.recount()


def test_the_same_list_in_other_bytes_changes_nothing(office, dossiers, tmp_path):
    rows = ("A1,01/PXL,08/01/2024,10/01/2024,20/01/2024", "A2,02/PXL,09/01/2024,,")
    office.load(dossiers, letters(tmp_path / "1.csv", *rows), "--as-of", AS_OF)
    before = office.state()
    again = letters(tmp_path / "2.csv", *rows[::-1])
    assert office.counts(again, "--as-of", AS_OF) == {"read": 2, "unchanged": 2}
    assert office.state() == before


def test_a_changed_row_of_a_list_moves_the_figures(office, dossiers, tmp_path):
    first = letters(tmp_path / "1.csv", "A1,01/PXL,08/01/2024,,20/01/2024")
    office.load(dossiers, first, "--as-of", AS_OF)
    changed = letters(tmp_path / "2.csv", "A1,01/PXL,12/01/2024,,20/01/2024")
    assert office.counts(changed, "--as-of", AS_OF) == {"read": 1, "updated": 1}
    told = office.measures("--as-of", AS_OF)
    assert (told["late_with_apology"], told["late_with_apology_in_time"]) == (1, 0)
    office.recount()


def test_a_blank_in_a_list_erases_nothing(office, dossiers, tmp_path):
    first = letters(tmp_path / "1.csv", "A1,01/PXL,08/01/2024,,20/01/2024")
    office.load(dossiers, first, "--as-of", AS_OF)
    blank = letters(tmp_path / "2.csv", "A1,01/PXL,08/01/2024,,")
    assert office.counts(blank, "--as-of", AS_OF) == {"read": 1, "unchanged": 1}
    assert office.dossiers()["A1"]["rescheduled_to"].startswith("2024-01-20")


def test_two_letters_count_as_two_and_the_earliest_is_in_time(office, dossiers, tmp_path):
    rows = (
        "A1,02/PXL,12/01/2024,20/01/2024,30/01/2024",
        "A1,01/PXL,08/01/2024,10/01/2024,20/01/2024",
    )
    office.load(dossiers, letters(tmp_path / "l.csv", *rows), "--as-of", AS_OF)
    kept, told = office.dossiers()["A1"], office.measures("--as-of", AS_OF)
    assert kept["apology_sent_at"].startswith("2024-01-08")
    assert kept["rescheduled_to"].startswith("2024-01-30")
    assert (told["rescheduled_more_than_once"], told["late_with_apology_in_time"]) == (1, 1)
    office.recount()


def test_a_list_of_known_and_unknown_dossiers_counts_both(office, dossiers, tmp_path):
    rows = [f"A{n},{n}/PXL,08/01/2024,," for n in range(1, 6)]
    office.load(dossiers, "--as-of", AS_OF)
    counts = office.counts(letters(tmp_path / "l.csv", *rows), "--as-of", AS_OF)
    assert counts == {"read": 5, "inserted": 2, "waiting": 3}
    again = office.counts(letters(tmp_path / "m.csv", *rows[::-1]), "--as-of", AS_OF)
    assert again == {"read": 5, "unchanged": 2, "waiting": 3}


def test_the_newest_rating_holds(office, dossiers, tmp_path):
    rows = ("A1,Không hài lòng,20/01/2024", "A1,Hài lòng,16/01/2024")
    office.load(dossiers, ratings(tmp_path / "r.csv", *rows), "--as-of", AS_OF)
    told = office.measures("--as-of", AS_OF)
    assert (told["rated"], told["rated_satisfied"]) == (1, 0)
    office.recount()


def test_a_letter_of_an_open_overdue_dossier_counts_there(office, dossiers, tmp_path):
    letter = letters(tmp_path / "l.csv", "A2,03/PXL,05/01/2024,,")
    office.load(dossiers, letter, "--as-of", AS_OF)
    told = office.measures("--as-of", AS_OF)
    assert (told["open_overdue_with_apology"], told["open_overdue_with_apology_in_time"]) == (1, 1)
    office.recount()


def test_an_older_list_loaded_later_only_fills_blanks(office, dossiers, tmp_path):
    newer = letters(tmp_path / "1.csv", "A1,01/PXL,12/01/2024,,")
    office.load(dossiers, newer, "--as-of", AS_OF)
    older = letters(tmp_path / "2.csv", "A1,01/PXL,08/01/2024,,20/01/2024")
    office.load(older, "--as-of", "2024-02-28")
    kept = office.dossiers()["A1"]
    assert kept["apology_sent_at"].startswith("2024-01-12")
    assert kept["rescheduled_to"].startswith("2024-01-20")


FEEDBACK = "Mã PAKN,Lĩnh vực,Cơ quan xử lý,Ngày tiếp nhận,Ngày trả lời"


def test_feedback_counts_add_up_and_a_later_answer_updates(office, tmp_path):
    rows = ("PAKN-0001,Hộ tịch,UBND xã An Thử,02/01/2024,", "PAKN-0002,Đất đai,,03/01/2024,")
    first = lines(tmp_path / "1.csv", FEEDBACK, *rows)
    assert office.counts(first, "--as-of", AS_OF) == {"read": 2, "inserted": 2}
    answered = ("PAKN-0001,,,02/01/2024,05/01/2024", "PAKN-0002,Đất đai,,03/01/2024,")
    second = lines(tmp_path / "2.csv", FEEDBACK, *answered)
    counts = office.counts(second, "--as-of", "2024-07-31")
    assert counts == {"read": 2, "updated": 1, "unchanged": 1}
    assert office.rows("SELECT count(answered_at), count(unit_id) FROM feedback") == [(1, 1)]
