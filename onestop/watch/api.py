"""A JSON service: its pages, collected into one snapshot file that the JSON profiles read.

It knows pages and increments; what an element means it refuses to know.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import httpx

from onestop.domain.connections import Connection, Since
from onestop.domain.schedule import LOCAL_OFFSET
from onestop.watch.faults import TransientError
from onestop.watch.found import PIECE, Basket, ChangedError, FetchError, Found, Outside, Taken
from onestop.watch.paging import Page, asked_of, is_last, list_in
from onestop.watch.web import Line, line_to


MOST_PAGES = 100_000
SINCE = "since"
"""The key of the marker: the moment of the last visit that was loaded, local seconds."""


class Api:
    """A service during one visit."""

    def __init__(self, connection: Connection, line: Line, outside: Outside) -> None:
        self._connection, self._line, self._outside = connection, line, outside
        self._api = connection.api

    def look(self) -> list[Found]:
        """The service itself: what is new only asking tells."""
        return [Found(self._connection.name, asks=True)]

    def fetch(self, _found: Found, basket: Basket) -> Taken:
        """Every page in one file, named by the moment of asking, which is what it speaks for."""
        now = self._outside.now
        with basket.add(f"{self._connection.name} {_in_name(now)}.json") as file:
            count = self._collect(file, basket)
        if not count:
            basket.drop_last()
            if not self._increment():
                raise FetchError(
                    f"Máy chủ {self._line.where} trả lời danh sách rỗng; hãy kiểm tra bộ lọc"
                    " (query) và quyền của tài khoản."
                )
        return Taken({SINCE: now} if self._api.since else {}, as_of=now)

    def settle(self, found: Found, *, loaded: bool) -> None:
        """Nothing to tell a service."""

    def _collect(self, file: BinaryIO, basket: Basket) -> int:
        """Writes the elements; how many. The same element twice is written once: a list that
        changes under our hands shows one again on the next page."""
        key = json.dumps(self._api.records.rpartition(".")[2])
        file.write(f"{{{key}:[".encode())
        seen: set[bytes] = set()
        for page in self._pages(basket):
            known = len(seen)
            for element in page.elements:
                text = json.dumps(element, ensure_ascii=False, separators=(",", ":")).encode()
                digest = blake2b(text, digest_size=16).digest()
                if digest not in seen:
                    file.write((b",\n" if seen else b"\n") + text)
                    seen.add(digest)
            if page.elements and len(seen) == known and not page.is_last:
                raise FetchError(
                    f"Máy chủ {self._line.where} trả lại mãi một trang; hãy kiểm tra paging và"
                    " parameters trong khai báo."
                )
        file.write(b"\n]}\n")
        return len(seen)

    def _pages(self, basket: Basket) -> Iterator[Page]:
        paging, taken = self._api.paging, 0
        for number in range(MOST_PAGES):
            query = {**self._increment(), **asked_of(paging, number, taken)}
            body = self._line.get(lambda response: _json(response, basket), query)
            elements = list_in(body, self._api.records, self._line.where)
            taken += len(elements)
            page = Page(elements, is_last(paging, body, number, taken))
            yield page
            if page.is_last or not elements:
                return self._must_be_whole(body, taken)
        raise FetchError(f"Máy chủ {self._line.where} có quá nhiều trang.")

    def _must_be_whole(self, body: Any, taken: int) -> None:
        total = body.get(self._api.paging.total) if isinstance(body, dict) else None
        if isinstance(total, int) and taken < total:
            raise FetchError(
                f"Máy chủ {self._line.where} báo có {total} hồ sơ nhưng chỉ gửi {taken}; danh sách"
                " có thể đang thay đổi, sẽ lấy lại."
            )

    def _increment(self) -> dict[str, str]:
        since, last = self._api.since, self._outside.marker.get(SINCE)
        if since is None or last is None:
            return {}
        zone = self._connection.schedule.time_zone
        return {since.name: since_text(since, int(last), zone)}


@contextmanager
def api(connection: Connection, outside: Outside) -> Iterator[Api]:
    """A JSON service, for one visit."""
    with line_to(connection, connection.api.web, outside) as line:
        yield Api(connection, line, outside)


def since_text(since: Since, last: int, zone: str) -> str:
    """The moment to ask from, as the service writes it."""
    seconds = last - since.overlap - LOCAL_OFFSET
    if since.form == "epoch_ms":
        return str(seconds * 1000)
    return datetime.fromtimestamp(seconds, UTC).astimezone(ZoneInfo(zone)).strftime(since.form)


def _in_name(now: int) -> str:
    return datetime.fromtimestamp(now, UTC).strftime("%Y%m%d_%H%M%S")


def _json(response: httpx.Response, basket: Basket) -> Any:
    """The whole page; a broken-off one is asked for again, any other text is a change."""
    page = bytearray()
    for piece in response.iter_bytes(PIECE):
        basket.must_fit(len(page) + len(piece))
        page += piece
    try:
        return json.loads(page)
    except (ValueError, RecursionError) as error:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if "json" in kind:
            raise TransientError("Máy chủ gửi JSON hỏng.") from error
        raise ChangedError(
            f"Máy chủ không trả lời JSON mà {kind[:40] or 'kiểu khác'}; hãy kiểm tra địa chỉ và"
            " việc đăng nhập."
        ) from error
