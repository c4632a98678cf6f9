"""One file at one address, taken only when the server says that it is another one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from urllib.parse import unquote, urlsplit

import httpx

from onestop.domain.connections import Connection
from onestop.watch.faults import TransientError
from onestop.watch.found import Basket, Found, Outside, Taken
from onestop.watch.web import NOT_MODIFIED, Line, line_to, read_into


CONDITIONS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
"""What a server says of a file, and how we say it back."""

NAMELESS = "tep-tai-ve"


class Download:
    """An address during one visit."""

    def __init__(self, line: Line, marker: dict) -> None:
        self._line, self._marker = line, marker

    def look(self) -> list[Found]:
        """The address itself: what is new there only the server knows."""
        return [Found(self._line.web.file or _last_part(self._line.web.url), asks=True)]

    def fetch(self, found: Found, basket: Basket) -> Taken:
        """The file, unless it is the one of the marker."""
        known = {CONDITIONS[name]: told for name, told in self._marker.items()}
        return self._line.get(lambda response: self._read(response, found, basket), headers=known)

    def settle(self, found: Found, *, loaded: bool) -> None:
        """Nothing to tell a web server."""

    def _read(self, response: httpx.Response, found: Found, basket: Basket) -> Taken:
        if response.status_code == NOT_MODIFIED:
            return Taken(self._marker)
        told = response.headers
        name = self._line.web.file or _told_name(response) or found.name
        digest = read_into(basket, name)(response)
        if not _tells_its_end(response):
            self._must_come_again(basket, digest)
        return Taken({name: told[name] for name in CONDITIONS if name in told})

    def _must_come_again(self, basket: Basket, digest: str) -> None:
        """Where only the end of the line ends a file, a line that broke looks the same."""
        again = self._line.get(lambda response: read_into(basket, "again")(response))
        basket.drop_last()
        if again != digest:
            basket.drop_last()
            raise TransientError(f"Máy chủ {self._line.where} gửi hai lần hai nội dung khác nhau.")


@contextmanager
def download(connection: Connection, outside: Outside) -> Iterator[Download]:
    """A file on the web, for one visit."""
    with line_to(connection, connection.web, outside) as line:
        yield Download(line, outside.marker)


def _tells_its_end(response: httpx.Response) -> bool:
    told = response.headers
    return "Content-Length" in told or "chunked" in told.get("Transfer-Encoding", "").lower()


def _told_name(response: httpx.Response) -> str:
    """The name in Content-Disposition: exports carry their moment there."""
    message = Message()
    message["Content-Disposition"] = response.headers.get("Content-Disposition", "")
    return message.get_filename() or ""


def _last_part(url: str) -> str:
    return unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]) or NAMELESS
