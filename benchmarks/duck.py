"""The raw limit of questions: DuckDB over Parquet of the same rows, in a process of its own.

`duck.py write CSV PARQUET` is not timed; `duck.py ask PARQUET UNIT-NAME` prints one JSON line:
milliseconds and the counts themselves, which must be the product's. It knows no product.
"""

from __future__ import annotations

import json
import statistics
import sys
import time

import duckdb


REPEATS = 9
FROM, UNTIL = "2023-12-15", "2024-12-15"
"""The official year 2024, half-open."""

DATES = ("Ngày tiếp nhận", "Ngày hẹn trả KQ", "Ngày có kết quả", "Ngày trả kết quả")

COUNTS = f"""
  count(*) FILTER (received >= DATE '{FROM}' AND received < DATE '{UNTIL}'
    AND status NOT IN ('Mới đăng ký', 'Không được tiếp nhận')) AS received,
  count(*) FILTER (closed >= DATE '{FROM}' AND closed < DATE '{UNTIL}') AS resolved,
  count(*) FILTER (closed >= DATE '{FROM}' AND closed < DATE '{UNTIL}'
    AND closed::DATE > due::DATE) AS late
"""

DOSSIERS = """
  SELECT "Cơ quan giải quyết" AS unit, "Lĩnh vực" AS area, "Trạng thái" AS status,
    "Ngày tiếp nhận" AS received, "Ngày hẹn trả KQ" AS due,
    CASE WHEN "Trạng thái" IN ('Đã xử lý xong', 'Đã trả kết quả', 'Công dân yêu cầu rút hồ sơ')
      THEN greatest(coalesce("Ngày có kết quả", "Ngày trả kết quả"), "Ngày tiếp nhận") END AS closed
  FROM read_parquet(?)
"""

QUESTIONS = {
    "total": f"SELECT '' AS name, {COUNTS} FROM ({DOSSIERS})",
    "by unit": f"SELECT unit, {COUNTS} FROM ({DOSSIERS}) GROUP BY unit",
    "by area": f"SELECT area, {COUNTS} FROM ({DOSSIERS}) GROUP BY area",
    "one unit by area": f"SELECT area, {COUNTS} FROM ({DOSSIERS}) WHERE unit = ? GROUP BY area",
}


def write(csv_path: str, parquet_path: str) -> dict:
    """The csv as DuckDB reads it by itself, dates as dates."""
    with duckdb.connect() as connection:
        dates = dict.fromkeys(DATES, "TIMESTAMP")
        read = "read_csv(?, timestampformat = '%d/%m/%Y %H:%M:%S', types = ?)"
        connection.execute(
            f"COPY (SELECT * FROM {read}) TO '{_quoted(parquet_path)}' (FORMAT parquet)",
            [csv_path, dates],
        )
    return {}


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def ask(parquet_path: str, unit_name: str) -> dict:
    """Milliseconds by question (the first, the median of the rest) and its counts by name."""
    figures = {}
    with duckdb.connect() as connection:
        for name, statement in QUESTIONS.items():
            told = [parquet_path, unit_name][: statement.count("?")]
            times = []
            for _ in range(REPEATS + 1):
                started = time.perf_counter()
                rows = connection.execute(statement, told).fetchall()
                times.append((time.perf_counter() - started) * 1000)
            counts = {key: list(found) for key, *found in rows if any(found)}
            first, median = round(times[0], 2), round(statistics.median(times[1:]), 2)
            figures[name] = {"first_ms": first, "ms": median, "counts": counts}
    return figures


JOBS = {"write": write, "ask": ask}


if __name__ == "__main__":
    print(json.dumps(JOBS[sys.argv[1]](*sys.argv[2:]), ensure_ascii=False))
