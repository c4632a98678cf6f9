"""What the desk says of files: received, looked at, being loaded, loaded.

Plain values that go through JSON unchanged, because one process writes them and another
reads them. They know no file and no store.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field


WAITING, LOOKING, LOADING, DONE, FAILED = "waiting", "looking", "loading", "done", "failed"
STATES = (WAITING, LOOKING, LOADING, DONE, FAILED)


@dataclass(frozen=True)
class Upload:
    """A token, and the names of the files that lie behind it."""

    token: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class ColumnTold:
    """One column of a sheet: where it stands, its heading, what becomes of it, some cells.

    Cells of personal columns are masked.
    """

    place: str
    heading: str
    becomes: str
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preview:
    """What would be read of one sheet, or why it (or the whole file) would not be.

    file, sheet: as the user calls them; sheet "" where the whole file is refused.
    profile, label: the source's code and words; kind: dossiers, letters, ratings, …
    columns: as read; of a layout that nobody knows, with the nearest field of each.
    as_of: local seconds, None where it is not known without reading a large file to its end
    or must be asked; as_of_origin: asked, stated, period, name, "newest date" or "".
    units: wordings of units seen; rows: dossiers (or lines of a list) found, None where
    counting would mean reading a large file to its end.
    needs_unit: some rows tell no unit, so somebody must.
    loaded_before: the load that already brought the same bytes, if one did.
    refusal: the sentence for the user, "" where the sheet can be loaded.
    notes: sheets left out and other remarks, as sentences.
    """

    file: str
    sheet: str = ""
    profile: str = ""
    label: str = ""
    kind: str = ""
    columns: tuple[ColumnTold, ...] = ()
    as_of: int | None = None
    as_of_origin: str = ""
    units: tuple[str, ...] = ()
    rows: int | None = None
    needs_unit: bool = False
    loaded_before: int | None = None
    refusal: str = ""
    notes: tuple[str, ...] = ()

    @staticmethod
    def of(told: dict) -> Preview:
        """The same, back from JSON."""
        columns = tuple(
            ColumnTold(**{**one, "samples": tuple(one["samples"])}) for one in told["columns"]
        )
        lists = {name: tuple(told[name]) for name in ("units", "notes")}
        return Preview(**{**told, **lists, "columns": columns})


@dataclass(frozen=True)
class FileTold:
    """What became of one file under one profile.

    counts: read = inserted + updated + unchanged + rejected + skipped + waiting.
    snapshot_id: the load, to take it back or to get its refused rows; None if nothing was.
    refusal: the kind of error that refused the file, by the name of its class.
    """

    path: str
    profile: str = ""
    as_of: int | None = None
    snapshot_id: int | None = None
    counts: dict[str, int] = field(default_factory=dict)
    error: str = ""
    refusal: str = ""
    note: str = ""
    left_out: tuple[str, ...] = ()

    @staticmethod
    def of(told: dict) -> FileTold:
        """The same, back from JSON."""
        return FileTold(**{**told, "left_out": tuple(told["left_out"])})


@dataclass(frozen=True)
class Progress:
    """How far the work has come: the file at hand, its rows read so far, seconds since begun."""

    file: str = ""
    rows: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Status:
    """How a token stands; `sentence` says why where it failed.

    state: waiting (nothing begun), looking, loading (also taking back and renaming), done
    (at least one file was loaded, or was known before), failed (nothing was).
    """

    state: str
    progress: Progress = Progress()
    reports: tuple[FileTold, ...] = ()
    sentence: str = ""


def as_json(told: object) -> dict:
    """Any of these, ready for JSON."""
    return asdict(told)
