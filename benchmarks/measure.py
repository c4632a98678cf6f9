"""Runs one command in a process of its own and tells its seconds and its peak memory.

It keeps itself small (standard library only): Linux counts the starter's size as the least
peak of what it starts. Where the system has no `wait4` (Windows) the peak is None.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path


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


def _peak_mb(usage) -> float:
    return usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _finish(process: subprocess.Popen) -> float | None:
    if not hasattr(os, "wait4"):
        process.wait()
        return None
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return round(_peak_mb(usage), 1)


def run(command: list[str], environment: dict[str, str] | None = None) -> Run:
    """Runs a command to its end; its output goes through files, so it is never held up."""
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        with out.open("wb") as stdout, err.open("wb") as stderr:
            started = time.perf_counter()
            process = subprocess.Popen(
                command,
                stdout=stdout,
                stderr=stderr,
                env={**os.environ, **(environment or {})},
            )
            peak = _finish(process)
            seconds = time.perf_counter() - started
        texts = [path.read_text(encoding="utf-8", errors="replace") for path in (out, err)]
    return Run(process.returncode, seconds, peak, *texts)
