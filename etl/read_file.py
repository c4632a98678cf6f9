"""A snapshot becomes its sheets, whatever kind of file it is.

It knows which reader takes which kind; it refuses to know headings.
"""

from __future__ import annotations

from etl import read_csv, read_html, read_json, read_sheet, reduced_file
from etl.old_text import in_unicode
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
    """The tables of a file in Unicode, at least one; UnreadableFileError says what is wrong.

    `paths`: the columns of a JSON file, from all JSON profiles; `records`: the keys of
    envelopes that hold a list, from the same. A hint forces encoding and delimiter.
    Errors deeper in the file come while `Sheet.read_body` is read.
    """
    hint = profile_hint or NOTHING
    try:
        match snapshot.kind:
            case reduced_file.REDUCED:
                return reduced_file.sheets(snapshot.location, snapshot.path_shown)
            case "json":
                named = (hint.records,) if hint.records else ()
                return read_json.sheets(snapshot, paths, named + records, hint.encoding)
            case "csv":
                found = read_csv.sheets(snapshot, hint.encoding, hint.delimiter)
            case "html":
                found = read_html.sheets(snapshot, hint.encoding)
            case _:
                found = read_sheet.sheets(snapshot)
        return [in_unicode(sheet) for sheet in found]
    except OSError as error:
        problem = f"không mở được tệp ({error.strerror})."
        remedy = "Hãy kiểm tra quyền đọc rồi nạp lại."
        raise UnreadableFileError(snapshot.path_shown, problem, remedy) from error
