"""The texts of forms: shipped ones complete, an office's own in their place, slips named."""

from __future__ import annotations

import shutil

import pytest

from onestop.domain.errors import DeclarationError
from onestop.reports.columns import CODES, FORMS
from onestop.reports.form import UNIT
from onestop.reports.form_files import NOTE_FIELDS, load_form_texts
from onestop.reports.headings import headings_of
from onestop.settings import shipped_config


SHIPPED = shipped_config() / "forms"
GOOD = 'title = "Bảng thử"\ncounted_in = "Hồ sơ"\n'


@pytest.fixture
def own(tmp_path):
    def write(name: str, text: str):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return load_form_texts([SHIPPED, tmp_path])

    return write


def refusal(own, name: str, text: str) -> str:
    with pytest.raises(DeclarationError) as error:
        own(name, text)
    assert name in str(error.value)
    return str(error.value)


def test_every_form_has_its_texts_and_every_note_its_wording():
    texts = load_form_texts([SHIPPED])
    assert set(texts.forms) == set(CODES)
    assert set(texts.wordings.notes) == set(NOTE_FIELDS)
    assert all(text.title for text in texts.forms.values())


def test_what_is_written_from_memory_says_so():
    texts = load_form_texts([SHIPPED]).forms
    assert texts["ii05a"].origin == "memory"
    assert texts["07a"].origin == "likely"
    assert texts["ii06a"].origin == "certain"


def test_a_form_by_unit_may_have_another_number():
    text = load_form_texts([SHIPPED]).forms["ii06a"]
    assert text.by("area").number == "Biểu số II.06a/VPCP/KSTT"
    assert text.by(UNIT).number == "Biểu số II.06b/VPCP/KSTT"
    assert text.by(UNIT).issued == text.issued


def test_an_offices_own_file_replaces_the_shipped_one_whole(own):
    texts = own("ii06a.toml", GOOD + 'receiver = "Sở Thử"\n')
    assert texts.forms["ii06a"].title == "Bảng thử"
    assert texts.forms["ii06a"].receiver == "Sở Thử"
    assert texts.forms["ii06a"].number == ""
    assert texts.forms["07a"].number == "Biểu số 07a/BTP"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("ii06a.toml", GOOD + 'nummer = "1"', "gần nhất: number"),
        ("ii06a.toml", 'counted_in = "Hồ sơ"', "title"),
        ("ii06a.toml", GOOD + 'origin = "sure"', "Được phép"),
        ("ii06a.toml", GOOD + 'signers = ["A", "B", "C"]', "tối đa hai người"),
        ("ii06a.toml", GOOD + "[unit]\ntitel = 'x'", "gần nhất: title"),
        ("ii06a.toml", GOOD + "unit = 1", "[unit]"),
        ("ii06a.toml", GOOD + "title = ", "TOML"),
        ("ii06z.toml", GOOD, "gần nhất: ii06a"),
        ("online.toml", GOOD + "[[part]]", "part"),
    ],
)
def test_a_slip_is_named_with_file_key_and_what_is_near(own, name, text, told):
    assert told in refusal(own, name, text)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("{as_of}", "{asof}", "gần nhất: as_of"),
        ("{policies}", "{policies", "dấu { }"),
        ("{count}", "{count:d}", "chỉ viết {count}"),
        ("as_of =", "as_off =", "gần nhất: as_of"),
        ('commune = "Cấp xã"', "", "commune"),
    ],
)
def test_a_wording_can_name_only_the_facts_it_is_given(own, before, after, told):
    text = (SHIPPED / "wordings.toml").read_text(encoding="utf-8").replace(before, after, 1)
    assert told in refusal(own, "wordings.toml", text)


def test_a_folder_without_a_form_is_refused(tmp_path):
    shutil.copytree(SHIPPED, tmp_path / "forms")
    (tmp_path / "forms" / "late.toml").unlink()
    with pytest.raises(DeclarationError, match=r"late\.toml"):
        load_form_texts([tmp_path / "forms"])


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_headings_cover_every_column_once_and_nothing_twice(form):
    columns = form.all_columns(form.ways[0])
    covered = [
        (y, x)
        for one in headings_of(columns)
        for y in range(one.top, one.bottom + 1)
        for x in range(one.left, one.right + 1)
    ]
    depth = max(y for y, _ in covered) + 1
    assert sorted(covered) == [(y, x) for y in range(depth) for x in range(len(columns))]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_columns_name_only_columns_that_there_are(form):
    keys = [column.key for column in form.columns]
    assert len(set(keys)) == len(keys)
    named = [key for column in form.columns for key in (*column.sums, *column.share)]
    named += [key for balance in form.balances for key in (balance.total, *balance.parts)]
    assert set(named) <= set(keys)
    assert not form.paused_in or form.paused_in in keys
