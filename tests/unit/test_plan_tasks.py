"""When a task is due, from the words in which offices write a time."""

from __future__ import annotations

from datetime import date

import pytest

from onestop.domain.plan_tasks import parse_timing


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Quý I/2021", date(2021, 3, 31)),
        ("Qúy I/2021", date(2021, 3, 31)),
        ("Đầu quý II/2021", date(2021, 4, 30)),
        ("Kế hoạch ban hành đầu Quý I/2021", date(2021, 1, 31)),
        ("Trong quý IV", date(2024, 12, 31)),
        ("Trong Quý IV năm 2025", date(2025, 12, 31)),
        ("Trong năm 2021", date(2021, 12, 31)),
        ("Trong năm", date(2024, 12, 31)),
        ("Đến năm 2025", date(2025, 12, 31)),
        ("Trong tháng 12 năm 2024", date(2024, 12, 31)),
        ("Trước 31/12/2023", date(2023, 12, 30)),
        ("trước ngày 20/02/2021", date(2021, 2, 19)),
        ("trước tháng 01/2024", date(2023, 12, 31)),
    ],
)
def test_a_time_as_offices_write_it_is_a_last_day(text, due):
    timing = parse_timing(text, 2024)
    assert (timing.kind, timing.due) == ("by", due)


@pytest.mark.parametrize(
    ("text", "every"),
    [
        ("Định kỳ hằng quý", ("quarter",)),
        ("Hàng quý, năm", ("quarter", "year")),
        ("Quý, 6 tháng, năm", ("quarter", "half", "year")),
        ("6 tháng, cuối năm", ("half", "year")),
        ("hàng tháng, hàng quý", ("month", "quarter")),
        ("Định kỳ hằng tuần, tháng", ("week", "month")),
        ("định kỳ hàng tháng, quý và 6 tháng", ("month", "quarter", "half")),
        ("theo định kỳ hàng tháng, quý, 6 tháng và hàng năm hoặc đột xuất",
         ("month", "quarter", "half", "year")),
        ("Năm 2024 và các năm tiếp theo", ("year",)),
    ],
)  # fmt: skip
def test_a_rhythm_comes_due_once_in_each_period(text, every):
    timing = parse_timing(text, 2024)
    assert (timing.kind, timing.every, timing.due) == ("every", every, None)


def test_before_day_25_of_the_middle_month_is_day_24_of_each_quarter():
    timing = parse_timing("Gửi trước ngày 25 của tháng giữa quý", 2021)
    assert (timing.kind, timing.every, timing.month, timing.day) == ("every", ("quarter",), 2, 24)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Thường xuyên", "continuous"),
        ("Thường xuyên trong năm 2021", "continuous"),
        ("Khi có thông báo của tỉnh", "event"),
        ("Sau khi kết thúc đợt kiểm tra", "event"),
        ("Theo quy định của ngành Tài chính", "event"),
        ("Báo cáo định kỳ theo quy định của huyện", "event"),
        ("Lồng ghép trong báo cáo CCHC", "with_report"),
    ],
)
def test_what_waits_for_something_has_no_day(text, kind):
    timing = parse_timing(text, 2024)
    assert (timing.kind, timing.due, timing.every) == (kind, None, ())


@pytest.mark.parametrize(
    "text", ["", "sớm", "5 năm một lần", "trước ngày 31/02/2024", "quý V/2024"]
)
def test_a_time_that_nobody_understands_is_not_guessed(text):
    assert parse_timing(text, 2024) is None
