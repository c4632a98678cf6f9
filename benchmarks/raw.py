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
from pathlib import Path


KEY = "Mã hồ sơ"
MARKS = {"i": "bigint", "f": "double precision"}


def _table(frame, text: str) -> str:
    """One table with the frame's columns, the dossier code as its key."""
    kinds = [f'"{name}" {MARKS.get(kind.kind, text)}' for name, kind in frame.dtypes.items()]
    return f'CREATE TABLE dossier ({", ".join(kinds)}, PRIMARY KEY ("{KEY}"))'


def sqlite_load(csv_path: str) -> dict:
    """(a) pandas.read_csv, then executemany of the same rows into one SQLite table."""
    import pandas as pd

    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        frame = pd.read_csv(csv_path)
        read = time.perf_counter() - started
        connection = sqlite3.connect(Path(folder, "raw.db"))
        connection.execute(_table(frame, "text"))
        marks = ", ".join("?" * frame.shape[1])
        rows = frame.itertuples(index=False, name=None)
        connection.executemany(f"INSERT INTO dossier VALUES ({marks})", rows)
        connection.commit()
        connection.close()
        return {"seconds": time.perf_counter() - started, "read": read, "rows": len(frame)}


def postgresql_load(csv_path: str, address: str) -> dict:
    """(a) the same into PostgreSQL: psycopg's executemany into one table with the key."""
    import pandas as pd
    import psycopg

    started = time.perf_counter()
    frame = pd.read_csv(csv_path)
    read = time.perf_counter() - started
    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS dossier")
        cursor.execute(_table(frame, "text"))
        plain = frame.astype(object).where(frame.notna(), None)
        marks = ", ".join(["%s"] * frame.shape[1])
        rows = plain.itertuples(index=False, name=None)
        cursor.executemany(f"INSERT INTO dossier VALUES ({marks})", rows)
    return {"seconds": time.perf_counter() - started, "read": read, "rows": len(frame)}


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
        connection = sqlite3.connect(Path(folder, "analyst.db"))
        frame.to_sql("dossier", connection, index=False)
        connection.close()
    stored = time.perf_counter() - started - read
    grouped = _late_by_unit(frame, pd)
    seconds = time.perf_counter() - started
    parts = {"read": read, "to_sql": stored, "group_by": seconds - read - stored}
    return {"seconds": seconds, **parts, "rows": len(frame), "units": len(grouped)}


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
    for function in (sqlite_load, postgresql_load, calamine_read, imports_only, analyst)
}


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] not in BASELINES:
        sys.exit(f"usage: raw.py {'|'.join(BASELINES)} [PATH [POSTGRESQL-ADDRESS]]")
    figures = BASELINES[sys.argv[1]](*sys.argv[2:])
    rounded = {k: round(v, 3) if isinstance(v, float) else v for k, v in figures.items()}
    print(json.dumps(rounded))


if __name__ == "__main__":
    main()
