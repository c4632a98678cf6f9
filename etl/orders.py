"""What a reader is asked to do and what it answers, wherever it works.

An order is data and crosses to other processes and machines; carrying it out touches
nothing but the file's bytes, so it may be done twice. Its text never tells what is in it:
logs of other machines hold the text of whatever fails there.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from etl.batch import Batch
from etl.old_text import may_be_old
from etl.parse import Parser
from etl.read_csv import Text
from etl.reading import Asked, Lists, Opened, parser_of
from etl.snapshots import Snapshot
from onestop.domain.dossier import JOINED_KINDS
from onestop.domain.errors import InputError, OnestopError, UnreadableFileError


class LostError(UnreadableFileError):
    """Whoever read the file is gone: nothing is said against the file itself."""


@dataclass(frozen=True)
class Told:
    """A batch of a profile's list; without a batch: the profile's end, or its refusal."""

    profile: str
    number: int = 0
    batch: Batch | None = None
    refusal: InputError | None = None


@dataclass(frozen=True)
class Carried:
    """The last word of a part: what it leaves to the next, and whether it may stand alone."""

    state: tuple
    is_doubtful: bool


@dataclass(frozen=True, repr=False)
class FileOrder:
    """A whole file to be recognised and read. `only`: one profile's lists; `skip`: profiles
    that are loaded already. Joined lists are read only when asked for by `only`.
    """

    snapshot: Snapshot
    asked: Asked
    only: str = ""
    skip: frozenset[str] = frozenset()

    def wants(self, lists: Lists) -> bool:
        """Whether a profile's lists are to be read, not only recognised."""
        profile = lists.profile
        if self.only:
            return profile.code == self.only
        return profile.kind not in JOINED_KINDS and profile.code not in self.skip

    def carry_out(self) -> Iterator[list[Lists] | Told]:
        """The file's lists, then the batches and the end of each wanted profile."""
        opened = Opened(self.snapshot, self.asked)
        try:
            yield opened.lists
            for lists in filter(self.wants, opened.lists):
                yield from _told(opened, lists.profile.code)
        finally:
            opened.close()


@dataclass(frozen=True, repr=False)
class PartOrder:
    """Some whole records of a csv, to be read as if all before them had been.

    `start`, `end`: its bytes; `skipped`: the records before it. `carried`: what the parser
    is believed to know by then. `asked` comes without the sources: the layout is known.
    """

    snapshot: Snapshot
    asked: Asked
    lists: Lists
    cut: Text
    start: int
    end: int
    skipped: int
    carried: tuple | None

    def body(self) -> bytes:
        """The part's own bytes."""
        with self.snapshot.location.open("rb") as file:
            file.seek(self.start)
            return file.read(self.end - self.start)

    def carry_out(self, body: bytes | None = None) -> Iterator[Told | Carried]:
        """The part's batches, then what it leaves to the next."""
        cut = replace(self.cut, path=BytesIO(self.body() if body is None else body))
        parser, is_doubtful = self._parser(), False
        for chunk in cut.read_body(0, self.asked.chunk_rows):
            is_doubtful = is_doubtful or may_be_old(chunk)
            batch = parser.parse(replace(chunk, rows=chunk.rows + self.skipped))
            yield Told(self.lists.profile.code, 0, batch)
        yield Carried(parser.carried(), is_doubtful)

    def _parser(self) -> Parser:
        parser = parser_of(self.snapshot, self.asked, self.lists.layouts[0])
        if self.carried is not None:
            parser.carry(self.carried)
        return parser


Order = FileOrder | PartOrder


def worded(failed: BaseException, shown: str) -> Exception:
    """A failure as the loader can raise it: a fault of ours keeps its traceback as text."""
    if isinstance(failed, OnestopError):
        return failed
    if isinstance(failed, MemoryError):
        remedy = "Hãy chia nhỏ tệp rồi nạp lại."
        return UnreadableFileError(shown, "không đủ bộ nhớ để đọc tệp.", remedy)
    return RuntimeError("".join(traceback.format_exception(failed)))


def with_sources(order: Order, sources: object) -> Order:
    """The order with other sources: they are told once to each reader, not with each file."""
    return replace(order, asked=replace(order.asked, sources=sources))


def elsewhere(order: Order, location: Path) -> Order:
    """The order for the same bytes that lie somewhere else."""
    return replace(order, snapshot=replace(order.snapshot, location=location))


def _told(opened: Opened, profile: str) -> Iterator[Told]:
    try:
        for number, batch in opened.batches(profile):
            yield Told(profile, number, batch)
    except InputError as refusal:
        yield Told(profile, refusal=refusal)
    else:
        yield Told(profile)
