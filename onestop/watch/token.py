"""Who asks: a token from a file, one fetched with the client's secret, or a user's password.

The only place that holds a secret; it gives it to the request and to nobody else.
"""

from __future__ import annotations

import base64
from collections.abc import Callable

import httpx

from onestop.domain.connections import Secret, Token
from onestop.watch.faults import said_of
from onestop.watch.found import FetchError


LONGEST_ANSWER = 1 << 20


class Pass:
    """What the requests of one visit show."""

    def __init__(self, client: httpx.Client, token: Token, secret: Callable[[Secret], str]) -> None:
        self._client, self._token, self._secret = client, token, secret
        self._shown: str | None = None

    def headers(self) -> dict[str, str]:
        """The header that tells who asks; none where nothing is declared."""
        if not self._token.secret:
            return {}
        if self._shown is None:
            self._shown = self._fresh()
        return {self._token.header: self._shown}

    def renew(self) -> bool:
        """After a refusal: whether there is another token to show."""
        if not self._token.secret:
            return False
        old, self._shown = self._shown, self._fresh()
        return bool(self._token.url) or self._shown != old

    def _fresh(self) -> str:
        told = self._token
        secret = self._secret(told.secret)
        if told.url:
            secret = self._granted(secret)
        elif told.user:
            pair = base64.b64encode(f"{told.user}:{secret}".encode()).decode()
            return f"Basic {pair}"
        shown = f"{told.prefix} {secret}".strip()
        if not shown.isascii() or not shown.isprintable():
            raise FetchError("Token có chữ không gửi được; hãy kiểm tra tệp bí mật.")
        return shown

    def _granted(self, secret: str) -> str:
        """A token by client credentials (RFC 6749, section 4.4)."""
        told = self._token
        form = {
            "grant_type": "client_credentials",
            "client_id": told.client_id,
            "client_secret": secret,
            **({"scope": told.scope} if told.scope else {}),
        }
        host = httpx.URL(told.url).host
        with said_of(host):
            response = self._client.post(told.url, data=form)
        if not response.is_success or len(response.content) > LONGEST_ANSWER:
            raise FetchError(f"Máy chủ {host} không cấp token (HTTP {response.status_code}).")
        try:
            granted = response.json()["access_token"]
        except (ValueError, KeyError, TypeError) as error:
            raise FetchError(f"Máy chủ {host} trả lời mà không có access_token.") from error
        return str(granted)
