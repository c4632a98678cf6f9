"""A JSON text read value by value through a bounded window.

It knows the grammar around a list: envelopes, arrays, values one after another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator
from typing import IO

import orjson


BLOCK = 1 << 20
LARGE = b"0" * 19
"""Digits of a whole number that may not fit 64 bits: of such orjson makes a rounded one."""

AS_ZERO = bytes(ord("0") if 48 <= byte <= 57 else byte for byte in range(256))
LONGEST_VALUE = 64 << 20
"""One dossier with all its attachments inlined stays far below; more is a broken list."""

CUT = "tệp bị cắt giữa chừng"
SPACE = re.compile(r"[\s\ufeff\x1e]*")


class BrokenJsonError(ValueError):
    """The text is no JSON here; the reader adds which element it was."""

    def __init__(self, problem: str, *, counted: bool = False) -> None:
        super().__init__(problem)
        self.counted = counted


def _no_constant(_name: str) -> None:
    """NaN and Infinity are no JSON; as numbers that nobody knows they count as empty."""


class JsonStream:
    """A window over the text; `at` is the place read next."""

    def __init__(self, file: IO[str]) -> None:
        self.file = file
        self.text = ""
        self.at = 0
        self.ended = False
        self.decoder = json.JSONDecoder(parse_constant=_no_constant)
        self._may_be_lines = True

    def elements(self, records: tuple[str, ...]) -> Iterator[object]:
        """The elements of every value in the file, one value after another."""
        lines = False
        while start := self._peek():
            if lines:
                yield from self._lines()
                if self._peek():
                    yield self._value()
            elif start == "[":
                yield from self._array()
            elif start == "{":
                whole = yield from self._envelope(records)
                if whole is not None:
                    lines = True
                    yield whole
            else:
                raise BrokenJsonError("phải bắt đầu bằng { hoặc [")

    def _envelope(self, records: tuple[str, ...]) -> Generator[object, None, dict | None]:
        """The list inside an object; an object without one is returned, itself an element."""
        whole: dict = {}
        found = False
        self._take("{")
        while self._peek() != "}":
            key = self._key()
            inner = tuple(r.split(".", 1)[1] for r in records if r.startswith(f"{key}."))
            if key in records and self._peek() == "[":
                found = True
                yield from self._array()
            elif inner and self._peek() == "{":
                whole[key] = yield from self._envelope(inner)
                found = found or whole[key] is None
            else:
                whole[key] = self._value()
            self._comma("}")
        self._take("}")
        return None if found else whole

    def _key(self) -> str:
        key = self._value()
        if not isinstance(key, str):
            raise BrokenJsonError("tên trường không nằm trong ngoặc kép")
        self._take(":")
        return key

    def _array(self) -> Iterator[object]:
        self._take("[")
        while self._peek() != "]":
            yield self._value()
            self._comma("]")
        self._take("]")

    def _comma(self, closing: str) -> None:
        if self._peek() == ",":
            self.at += 1
            if self._peek() == closing:
                raise BrokenJsonError("thừa dấu phẩy", counted=True)
        elif self._peek() != closing:
            told = f"thiếu dấu phẩy hoặc “{closing}”"
            raise BrokenJsonError(told if self._peek() else CUT, counted=True)

    def _take(self, mark: str) -> None:
        if self._peek() != mark:
            raise BrokenJsonError(f"thiếu “{mark}”" if self._peek() else CUT)
        self.at += 1

    def _peek(self) -> str:
        """The next character that is no space, "" at the end of the file."""
        while True:
            self.at = SPACE.match(self.text, self.at).end()
            if self.at < len(self.text):
                return self.text[self.at]
            if not self._more():
                return ""

    def _lines(self) -> Iterator[object]:
        """Values of the window as long as each fills a line: quickly, for that is usual.

        What orjson reads is what the decoder would; whatever it refuses is the decoder's.
        """
        if not self._may_be_lines:
            return
        self._may_be_lines = False  # tried once a window: cutting it again costs as much
        window = self.text[self.at : self.text.rfind("\n") + 1]
        if LARGE in window.encode("utf-8", "surrogatepass").translate(AS_ZERO):
            return
        for line in window.split("\n")[:-1]:
            try:
                value = orjson.loads(line)
            except ValueError:
                return
            self.at += len(line) + 1
            yield value

    def _value(self) -> object:
        """The next value; the window grows until it is whole."""
        self._peek()
        while True:
            try:
                value, end = self.decoder.raw_decode(self.text, self.at)
            except RecursionError as error:
                raise BrokenJsonError("lồng quá sâu") from error
            except ValueError as error:
                if len(self.text) - self.at < LONGEST_VALUE and self._more():
                    continue
                torn = self.ended and self._reaches_end(error)
                raise BrokenJsonError(CUT if torn else "sai cú pháp") from error
            if end < len(self.text) or not self._more():
                self.at = end
                return value

    def _reaches_end(self, error: ValueError) -> bool:
        left = len(self.text) - getattr(error, "pos", 0)
        return left <= 1 or "Unterminated string" in str(error)

    def _more(self) -> bool:
        """Reads on, forgetting what was read; False at the end of the file."""
        if self.ended:
            return False
        size = max(BLOCK, len(self.text) - self.at)
        block = self.file.read(size)
        if not block:
            self.ended = True
            return False
        self.text = self.text[self.at :] + block
        self._may_be_lines = True
        self.at = 0
        return True
