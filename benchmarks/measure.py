"""Runs one command in a process of its own and tells its seconds and its peak memory.

It keeps itself small (standard library only): Linux counts the starter's size as the least
peak of what it starts. Where the system has no `wait4` (Windows) the peak is None.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Timer


LONGEST_SECONDS = 1_200
"""No job of ten million rows takes half as long."""


@dataclass(frozen=True)
class Run:
    """One finished process. `peak_mb` is that of the largest single process in it."""

    code: int
    seconds: float
    peak_mb: float | None
    out: str
    err: str

    def figures(self) -> dict:
        """The JSON object the process printed last."""
        return json.loads(self.out.strip().splitlines()[-1])


class JobFailedError(Exception):
    """A process of the bench ended badly; says which and its last words."""


def memory_gib() -> float | None:
    """Memory of this machine; None on Windows, which is not asked."""
    if not hasattr(os, "sysconf"):
        return None
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)


def must(done: Run) -> Run:
    """The run, if it ended well; else JobFailedError."""
    if done.code:
        raise JobFailedError(f"exit {done.code}: {done.err.strip()[-2000:]}")
    return done


def _peak_mb(usage) -> float:
    return usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _finish(process: subprocess.Popen) -> float | None:
    if not hasattr(os, "wait4"):
        process.wait()
        return None
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return round(_peak_mb(usage), 1)


def _end(process: subprocess.Popen) -> None:
    """Ends a process and all that it started."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def run(
    command: list[str],
    environment: dict[str, str] | None = None,
    longest: float = LONGEST_SECONDS,
) -> Run:
    """Runs a command to its end; its output goes through files, so it is never held up.

    longest: seconds after which it is ended: one job that hangs does not cost all others.
    """
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        with out.open("wb") as stdout, err.open("wb") as stderr:
            started = time.perf_counter()
            process = subprocess.Popen(
                command,
                stdout=stdout,
                stderr=stderr,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
            )
            peak = _finish_in_time(process, longest)
            seconds = time.perf_counter() - started
        texts = [path.read_text(encoding="utf-8", errors="replace") for path in (out, err)]
    if process.returncode and seconds >= longest:
        texts[1] = f"ended after {longest:.0f} s"
    return Run(process.returncode, seconds, peak, *texts)


def _finish_in_time(process: subprocess.Popen, longest: float) -> float | None:
    """Waits for its end; whatever interrupts the waiting ends the process too."""
    watch = Timer(longest, _end, [process])
    watch.start()
    try:
        return _finish(process)
    except BaseException:
        _end(process)
        raise
    finally:
        watch.cancel()
