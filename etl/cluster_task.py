"""What runs on a machine of a cluster: an order is carried out on the bytes it means.

It trusts no path: bytes count only if their hash is the order's. It never raises, and its
parts have no text: whatever fails there is logged by others, with the text of its arguments.
"""

from __future__ import annotations

import hashlib
import pickle
import tempfile
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path

import etl
import onestop
from etl.orders import Order, PartOrder, elsewhere, with_sources, worded
from onestop.domain.errors import UnreadableFileError


ALIKE = ("numpy", "pandas", "python-calamine", "lxml")
"""Parts of other people that must be of one version: what is read could differ else."""


@dataclass(frozen=True, repr=False)
class Sealed:
    """An order on its way. `sha256`: of the bytes it means; `bytes_sent`: these, where the
    other machine does not see them; `by`: the version of whoever asks.
    """

    order: bytes
    sha256: str
    by: str
    bytes_sent: bytes | None = None


@dataclass(repr=False)
class Outcome:
    """What came of an order. `is_unseen`: the bytes could not be found; `other`: the version
    of a machine that is not of the asked one.
    """

    answers: list = field(default_factory=list)
    refusal: Exception | None = None
    is_unseen: bool = False
    other: str = ""


def sealed(order: Order, by: str, *, with_bytes: bool) -> Sealed:
    """The order with the hash of its bytes, and the bytes themselves where they are asked for."""
    where = order.snapshot.location.absolute()
    body = order.body() if isinstance(order, PartOrder) else None
    sha256 = order.snapshot.sha256 if body is None else _hash(body)
    if with_bytes and body is None:
        body = where.read_bytes()
    packed = pickle.dumps(with_sources(elsewhere(order, where), None), pickle.HIGHEST_PROTOCOL)
    return Sealed(packed, sha256, by, body if with_bytes else None)


def carry_out(told: Sealed, sources: object = None) -> Outcome:
    """The whole of an order's answers; a refusal comes as such, whatever it is."""
    if told.by != version():
        return Outcome(other=version())
    order = pickle.loads(told.order)  # noqa: S301 (of our own kind, over the cluster's own line)
    try:
        body = _bytes_of(order, told)
        if body is None:
            return Outcome(is_unseen=True)
        return Outcome(_answers(with_sources(order, sources), body, told))
    except BaseException as failed:  # noqa: BLE001 (a reader in Rust panics past Exception)
        return Outcome(refusal=worded(failed, order.snapshot.path_shown))


def _bytes_of(order: Order, told: Sealed) -> bytes | None:
    """The bytes that are meant, None where they are not here. Raises UnreadableFileError."""
    if told.bytes_sent is not None:
        if _hash(told.bytes_sent) != told.sha256:
            raise _changed(order)
        return told.bytes_sent
    try:
        found = order.body() if isinstance(order, PartOrder) else _of_file(order)
    except OSError:
        return None
    return found if found is not None and _hash(found) == told.sha256 else None


def _of_file(order: Order) -> bytes | None:
    where, size = order.snapshot.location, order.snapshot.size
    return where.read_bytes() if where.stat().st_size == size else None


def _answers(order: Order, body: bytes, told: Sealed) -> list:
    if isinstance(order, PartOrder):
        return list(order.carry_out(body))
    if told.bytes_sent is None:
        return list(order.carry_out())
    with tempfile.TemporaryDirectory(prefix="onestop-") as folder:
        place = Path(folder) / told.sha256
        place.write_bytes(body)
        return list(elsewhere(order, place).carry_out())


def _changed(order: Order) -> UnreadableFileError:
    problem = "tệp đã thay đổi trong lúc nạp."
    return UnreadableFileError(order.snapshot.path_shown, problem, "Hãy nạp lại.")


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


@cache
def version() -> str:
    """onestop's version, a digest of the modules that read, and of the parts they stand on."""
    told = hashlib.sha256()
    for folder in (Path(etl.__file__).parent, Path(onestop.__file__).parent / "domain"):
        for path in sorted(folder.glob("*.py")):
            told.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r", b"") + b"\0")
    parts = " ".join(f"{name} {metadata.version(name)}" for name in ALIKE)
    told.update(parts.encode())
    return f"{metadata.version('onestop')}+{told.hexdigest()[:8]}"
