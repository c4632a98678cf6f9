"""The loader: `python -m onestop.intake.work`, told the installation, then one push a line.

It answers each line with one of its own, and ends when nobody speaks to it any more. What goes
wrong becomes a kind of error in the answer: a message may quote a person's data.
"""

from __future__ import annotations

import json
import os
import sys
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, Any


IDLE_SECONDS = 900.0
"""After a quarter of an hour without a push its memory is given back."""


def main() -> None:
    """Listens, loads, answers."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing else may speak on that line
    heard: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
    Thread(target=_hear, args=(sys.stdin.buffer, heard), daemon=True).start()
    loader = None
    while told := _next(heard):
        if loader is None:
            from onestop.intake.pushed import Pushes

            loader = Pushes.of(told)
            continue
        answers.write(json.dumps(_answer(loader, told)).encode() + b"\n")
        answers.flush()


def _hear(line: IO[bytes], heard: SimpleQueue) -> None:
    for said in line:
        heard.put(json.loads(said))
    heard.put(None)


def _next(heard: SimpleQueue) -> dict[str, Any] | None:
    try:
        return heard.get(timeout=IDLE_SECONDS)
    except Empty:
        return None


def _answer(loader: Any, told: dict[str, Any]) -> dict[str, Any]:
    try:
        return loader.take(told)
    except Exception as error:  # noqa: BLE001 - nobody else is there to tell it
        return {"state": "failed", "kind": type(error).__name__}


if __name__ == "__main__":
    main()
