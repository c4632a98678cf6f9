"""What may be corrected, and how a corrected value reads."""

from __future__ import annotations

import pytest

from etl.correction_values import number_of
from onestop.domain.corrected import (
    CATALOGUES,
    COLUMNS,
    CORRECTABLE,
    LONGEST_REASON,
    VALUES,
    column_of,
    field_named,
    reason_of,
    value_words,
)
from onestop.domain.dossier import FIELDS
from onestop.domain.errors import UsageError
from onestop.storage.dossiers import FACTS


def test_identity_and_personal_data_cannot_be_corrected():
    personal = {field.code for field in FIELDS if field.personal}
    assert not CORRECTABLE.keys() & (personal | {"code"})


def test_every_correctable_field_has_its_column():
    assert {column_of(code) for code in CORRECTABLE} == set(FACTS) - {"precision"}
    assert COLUMNS.keys() == CATALOGUES.keys()


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("due_at", "due_at"),
        (" Ngày hẹn trả ", "due_at"),
        ("ngay hen tra", "due_at"),
        ("procedure", "procedure_code"),
        ("procedure_name", "procedure_code"),
    ],
)
def test_a_field_is_called_by_its_code_or_its_label(asked, meant):
    assert field_named(asked).code == meant


@pytest.mark.parametrize("asked", ["dueat", "", "applicant_name", "code", "precision"])
def test_any_other_name_is_refused_with_the_possible_ones(asked):
    with pytest.raises(UsageError, match="Sửa được: procedure_code, area"):
        field_named(asked)


@pytest.mark.parametrize("told", ["", "  \n ", "x" * (LONGEST_REASON + 1)])
def test_a_reason_is_neither_empty_nor_endless(told):
    with pytest.raises(UsageError, match="lý do"):
        reason_of(told)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("status", "10", "Đã trả kết quả"),
        ("channel", "2", "Trực tuyến"),
        ("fee_due", "0", "Không"),
        ("supplement_count", "3", "3"),
        ("due_at", "1704985199", "11/01/2024 14:59"),
        ("unit", "H98.01", "h98.01"),
        ("parent_code", "A1", "A1"),
        (
            "pauses",
            "86400-172800;259200-",
            "02/01/1970 00:00 – 03/01/1970 00:00; 04/01/1970 00:00 –",
        ),
        ("status", "99", "99"),
        ("unit", None, "(trống)"),
    ],
)
def test_a_value_reads_as_people_write_it(field, value, words):
    assert value_words(field, value, str.lower)[0] == words


def test_every_enum_that_may_be_corrected_has_words_for_its_values():
    kinds = {field.kind for field in CORRECTABLE.values()}
    assert kinds - set(VALUES) <= {"name", "instant", "count", "code", "pauses"}


@pytest.mark.parametrize(
    ("field", "text", "number"),
    [
        ("status", "9", 9),
        ("status", "finished", 9),
        ("status", "Đã trả kết quả", 10),
        ("channel", "online", 2),
        ("fee_due", "có", 1),
        ("due_at", "2/1/1970", 2 * 86_400 - 1),
        ("received_at", "2/1/1970", 86_400),
        ("received_at", "02/01/1970 08:30", 86_400 + 8 * 3600 + 1800),
        ("service_level", "Toàn trình", 4),
        ("supplement_count", "2", 2),
    ],
)
def test_a_typed_value_is_read_as_a_cell_is(field, text, number):
    assert number_of(CORRECTABLE[field], text) == number


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("status", "xong"),
        ("status", "11"),
        ("due_at", "31/02/2024"),
        ("due_at", "mai"),
        ("supplement_count", "2,5"),
        ("supplement_count", "-1"),
        ("channel", "4"),
    ],
)
def test_what_a_cell_could_not_say_is_refused(field, text):
    with pytest.raises(UsageError, match=f"không hiểu “{text}”"):
        number_of(CORRECTABLE[field], text)
