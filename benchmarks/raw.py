"""The fixed baselines: what plain libraries need, default settings, nothing clever.

Each runs in a process of its own: `python benchmarks/raw.py NAME ARGUMENTS` prints one JSON
line with `seconds` (the work alone, libraries already imported) and its parts.
These functions are quoted in the notes; a change here changes every ratio.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path


KEY, PORTAL_KEY = "Mã hồ sơ", "MaHoSo"
MARKS = {"i": "bigint", "f": "double precision"}

CHUNK_ROWS = 1_000_000
"""Above a million rows the same work is done a million at a time: memory stays bounded."""


def load(csv_path: str, address: str) -> dict:
    """(a) pandas.read_csv, then executemany of the same rows into one table with its key."""

    def insert(cursor, frame, mark: str) -> None:
        marks = ", ".join([mark] * frame.shape[1])
        cursor.executemany(f"INSERT INTO dossier VALUES ({marks})", _rows(frame, mark))

    return _filled(csv_path, address, insert)


def copy(csv_path: str, address: str) -> dict:
    """(a, stricter) the same read, then PostgreSQL's own COPY of the same rows."""

    def insert(cursor, frame, mark: str) -> None:
        with cursor.copy("COPY dossier FROM STDIN") as stream:
            for row in _rows(frame, mark):
                stream.write_row(row)

    return _filled(csv_path, address, insert)


def _filled(csv_path: str, address: str, insert: Callable) -> dict:
    """The table filled frame by frame, and what reading and all of it took."""
    started = time.perf_counter()
    read = rows = 0
    connection, mark = _connect(address)
    for frame, seconds in _frames(csv_path):
        if not rows:
            _make_table(connection, frame)
        insert(connection.cursor(), frame, mark)
        read, rows = read + seconds, rows + len(frame)
    connection.commit()
    connection.close()
    return {"seconds": time.perf_counter() - started, "read": read, "rows": rows}


def portal(json_path: str, address: str) -> dict:
    """(a) the second source: orjson of each line, executemany as an upsert by the code."""
    started = time.perf_counter()
    connection, mark = _connect(address)
    with Path(json_path).open("rb") as file:
        names = list(_parsed(next(iter(file))))
    columns = [f'"{name}" text' for name in names]
    connection.cursor().execute("DROP TABLE IF EXISTS portal")
    connection.cursor().execute(
        f'CREATE TABLE portal ({", ".join(columns)}, PRIMARY KEY ("{PORTAL_KEY}"))'
    )
    with Path(json_path).open("rb") as file:
        rows = (tuple(_parsed(line).values()) for line in file)
        connection.cursor().executemany(_upsert("portal", PORTAL_KEY, names, mark), rows)
    connection.commit()
    count = connection.cursor().execute("SELECT count(*) FROM portal").fetchone()[0]
    connection.close()
    return {"seconds": time.perf_counter() - started, "rows": count}


def day(csv_path: str, address: str) -> dict:
    """(a) a day's rows: pandas.read_csv, executemany as an upsert into the table of `load`."""
    started = time.perf_counter()
    rows = 0
    connection, mark = _connect(address)
    for frame, _ in _frames(csv_path):
        upsert = _upsert("dossier", KEY, list(frame.columns), mark)
        connection.cursor().executemany(upsert, _rows(frame, mark))
        rows += len(frame)
    connection.commit()
    connection.close()
    return {"seconds": time.perf_counter() - started, "rows": rows}


def vacuum(address: str) -> dict:
    """What PostgreSQL does by itself some minutes after many changes, done at once."""
    started = time.perf_counter()
    connection, _ = _connect(address.replace("+psycopg", ""))
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE")
    connection.close()
    return {"seconds": time.perf_counter() - started}


def size(address: str) -> dict:
    """Bytes of the table of `load` with its key; of the whole file on SQLite."""
    if not address.startswith("postgresql"):
        return {"bytes": Path(address).stat().st_size}
    connection, _ = _connect(address)
    asked = "SELECT pg_total_relation_size('dossier')"
    found = connection.cursor().execute(asked).fetchone()[0]
    version = connection.info.parameter_status("server_version")
    connection.close()
    return {"bytes": found, "version": version}


def _connect(address: str) -> tuple:
    """A connection, and how its statements mark a value."""
    if address.startswith("postgresql"):
        import psycopg

        return psycopg.connect(address), "%s"
    return sqlite3.connect(address), "?"


def _frames(csv_path: str) -> Iterator[tuple]:
    """The rows as frames, each with the seconds its reading took."""
    import pandas as pd

    started = time.perf_counter()
    for frame in pd.read_csv(csv_path, chunksize=CHUNK_ROWS):
        yield frame, time.perf_counter() - started
        started = time.perf_counter()


def _make_table(connection, frame) -> None:
    """One table with the frame's columns, the dossier code as its key."""
    kinds = [f'"{name}" {MARKS.get(kind.kind, "text")}' for name, kind in frame.dtypes.items()]
    connection.cursor().execute("DROP TABLE IF EXISTS dossier")
    connection.cursor().execute(f'CREATE TABLE dossier ({", ".join(kinds)}, PRIMARY KEY ("{KEY}"))')


def _rows(frame, mark: str) -> Iterator[tuple]:
    """SQLite takes NaN for NULL; psycopg has to be given None."""
    plain = frame if mark == "?" else frame.astype(object).where(frame.notna(), None)
    return plain.itertuples(index=False, name=None)


def _upsert(table: str, key: str, names: list[str], mark: str) -> str:
    marks = ", ".join([mark] * len(names))
    others = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name != key)
    return f'INSERT INTO {table} VALUES ({marks}) ON CONFLICT ("{key}") DO UPDATE SET {others}'


def _parsed(line: bytes) -> dict:
    """One dossier's members; lists stay JSON."""
    import orjson

    told = orjson.loads(line)
    return {k: v if isinstance(v, str) else orjson.dumps(v).decode() for k, v in told.items()}


def calamine_read(xlsx_path: str) -> dict:
    """(b) the bare calamine read of a workbook's first sheet."""
    from python_calamine import CalamineWorkbook

    started = time.perf_counter()
    rows = CalamineWorkbook.from_path(xlsx_path).get_sheet_by_index(0).to_python()
    return {"seconds": time.perf_counter() - started, "rows": len(rows) - 1}


def imports_only() -> dict:
    """(c) a Python that imports only sqlalchemy and click; time its whole process."""
    started = time.perf_counter()
    import click
    import sqlalchemy

    libraries = [click.__name__, sqlalchemy.__name__]
    return {"seconds": time.perf_counter() - started, "libraries": libraries}


def analyst(path: str) -> dict:
    """(d) what an analyst does: pandas reads (openpyxl for xlsx), to_sql, group-by of a year."""
    import pandas as pd

    started = time.perf_counter()
    is_book = path.endswith(".xlsx")
    frame = pd.read_excel(path, engine="openpyxl") if is_book else pd.read_csv(path)
    read = time.perf_counter() - started
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "analyst.db")
        connection = sqlite3.connect(place)
        frame.to_sql("dossier", connection, index=False)
        connection.close()
        size_bytes = place.stat().st_size
    stored = time.perf_counter() - started - read
    grouped = _late_by_unit(frame, pd)
    seconds = time.perf_counter() - started
    parts = {"read": read, "to_sql": stored, "group_by": seconds - read - stored}
    told = {"rows": len(frame), "units": len(grouped), "bytes": size_bytes}
    return {"seconds": seconds, **parts, **told}


def _late_by_unit(frame, pd):
    columns = ["Ngày tiếp nhận", "Ngày hẹn trả KQ", "Ngày có kết quả"]
    received, due, done = (
        pd.to_datetime(frame[name], format="%d/%m/%Y %H:%M:%S") for name in columns
    )
    in_year = (received >= "2023-12-15") & (received < "2024-12-15")
    late = done.dt.normalize() > due.dt.normalize()
    return late[in_year].groupby(frame["Cơ quan giải quyết"]).agg(["sum", "count"])


BASELINES = {
    function.__name__.replace("_", "-"): function
    for function in (
        *(load, copy, portal, day, vacuum, size),
        *(calamine_read, imports_only, analyst),
    )
}


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] not in BASELINES:
        sys.exit(f"usage: raw.py {'|'.join(BASELINES)} [PATH] [SQLITE-FILE|POSTGRESQL-ADDRESS]")
    figures = BASELINES[sys.argv[1]](*sys.argv[2:])
    rounded = {k: round(v, 3) if isinstance(v, float) else v for k, v in figures.items()}
    print(json.dumps(rounded))


if __name__ == "__main__":
    main()
