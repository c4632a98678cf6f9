"""What is particular to JSON."""

from __future__ import annotations

import json

import pytest

from etl.profile import Profile
from etl.read_file import read
from etl.read_json import keys
from etl.read_json_path import getter
from onestop.domain.errors import UnreadableFileError
from tests.fixtures.files_tables import cells_of, snapshot


ELEMENT = {
    "code": "H1",
    "empty": "",
    "null": None,
    "agency": {"name": "UBND xã"},
    "names": [{"languageId": 46, "name": "Land"}, {"languageId": 228, "name": "Đất đai"}],
    "files": [{"scanned": 1}, {"other": 2}],
    "none": [],
    "tags": ["a", "b"],
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("code", "H1"),
        ("empty", None),
        ("null", None),
        ("missing", None),
        ("agency.name", "UBND xã"),
        ("names[languageId=228].name", "Đất đai"),
        ("names[languageId=1].name", None),
        ("files[].scanned", (1, None)),
        ("none[].scanned", ()),
        ("missing[].scanned", None),
        ("tags[]", ("a", "b")),
        ("agency[].name", ("UBND xã",)),
    ],
)
def test_a_path_answers(path, value):
    assert getter(path)(ELEMENT) == value


def written(tmp_path, text):
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    return snapshot(path)


def read_all(source, *paths, **options):
    (sheet,) = read(source, paths=paths, **options)
    return cells_of(sheet.read_body(0, 3))


def test_pages_of_igate_hold_their_list_in_content(tmp_path):
    text = json.dumps({"totalPages": 1, "content": [{"code": "H1"}], "last": True})
    assert read_all(written(tmp_path, text), "code") == [(1, "H1")]


def test_the_profile_names_the_list_however_deep(tmp_path):
    hint = Profile(code="x", label="x", source="x", records="result.rows")
    source = written(tmp_path, '{"ok": 1, "result": {"n": 2, "rows": [{"a": 1}, {"a": 2}]}}')
    assert read_all(source, "a", profile_hint=hint) == [(1, 1), (2, 2)]


def test_envelopes_one_after_another_count_on(tmp_path):
    source = written(tmp_path, '{"data": [{"a": 1}]}\n{"data": [{"a": 2}]}')
    assert read_all(source, "a") == [(1, 1), (2, 2)]


def test_a_list_in_every_cell_is_a_column_of_tuples(tmp_path):
    source = written(tmp_path, '[{"f": [{"n": 1}, {"n": 2}]}, {"f": []}, {"f": [{"n": 1}, {}]}]')
    assert read_all(source, "f[].n") == [(1, (1, 2)), (2, ()), (3, (1, None))]


def test_keys_tell_every_path_of_the_first_elements(tmp_path):
    source = written(tmp_path, '[{"a": 1}, {"b": {"c": 2}, "d": [{"e": 3}]}]')
    assert keys(source) == {"a", "b", "b.c", "d", "d[]", "d[].e"}


def test_an_element_across_the_window_is_whole(tmp_path):
    long = "x" * (1 << 20)
    source = written(tmp_path, json.dumps([{"a": long, "b": n} for n in range(4)]))
    assert read_all(source, "b") == [(1, 0), (2, 1), (3, 2), (4, 3)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"data": [{"a": 1}, {"a": 2,,}, {"a": 3}]}', "phần tử thứ 2"),
        ('[{"a": 1}, 5]', "phần tử thứ 2: .*đối tượng"),
        ('[{"a": 1}, {"a": 2}', "phần tử thứ 2: .*cắt giữa chừng"),
        ('[{"a": 1}, {"a": "2', "phần tử thứ 2: .*cắt giữa chừng"),
        ('{"data": [{"a": 1}]', "phần tử thứ 1: .*cắt giữa chừng"),
        ('[{"a": 1} {"a": 2}]', "phần tử thứ 1: .*dấu phẩy"),
        ('{"a": 1}\n{"a": \n{"a": 3}', "phần tử thứ 2"),
        ('{"data": []}', "không có phần tử"),
        ('{"a": ' + "[" * 100_000, "phần tử thứ 1"),
        ('[{"a": ' + "9" * 5000 + "}]", "phần tử thứ 1"),
    ],
)
def test_a_broken_element_is_named_and_the_file_refused(tmp_path, text, place):
    with pytest.raises(UnreadableFileError, match=f"a.json, ?.*{place}|{place}"):
        read_all(written(tmp_path, text), "a")


def test_half_a_character_becomes_a_question_mark(tmp_path):
    source = written(tmp_path, '[{"a": "x\\ud83d", "b": ["\\ud83d"]}]')
    assert read_all(source, "a", "b[]") == [(1, "x?", ("?",))]
