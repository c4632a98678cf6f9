"""A snapshot becomes its sheets, whatever kind of file it is.

It knows which reader takes which kind; it refuses to know headings.
"""

from __future__ import annotations

from etl import read_csv, read_html, read_json, read_sheet
from etl.profile import Profile
from etl.snapshots import Snapshot
from etl.table import Sheet
from onestop.domain.errors import UnreadableFileError


NOTHING = Profile(code="", label="", source="")


def read(
    snapshot: Snapshot,
    profile_hint: Profile | None = None,
    paths: tuple[str, ...] = (),
    records: tuple[str, ...] = (),
) -> list[Sheet]:
    """The tables of a file, at least one; UnreadableFileError says what is wrong.

    `paths`: the columns of a JSON file, from all JSON profiles; `records`: the keys of
    envelopes that hold a list, from the same. A hint forces encoding and delimiter.
    Errors deeper in the file come while `Sheet.read_body` is read.
    """
    hint = profile_hint or NOTHING
    try:
        match snapshot.kind:
            case "json":
                named = (hint.records,) if hint.records else ()
                return read_json.sheets(snapshot, paths, named + records, hint.encoding)
            case "csv":
                return read_csv.sheets(snapshot, hint.encoding, hint.delimiter)
            case "html":
                return read_html.sheets(snapshot, hint.encoding)
        return read_sheet.sheets(snapshot)
    except OSError as error:
        problem = f"không mở được tệp ({error.strerror})."
        remedy = "Hãy kiểm tra quyền đọc rồi nạp lại."
        raise UnreadableFileError(snapshot.path_shown, problem, remedy) from error
