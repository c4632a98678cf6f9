"""Whose word is believed on where a visitor comes from: that of proxies we were told of.

What anybody else says in `X-Forwarded-…` is left unread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import ip_address, ip_network
from typing import Any

from werkzeug.middleware.proxy_fix import ProxyFix


class TrustedProxies:
    """A WSGI server behind proxies: visitors' own addresses, and whether they came by https."""

    def __init__(self, inner: Callable, proxies: Iterable[str]) -> None:
        self.inner = inner
        self.believing = ProxyFix(inner, x_for=1, x_proto=1, x_host=0)
        self.networks = [ip_network(proxy) for proxy in proxies]

    def __call__(self, environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        """Answers a request."""
        if self.is_trusted(environ.get("REMOTE_ADDR", "")):
            return self.believing(environ, start_response)
        return self.inner(environ, start_response)

    def is_trusted(self, address: str) -> bool:
        """Whether a request comes from one of the proxies."""
        try:
            told = ip_address(address)
        except ValueError:  # a socket file has no address: only a proxy on this machine asks
            return False
        return any(told in network for network in self.networks)
