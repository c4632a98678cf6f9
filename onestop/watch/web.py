"""A line to a web server: certificates checked, redirects not followed elsewhere, who asks told.

It knows HTTP's answers and which are worth another try; what is in one it refuses to know.
"""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

from onestop.domain.connections import Connection, Web
from onestop.watch.faults import TransientError, said_of
from onestop.watch.found import PIECE, Basket, FetchError, Outside
from onestop.watch.token import Pass


WAITS = (1, 3, 10)
"""Seconds before the second, third and fourth try of one request."""

LONGEST_WAIT = 60
"""What a server may ask us to wait before another try; more is a matter for the next visit."""

MOST_REDIRECTS = 5
BUSY = frozenset({429, 500, 502, 503, 504})
NOT_MODIFIED, UNKNOWN_CALLER = 304, 401
Answer = TypeVar("Answer")


class Line:
    """Requests to one declared address."""

    def __init__(self, client: httpx.Client, web: Web, allowed: Pass, outside: Outside) -> None:
        self.client, self.web, self._pass = client, web, allowed
        self._sleep = outside.sleep
        self.where = urlsplit(web.url).hostname or ""

    def get(
        self,
        read: Callable[[httpx.Response], Answer],
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """What `read` makes of the answer; tried again where that may help.

        A refused token is fetched anew once. Raises FetchError.
        """
        for wait in (*WAITS, None):
            try:
                return self._with_pass(read, query or {}, headers or {})
            except TransientError as error:
                if wait is None or error.wait > LONGEST_WAIT:
                    raise
                self._sleep(max(wait, error.wait))
        raise AssertionError("the last try answers or raises")

    def _with_pass(self, read: Callable, query: Mapping, headers: Mapping) -> Any:
        for again in (True, False):
            with self._answer(query, {**self._pass.headers(), **headers}) as response:
                if response.status_code != UNKNOWN_CALLER or not again or not self._pass.renew():
                    _must_be_good(response, self.where)
                    return read(response)
        raise AssertionError("the second answer is read or refused")

    @contextmanager
    def _answer(self, query: Mapping, headers: Mapping) -> Iterator[httpx.Response]:
        url = httpx.URL(self.web.url).copy_merge_params({**self.web.query, **query})
        with said_of(self.where):
            for _ in range(MOST_REDIRECTS):
                request = self.client.build_request("GET", url, headers=dict(headers))
                response = self.client.send(request, stream=True)
                if not response.has_redirect_location:
                    break
                response.close()
                url, headers = self._followed(response, headers)
            else:
                raise FetchError(f"Máy chủ {self.where} chuyển hướng quá nhiều lần.")
            try:
                yield response
            finally:
                response.close()

    def _followed(self, response: httpx.Response, headers: Mapping) -> tuple[httpx.URL, Mapping]:
        """Where a redirect leads; another host must be declared, and never hears who asks."""
        old, new = response.request.url, response.next_request.url
        if (old.scheme, old.host, old.port) == (new.scheme, new.host, new.port):
            return new, headers
        if new.host not in self.web.redirect_hosts or (old.scheme, new.scheme) == ("https", "http"):
            raise FetchError(
                f"Máy chủ {self.where} chuyển hướng sang {new.scheme}://{new.host}, không được"
                " theo. Nếu đúng là nơi cần lấy, ghi vào khai báo: redirect_hosts, hoặc sửa url."
            )
        ours = {name.lower() for name in self._pass.headers()}
        return new, {name: told for name, told in headers.items() if name.lower() not in ours}


@contextmanager
def line_to(connection: Connection, web: Web, outside: Outside) -> Iterator[Line]:
    """A line for one visit. Only what is declared counts: no proxy or file of the machine's."""
    with httpx.Client(
        verify=trust(connection, web.ca_file),
        timeout=connection.timeout,
        follow_redirects=False,
        trust_env=False,
        proxy=web.proxy or None,
        headers={"User-Agent": "onestop", **web.headers},
    ) as client:
        yield Line(client, web, Pass(client, web.token, outside.secret), outside)


def trust(connection: Connection, ca_file: str) -> ssl.SSLContext:
    """Whom to trust: the machine's authorities, or those of the declared file alone."""
    try:
        told = str(connection.path(ca_file)) if ca_file else None
        return ssl.create_default_context(cafile=told)
    except OSError as error:
        raise FetchError(f"Không đọc được ca_file {ca_file} ({error.strerror}).") from error


def read_into(basket: Basket, name: str) -> Callable[[httpx.Response], str]:
    """A reader that puts the body into the basket and tells its hash; what was begun is dropped
    if it breaks off."""

    def read(response: httpx.Response) -> str:
        digest = hashlib.sha256()
        with basket.add(name) as file:
            for piece in response.iter_bytes(PIECE):
                digest.update(piece)
                file.write(piece)
        return digest.hexdigest()

    return read


def _must_be_good(response: httpx.Response, where: str) -> None:
    status = response.status_code
    if status in BUSY:
        error = TransientError(f"Máy chủ {where} đang bận hoặc lỗi (HTTP {status}).")
        asked = response.headers.get("Retry-After", "")
        error.wait = float(asked) if asked.isascii() and asked.isdigit() else 0.0
        raise error
    if status == UNKNOWN_CALLER or status == 403:
        raise FetchError(f"Máy chủ {where} không nhận token hoặc mật khẩu (HTTP {status}).")
    if status != NOT_MODIFIED and not response.is_success:
        raise FetchError(f"Máy chủ {where} trả lời HTTP {status}; hãy kiểm tra địa chỉ.")
