"""JSON elements read many at a time say what each says alone."""

from __future__ import annotations

import json
import random

import pytest

from etl import json_columns, read_json, read_json_stream
from etl.json_columns import Columns
from etl.read_json_path import getter
from onestop.domain.errors import UnreadableFileError
from tests.fixtures.files_tables import cells_of, snapshot
from tests.fixtures.told_cells import column_of


PATHS = ("a", "b", "f[].n", "f[].m", "g[].n", "f[]", "b.c", "f[n=1].m", "f[].n.c")
CELLS = ("x", "", None, 1, True, 1.0, 0, False, -0.5, " ", "\u200b", "đ", 10**25)
ODD = ({"c": 1}, {}, [], [1, ""], [{"n": "x"}], [None, {"n": 1}], ["x"], [[{"n": 1}]])


def some_element(chance: random.Random) -> dict:
    """Usually a dossier of the portal's kind, now and then anything that JSON can hold."""
    items = [
        {key: chance.choice(CELLS) for key in "nm" if chance.random() < 0.8}
        for _ in range(chance.randrange(3))
    ]
    told = {"a": chance.choice(CELLS), "b": chance.choice(CELLS), "f": items}
    if chance.random() < 0.1:
        told[chance.choice("abfg")] = chance.choice((*ODD, *CELLS))
    return {key: value for key, value in told.items() if chance.random() < 0.9}


def alike(one: object, other: object) -> bool:
    """Equal, and of one kind: 1 is not true here."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    return type(one) is type(other) and one == other


@pytest.mark.parametrize("block", [1, 7, 1_000])
@pytest.mark.parametrize("seed", range(5))
def test_columns_are_those_of_each_element_alone(monkeypatch, block, seed):
    monkeypatch.setattr(json_columns, "BLOCK", block)
    chance = random.Random(seed)
    elements = [some_element(chance) for _ in range(200)]
    columns = Columns(PATHS)
    assert columns.take(iter(elements)) == len(elements)
    for path, column in zip(PATHS, columns.told(), strict=True):
        alone = column_of(list(map(getter(path), elements)))
        assert column.codes.tolist() == alone.codes.tolist(), path
        assert all(map(alike, column.values, alone.values)), path
        assert len(column.values) == len(alone.values), path


def told(tmp_path, text: str) -> list:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    (sheet,) = read_json.sheets(snapshot(path), ("a", "b", "f[].n"))
    return cells_of(sheet.read_body(0, 3))


ODD_LINES = (
    '{"a": 123456789012345678901234567890}',
    '{"a": 18446744073709551616, "b": -9223372036854775809}',
    '{"a": "1234567890123456789012345"}',
    '{"a": "\\ud83d", "b": NaN}',
    '{"a": 1e400}',
    '{"a": 1, "a": 2}  ',
    '{"a": 1}{"a": 2} {"a": 3}',
    '{"a":\n 5,\n "b": "c"\n}',
    '{"a": 1}\r',
    "",
    "   ",
    '{"a": "\\u2028", "b": "đ\u2028đ"}',
)


@pytest.mark.parametrize("window", [10, 64, 1 << 20])
@pytest.mark.parametrize("seed", range(4))
def test_lines_say_what_the_same_elements_say_in_an_array(tmp_path, monkeypatch, window, seed):
    monkeypatch.setattr(read_json_stream, "BLOCK", window)
    chance = random.Random(seed)
    lines = ['{"a": "first"}', *ODD_LINES]
    lines += [json.dumps(some_element(chance)) for _ in range(50)]
    chance.shuffle(lines)
    text = '{"a": "first"}\n' + "\n".join(lines) + "\n"
    array = "[" + ",".join(_values(text)) + "]"
    assert repr(told(tmp_path, text)) == repr(told(tmp_path, array))


def _values(text: str) -> list[str]:
    """The values of a text one by one, as they are written."""
    decoder, at, found = json.JSONDecoder(), 0, []
    while at < len(text.rstrip()):
        if text[at].isspace():
            at += 1
            continue
        _, end = decoder.raw_decode(text, at)
        found.append(text[at:end])
        at = end
    return found


@pytest.mark.parametrize("broken", ['{"a": 1', '{"a": 1}}', "[1, 2]", "5", '"text"'])
def test_a_broken_line_is_named_by_its_number(tmp_path, broken):
    lines = ['{"a": 1}'] * 4
    text = "\n".join([*lines[:3], broken, *lines])
    with pytest.raises(UnreadableFileError, match=r"phần tử thứ [45]"):
        told(tmp_path, text)
