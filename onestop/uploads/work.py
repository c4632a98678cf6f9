"""The errand itself: `python -m onestop.uploads.work FOLDER`, told what to do on standard input.

Its first act is to hold the folder, so that everybody sees it live; its last is the report.
What goes wrong becomes a sentence there; it has no other voice. It never reads the clock.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path

from onestop.storage.hold import held
from onestop.uploads.folder import BEGUN, PREVIEWS, REPORT, SEEING, WORKING, Folder


def main(folder: Folder, told: dict) -> None:
    """Does what is asked; whatever ends it is told in the folder."""
    is_look = told["what"] == "look"
    with held(folder.path / (SEEING if is_look else WORKING)) as mine:
        if not mine:
            return
        if not is_look:
            (folder.path / BEGUN).touch()
        answer = {"previews": []} if is_look else {"reports": []}
        try:
            # Imported while the folder is held already: a second or two of a slow machine.
            from onestop.uploads import tasks

            answer |= tasks.TASKS[told["what"]](folder, told)
            answer["error"] = ""
        except Exception as error:  # noqa: BLE001 - nobody else is there to tell it
            answer["error"] = _sentence(error)
        folder.write(PREVIEWS if is_look else REPORT, answer)


def _sentence(error: Exception) -> str:
    """What went wrong without a cell's content: unexpected errors may quote one."""
    from onestop.domain.errors import OnestopError

    if isinstance(error, OnestopError):
        return str(error)
    if isinstance(error, OSError):
        return (
            f"Không đọc hoặc ghi được tệp ({error.strerror or type(error).__name__})."
            " Hãy kiểm tra quyền và chỗ trống trên đĩa của máy chủ."
        )
    return f"Lỗi ngoài dự kiến ({type(error).__name__}). Hãy báo người quản trị."


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main(Folder(Path(sys.argv[1])), json.loads(sys.stdin.buffer.read()))
