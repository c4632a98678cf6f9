"""Writes the text files: HTML called .xls, the quoted csv, the ratings, the catalogues.

Each function takes the world and a path; habits of real systems are said where they stand.
"""

from __future__ import annotations

import csv
import html
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from onestop.sample.places import DISTRICT, STAFF
from onestop.sample.wording import DESK_STATUSES, RATINGS, SCREEN_STATUSES, dated, in_words
from onestop.sample.world import World


TAN_DAN_HEADINGS = [
    "STT",
    "Đơn vị tiếp nhận",
    "Tên thủ tục hành chính",
    "Mã hồ sơ",
    "Trạng thái",
    "Địa chỉ",
    "Người nộp",
    "Chủ hồ sơ",
    "Ngày nộp hồ sơ",
    "Ngày nhận",
    "Ngày hẹn trả",
    "Ngày kết thúc xử lý",
]

DESK_HEADINGS = [
    "Mã hồ sơ",
    "Tên hồ sơ / Chủ hồ sơ",
    "Lĩnh vực",
    "Thủ tục hành chính",
    "Phòng ban",
    "Cơ quan/đơn vị",
    "Người xử lý",
    "Ngày tiếp nhận",
    "Hạn xử lý",
    "Ngày hẹn trả",
    "Ngày hoàn tất",
    "Hình thức nộp",
    "Trạng thái",
]

RATING_HEADINGS = ["Mã hồ sơ", "Mức độ hài lòng", "Ngày đánh giá"]

HTML_OPENING = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table border="1">'
    '<tr><td colspan="9"></td></tr><tr><td colspan="8">&nbsp;</td></tr>'
)
"""No charset, an empty title row and a spacer narrower than the table, as Tân Dân writes it."""


def write_tan_dan(world: World, path: Path) -> None:
    """The Tân Dân list: HTML in an .xls, headings in `td > strong`, one row twice."""
    told = in_words(world, world.of_layout("tan_dan"), SCREEN_STATUSES)
    told = pd.concat([told, told.iloc[:1]])
    cells = [told[name] for name in ("unit_name", "procedure_name", "code", "status_name")]
    cells += [told["village"], told["applicant"], told["applicant"]]
    instants = ("submitted_at", "received_at", "due_at", "finished_at")
    cells += [dated(told[name], "%d/%m/%Y %H:%M:%S") for name in instants]
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HTML_OPENING)
        file.write(_html_row(f"<strong>{name}</strong>" for name in TAN_DAN_HEADINGS))
        for number, row in enumerate(zip(*cells, strict=True), 1):
            file.write(_html_row([str(number), *map(html.escape, row)]))
        file.write("</table></body></html>")


def _html_row(cells: Iterable[str]) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def write_desk_csv(world: World, path: Path) -> int:
    """The small office's csv: BOM, every field quoted; one closed row lost its date.

    Its "Hạn xử lý" is an internal limit, a day before the promised one.
    """
    told = in_words(world, world.of_layout("desk"), DESK_STATUSES)
    internal = told["due_at"] - pd.Timedelta(days=1)
    pattern = "%d/%m/%Y %H:%M"
    staff = [STAFF[number % len(STAFF)] for number in range(len(told))]
    cells = [told["code"], told["applicant"], told["area"], told["procedure_name"]]
    cells += [["Bộ phận Một cửa"] * len(told), told["unit_name"], staff]
    cells += [dated(told["received_at"], pattern), dated(internal, pattern)]
    cells += [dated(told["due_at"], pattern), dated(told["finished_at"], pattern)]
    rows = list(zip(*cells, told["channel"], told["status_name"], strict=True))
    spoilt = [f"{rows[0][0][:-4]}9001", *rows[0][1:10], "", "Trực tiếp", "Đã hoàn thành"]
    _write_csv(path, DESK_HEADINGS, [*rows, spoilt], csv.QUOTE_ALL)
    return 1


def _write_csv(path: Path, headings: list[str], rows: list, quoting: int) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=quoting, lineterminator="\r\n")
        writer.writerow(headings)
        writer.writerows(rows)


def write_ratings(world: World, path: Path) -> None:
    """Ratings by dossier: semicolons, no BOM, Vietnamese letters decomposed (NFD)."""
    rated = world.dossiers[world.dossiers["satisfaction"] > 0]
    grades, days = rated["satisfaction"].map(RATINGS), dated(rated["rated_at"], "%d/%m/%Y")
    lines = [
        ";".join(row) for row in (RATING_HEADINGS, *zip(rated["code"], grades, days, strict=True))
    ]
    path.write_text(unicodedata.normalize("NFD", "\n".join(lines) + "\n"), encoding="utf-8")


def write_units(world: World, path: Path) -> None:
    """The catalogue of offices, the district first."""
    columns = ["code", "name", "level", "parent"]
    rows = world.units.sort_values("code")[columns].itertuples(index=False, name=None)
    _write_csv(path, columns, [DISTRICT, *rows], csv.QUOTE_MINIMAL)


def write_procedures(world: World, path: Path) -> None:
    """The catalogue of procedures."""
    columns = ["code", "name", "area", "service_level", "limit_working_days"]
    rows = world.procedures[columns].itertuples(index=False, name=None)
    _write_csv(path, columns, list(rows), csv.QUOTE_MINIMAL)
