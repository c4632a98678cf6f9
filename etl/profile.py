"""What is odd about one source system, as data: the shape of config/sources/*.toml.

It knows how a profile is declared; it refuses to know any vendor.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Profile:
    """One layout of one source system.

    `province`: code of the province whose system it is, where a store holds several.
    `source`: the system; several profiles may share it. `kind`: a key of
    `onestop.domain.dossier.KINDS`. `form`: "sheet" (any spreadsheet, HTML or csv) or "json".
    `headings`: field -> accepted headings (or JSON paths), best first.
    `reduce`: field -> how several cells or a JSON list become one value.
    `wordings`: kind of field ("status", "channel", "flag", …) -> wording -> number;
    looked up before the common wordings of config/codes.
    `numbers`: "national" if bare numbers are those of the national portal (1–10 …).
    `case_priority`, `service_priority`: who wins between sources, higher first, for
    (unit, dates, status, names) and for (channel, level, payment, digitisation, pauses).
    `required`: fields without which the profile does not fit ("status | due_at" = one of
    them); `absent`: fields whose presence says that it is another layout; `distinctive`:
    headings that tell this layout from others; `ignored`: headings never to be read.
    """

    code: str
    label: str
    source: str
    kind: str = "dossiers"
    form: str = "sheet"
    namespace: str = "national"
    province: str = ""
    full_export: bool = True
    case_priority: int = 50
    service_priority: int = 50
    precision: str = ""
    time_zone: str = "Asia/Ho_Chi_Minh"
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    heading_rows: tuple[int, int] | None = None
    date_formats: tuple[str, ...] = ()
    headings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reduce: dict[str, str] = field(default_factory=dict)
    required: tuple[str, ...] = ("code",)
    absent: tuple[str, ...] = ()
    distinctive: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    constants: dict[str, object] = field(default_factory=dict)
    wordings: dict[str, dict[str, int]] = field(default_factory=dict)
    numbers: str = ""
    status_from_dates: bool = False
    closing_date_wins: bool = False
    unit_from: tuple[str, ...] = ("column", "group", "title", "code")
    unit_code_pattern: str = ""
    group: str = ""
    records: str = ""


@dataclass(frozen=True)
class Title:
    """What the rows above the heading, or the file's name, say about the whole table.

    Instants are local seconds since 1970-01-01 00:00 (see etl.parse); `covers_to` is
    23:59:59 of the "đến ngày"; None where nothing is said.
    """

    covers_from: int | None = None
    covers_to: int | None = None
    exported_at: int | None = None
    unit: str = ""


@dataclass(frozen=True)
class Layout:
    """How one sheet is to be read: which column is which field, where the body begins.

    `fields`: field -> column position (several positions where `reduce` joins them).
    `headings`: field -> the heading as the file words it, for rejects and `source check`.
    `unknown`: headings that no field claims. `mended`: these are rows that a load refused,
    come back mended (`etl.mended`): no whole export, and no sample of its columns either.
    """

    profile: Profile
    sheet: str
    first_body_row: int
    fields: dict[str, tuple[int, ...]]
    headings: dict[str, str]
    title: Title
    unknown: tuple[str, ...] = ()
    mended: bool = False
