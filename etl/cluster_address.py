"""Finding a cluster, and whether its machines may read for us: every reason why not is a
sentence that says what to do.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from etl.cluster_task import version
from onestop.domain.errors import UsageError


if TYPE_CHECKING:
    from distributed import Client


CONNECT_SECONDS = 15
"""A scheduler, or a worker, that is silent for so long is said to be unreachable."""

PROTOCOLS = ("tcp://", "tls://")


def connected(address: str, own: str) -> Client:
    """A client of the scheduler at tcp://…, tls://… or in a scheduler's file, whose machines
    all run version `own`. Raises UsageError.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise UsageError('Thiếu thư viện Dask; hãy cài: pip install "onestop[cluster]".') from error
    found = _address_of(address)
    try:
        client = Client(found, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError, ImportError, TypeError) as error:
        raise UsageError(
            f"Không nối được với cụm máy {found} trong {CONNECT_SECONDS} giây; hãy kiểm tra"
            " địa chỉ, máy điều phối (dask scheduler) và chứng chỉ nếu là tls://."
        ) from error
    try:
        _must_have_workers(client, found)
        _must_be_alike(client, own)
    except BaseException:
        client.close()
        raise
    return client


def threads_of(client: Client) -> int:
    """How many orders the cluster can work at now; 0 where nobody answers."""
    try:
        told = client.sync(client.scheduler.identity, callback_timeout=CONNECT_SECONDS)
    except (OSError, TimeoutError, RuntimeError, AttributeError):
        return 0
    return told["total_threads"]


def _address_of(asked: str) -> str:
    """What a scheduler's file says, or the address itself."""
    if asked.startswith(PROTOCOLS):
        return asked
    try:
        return str(json.loads(Path(asked).read_text(encoding="utf-8"))["address"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"“{asked}” không phải địa chỉ cụm máy: hãy viết tcp://máy:8786, tls://máy:8786"
            " hoặc chỉ tới tệp mà “dask scheduler --scheduler-file” đã ghi."
        ) from error


def _must_have_workers(client: Client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except TimeoutError as error:
        raise UsageError(
            f"Cụm máy {address} không có máy đọc nào; hãy chạy “dask worker {address}” ở từng máy."
        ) from error


def _must_be_alike(client: Client, own: str) -> None:
    """The scheduler, too: it takes orders apart before it hands them on."""
    told = {"máy điều phối": _told(client.run_on_scheduler)}
    workers = _told(partial(client.run, on_error="return"))
    told |= workers if isinstance(workers, dict) else {"máy đọc": workers}
    others = {where: other for where, other in told.items() if other != own}
    for where, other in others.items():
        found = f"có onestop {other}" if isinstance(other, str) else "không có bản onestop nào hợp"
        raise UsageError(
            f"Cụm máy không dùng được: {where} {found}, máy này có {own}."
            " Hãy cài cùng một bản onestop ở mọi máy, kể cả máy điều phối, rồi chạy lại cụm."
        )


def _told(run: Callable) -> object:
    """What was said of the version, or why nothing was."""
    try:
        return run(version)
    except Exception as error:  # noqa: BLE001 (whatever another version raises on being asked)
        return error
