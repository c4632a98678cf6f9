"""Serving the pages: gunicorn on Linux, waitress on Windows, one command for both."""

from __future__ import annotations

import atexit
import ipaddress
import os
import shutil
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from onestop.commands.context import Context, context, on_terminal
from onestop.commands.words import say
from onestop.domain.errors import UsageError
from onestop.settings import share_counts


THREADS = 4
"""Per worker: a page mostly waits for the database."""

TIMEOUT_SECONDS = 120
"""A list of 100,000 dossiers as xlsx takes half a minute."""


@dataclass(frozen=True)
class Address:
    """Where the pages are served."""

    host: str
    port: int

    @property
    def is_this_machine_only(self) -> bool:
        """Whether nobody on the network can reach it."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def url(self, rest: str = "/") -> str:
        """What to open in a browser."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}{rest}"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ / address.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8050,
    show_default=True,
    help="Cổng / port.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Số tiến trình (Windows: một) / processes (Windows: one).",
)
def serve(host: str, port: int, workers: int) -> None:
    """Serve the pages (mở các trang web)."""
    here = context()
    _ = here.engine  # a store that is not there is said before anything is opened
    run(here, Address(host, port), workers)


def run(here: Context, address: Address, workers: int, rest: str = "/") -> None:
    """Serves until stopped; `rest`: the page that is told to the user."""
    counts = counted_together()
    from onestop.running import memory
    from onestop.wsgi import has_accounts, serve_context

    is_known = has_accounts(here)
    if not (is_known or address.is_this_machine_only):
        raise UsageError(say("serving_refused", host=address.host))
    must_be_free(address)
    is_open = not address.is_this_machine_only
    server = serve_context(here, is_open_to_network=is_open, counts=counts)
    here.engine.dispose()  # no connection may cross a fork
    memory.settle()
    click.echo(say("serving", url=address.url(rest)))
    if not is_known:
        click.echo(say("serving_here"))
    elif not (address.is_this_machine_only or here.settings.access.is_https):
        click.echo(say("serving_plainly"))
    if os.name == "nt":
        _waitress(server, address)
    else:
        _gunicorn(server, address, workers)


def counted_together() -> str:
    """A folder in which all workers count for Prometheus; before anything counts."""
    from onestop.running import logs

    logs.set_up(is_terminal=on_terminal())
    if os.name == "nt":  # one process
        return ""
    folder = tempfile.mkdtemp(prefix="onestop-counts-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    share_counts(Path(folder))
    return folder


def must_be_free(address: Address) -> None:
    """Raises UsageError where something else listens, or nothing may."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            line.bind((address.host, address.port))
        except OSError as error:
            where = f"{address.host}:{address.port}"
            raise UsageError(say("port_taken", where=where, reason=error.strerror)) from error


def _waitress(server: Any, address: Address) -> None:
    from waitress import serve as serve_forever

    told = {"host": address.host, "port": address.port, "threads": 2 * THREADS, "ident": None}
    # What a proxy says is kept for us to judge: whoever was handed over is not this machine.
    serve_forever(server, **told, clear_untrusted_proxy_headers=False)


def _gunicorn(server: Any, address: Address, workers: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Pages(BaseApplication):
        """The server, loaded once and then forked."""

        def load_config(self) -> None:
            """Our settings; none is read from the command line or the environment."""
            host = f"[{address.host}]" if ":" in address.host else address.host
            told = {
                "bind": f"{host}:{address.port}",
                "workers": workers,
                "threads": THREADS,
                "worker_class": "gthread",
                "preload_app": True,
                "timeout": TIMEOUT_SECONDS,
                "graceful_timeout": 20,
                "loglevel": "warning",
                "proc_name": "onestop",
                "control_socket_disable": True,
                "forwarded_allow_ips": "",  # ONESTOP_TRUSTED_PROXIES alone says who is believed
            }
            for name, value in told.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            """The Flask server."""
            return server

    Pages().run()


COMMANDS = {"serve": serve}
