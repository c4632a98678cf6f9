"""The checks as they are declared, the thresholds as an office states them, a sign in words."""

from __future__ import annotations

import pytest

from onestop.domain.errors import DeclarationError, NotFoundError
from onestop.domain.integrity import CHECKS, GENERAL, check_of
from onestop.domain.integrity_files import Thresholds, load_thresholds
from onestop.domain.integrity_told import Example, Sign, limit_text, sentence, usual_text
from onestop.domain.labels import FINDINGS
from onestop.domain.period import CALENDAR, parse_period
from onestop.storage.integrity import MEASURES
from onestop.storage.integrity_series import parts_of


MAY = parse_period("2024-05", CALENDAR)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_a_check_says_in_both_languages_what_it_counts_means_and_asks_for(check):
    for words in (check.label, check.measured, check.means, check.do, check.why, check.decided):
        assert len(words) == 2
        assert all(text.strip() for text in words)
    assert check.code in MEASURES
    assert set(check.noted) <= set(FINDINGS)


def test_the_shipped_thresholds_are_the_defaults(config_dir):
    told = load_thresholds(config_dir / "integrity.toml")
    for section, owned in [("general", GENERAL), *((c.code, c.thresholds) for c in CHECKS)]:
        for one in owned:
            assert told.of(section, one.name) == one.default
            assert one.name in told.stated[section]


def test_what_a_file_leaves_out_keeps_its_default(tmp_path):
    (tmp_path / "integrity.toml").write_text("[no_steps]\nfewest = 30\n", encoding="utf-8")
    told = load_thresholds(tmp_path / "integrity.toml")
    assert (told.of("no_steps", "fewest"), told.of("no_steps", "silent_above")) == (30, 0.5)
    assert told.key() != Thresholds().key()


@pytest.mark.parametrize(
    "text",
    [
        "[no_step]\nfewest = 3",
        "[no_steps]\nfewst = 3",
        "[no_steps]\nfewest = 0",
        "[no_steps]\nfewest = 2.5",
        "[no_steps]\nfewest = true",
        "[no_steps]\nfewest = 'ba'",
        "[no_steps]\nsilent_above = 1.5",
        "[closing_burst]\ntimes_peak = 0.5",
        "[closing_burst]\ntimes_peak = nan",
        "no_steps = 3",
        "[no_steps",
    ],
)
def test_a_slip_in_the_thresholds_is_told_with_file_and_key(tmp_path, text):
    (tmp_path / "integrity.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DeclarationError, match=r"integrity\.toml"):
        load_thresholds(tmp_path / "integrity.toml")


def test_an_unknown_check_is_told_with_the_nearest():
    with pytest.raises(NotFoundError, match="missing_numbers"):
        check_of("missing_number")


def test_a_share_is_told_with_what_is_usual_and_examples():
    sign = Sign("no_steps", "", 1, MAY, 65, 100, 0.04, 12.0)
    told = sentence(sign, [Example("H1-240501-0001")])
    assert told == (
        "65,0 % (thường 4,0 %); ví dụ H1-240501-0001",
        "65.0 % (usually 4.0 %); e.g. H1-240501-0001",
    )
    assert (usual_text(sign)[0], limit_text(sign)[0], sign.is_told) == ("4,0 %", "12", True)


def test_a_burst_is_told_by_its_days():
    sign = Sign("closing_burst", "", 1, MAY, 90, 300, 22.0, 44.0, ((19_850, 90),))
    assert sentence(sign)[0] == "07/05/2024: 90 (tháng thường, ngày cao nhất 22)"
    assert limit_text(sign)[0] == "44/ngày"


def test_a_moved_date_is_told_with_both_days():
    sign = Sign("due_moved", "", 1, MAY, 9, 20, 0.0, 4.0)
    told = sentence(sign, [Example("A1", "2024-05-03 → 2024-07-01")])[0]
    assert told.endswith("ví dụ A1 (03/05/2024 → 01/07/2024)")


@pytest.mark.parametrize(
    ("head", "parts"),
    [
        ("H21.217-240115-", ("H21.217", 19_737)),
        ("000.00.15.H05-20240115-", ("000.00.15.H05", 19_737)),
        ("H21.217-241315-", ("", None)),
        ("HS", ("", None)),
    ],
)
def test_agency_and_day_are_read_from_a_code(head, parts):
    assert parts_of(head) == parts
