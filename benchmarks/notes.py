"""What was measured so far: seconds, peaks and rows, by job, side, engine and size.

It knows how a failing job is noted and the others go on; it knows no job by name.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks.exports import short
from benchmarks.growth import exponent
from benchmarks.measure import JobFailedError, Run
from benchmarks.table import middle


BROKEN = (JobFailedError, subprocess.SubprocessError, OSError, ValueError, LookupError)
"""What a process that went wrong, or printed something else than figures, raises here."""


@dataclass(frozen=True)
class Job:
    """One thing timed: its name, who does it (product, raw, copy, analyst), where, how large."""

    name: str
    side: str
    engine: str
    size: int

    def __str__(self) -> str:
        return f"{self.engine} {short(self.size)} {self.side} {self.name}"


MOST_CHARACTERS = 300
"""Of a failure in the table: how it begins, and its last words."""


def brief(text: str) -> str:
    """A long text on one line: its beginning and its end."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_CHARACTERS else f"{line[:80]} … {line[-200:]}"


@dataclass
class Notes:
    """Every figure of a run; what failed, and its last words."""

    started: float = field(default_factory=time.perf_counter)
    seconds: dict[Job, list[float]] = field(default_factory=lambda: defaultdict(list))
    peaks: dict[Job, float] = field(default_factory=dict)
    rows: dict[tuple[str, int], int] = field(default_factory=dict)
    bytes: dict[Job, float] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    def say(self, text: str) -> None:
        """A line of progress with the seconds since the start."""
        elapsed = time.perf_counter() - self.started
        print(f"[{elapsed:6.0f} s] {text}", file=sys.stderr, flush=True)

    def timed(self, job: Job, work: Callable[[], Run], part: str = "") -> Run | None:
        """Does it and notes it; None if it failed, which is noted instead.

        part: the figure the process tells itself that counts, instead of the whole process.
        """
        with self.guarded(job.name, job.engine, job.size):
            done = work()
            seconds = done.figures()[part] if part else done.seconds
            self.note(job, seconds, done.peak_mb)
            self.say(f"{job}: {seconds:.2f} s, {done.peak_mb or 0:.0f} MB")
            return done
        return None

    def note(self, job: Job, seconds: float, peak_mb: float | None = None) -> None:
        """One more round of a job; of peaks the highest counts."""
        self.seconds[job].append(seconds)
        if peak_mb:
            self.peaks[job] = max(peak_mb, self.peaks.get(job, 0))

    @contextmanager
    def guarded(self, what: str, engine: str, size: int) -> Iterator[None]:
        """A failure inside is noted and said, and the run goes on behind it."""
        try:
            yield
        except BROKEN as error:
            told = f"{engine} {what} at {short(size)}"
            self.failures[told] = brief(str(error) or type(error).__name__)
            self.say(f"failed: {told}: {error}")

    def middle(self, job: Job) -> float | None:
        """The median of the rounds; None if there was none."""
        return middle(self.seconds[job]) if self.seconds.get(job) else None

    def growth(self, job: Job) -> float | None:
        """The exponent between a tenth of the size and the size; None if one is missing."""
        tenth = Job(job.name, job.side, job.engine, job.size // 10)
        return exponent(self.middle(tenth), self.middle(job))
