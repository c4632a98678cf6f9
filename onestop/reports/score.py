"""The estimate of the score of QĐ 766/QĐ-TTg: each part that the store can tell, and the rest.

Ratios come from indicators where there is one; here are those that count procedures.
"""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Connection, select

from onestop.domain.indicators import BY_CODE, Value
from onestop.reports.asked import ReportAsked, Scope
from onestop.reports.counted import total_of
from onestop.reports.figures import of_dossiers
from onestop.reports.form import COUNT, POINTS, SHARE, TEXT, Column, Measures, ratio
from onestop.reports.head import head_of
from onestop.reports.notes import is_provisional, moment_notes, own_notes, policy_note
from onestop.reports.score_parts import SCORE_FILE, Part, Score, check_date, load_score
from onestop.reports.sheet import DOWN, GROUP, RATIO, ROW, TOTAL, Cell, Line, Live, Report, Sheet
from onestop.storage.feedback_counts import feedback_on_time
from onestop.storage.tables import procedure


COLUMNS = (
    Column("number", ("Mục",), kind=TEXT, width=7),
    Column("name", ("Chỉ số thành phần",), kind=TEXT, width=52),
    Column("numerator", ("Tử số",), kind=COUNT, width=11),
    Column("denominator", ("Mẫu số",), kind=COUNT, width=11),
    Column("ratio", ("Tỷ lệ r",), kind=SHARE, width=10),
    Column("most", ("Điểm tối đa",), kind=POINTS, width=10),
    Column("points", ("Điểm ước tính",), kind=POINTS, width=10),
    Column("note", ("Cách tính, ghi chú",), kind=TEXT, width=40),
)

NOT_TOLD = "–"
LIKELY = {"likely": "công thức theo một nguồn", "memory": "công thức ghi theo trí nhớ"}


def score_report(connection: Connection, asked: ReportAsked, scope: Scope) -> Report:
    """The score of one unit with all below it."""
    file = asked.texts.files[SCORE_FILE]
    score = load_score(file)
    check_date(score, asked.period.last, file.name)
    figures = of_dossiers(connection, asked.question(scope.chosen), asked.calendar)
    values = _values(connection, asked, scope, score, total_of(figures))
    wordings = asked.texts.wordings
    sheet = Sheet(
        name=SCORE_FILE,
        head=head_of(asked, scope, figures.as_of),
        columns=COLUMNS,
        body=_body(score, values, wordings.head["total"]),
        notes=_notes(asked, score, values, figures.as_of),
        date=wordings.head["date"],
        signers=asked.text.signers,
        sign=wordings.head["sign"],
        has_numbers=False,
    )
    return Report((sheet,), figures.as_of, is_provisional(asked, figures.as_of))


def _values(
    connection: Connection, asked: ReportAsked, scope: Scope, score: Score, total: Measures
) -> dict[str, Value]:
    """Numerator and denominator of each ratio that the parts ask for."""
    wanted = {part.ratio for part in score.parts}
    values = {code: BY_CODE[code].value(total, asked.policy) for code in wanted if code in BY_CODE}
    late = BY_CODE["late_share"].value(total, asked.policy)
    values["not_late_share"] = Value(late.denominator - late.numerator, late.denominator)
    values["feedback_on_time_share"] = feedback_on_time(connection, asked.question(scope.chosen))
    return values | _of_procedures(connection, asked, scope)


def _of_procedures(connection: Connection, asked: ReportAsked, scope: Scope) -> dict[str, Value]:
    """Shares of procedures: offered online and used so, with a fee and paid online."""
    question = asked.question(scope.chosen, "procedure")
    rows = of_dossiers(connection, question, asked.calendar).rows
    rows.pop(0, None)  # dossiers whose procedure nobody told
    offered = set(
        connection.scalars(select(procedure.c.id).where(procedure.c.service_level.in_((3, 4))))
    )
    used = [key for key in offered if rows.get(key, {}).get("received_online")]
    with_fee = [measures for measures in rows.values() if measures["fee_due"]]
    paid = [measures for measures in with_fee if measures["paid_online"]]
    return {
        "services_with_online_share": Value(len(used), len(offered)),
        "procedures_paid_online_share": Value(len(paid), len(with_fee)),
    }


def _body(score: Score, values: dict[str, Value], total: str) -> list[Line]:
    lines: list[Line] = []
    groups: list[int] = []
    for group in dict.fromkeys(part.group for part in score.parts):
        parts = tuple(part for part in score.parts if part.group == group)
        groups.append(len(lines))
        lines.append(_group(parts, values, group, len(lines)))
        lines += [Line(ROW, _row(part, values[part.ratio])) for part in parts]
    spans = tuple((place, place) for place in groups)
    return [*lines, Line(TOTAL, ("", total, *_sums(score.parts, values, spans)))]


def _group(parts: tuple[Part, ...], values: dict[str, Value], group: str, at: int) -> Line:
    span = ((at + 1, at + len(parts)),)
    return Line(GROUP, ("", group, *_sums(parts, values, span)))


def _sums(parts: tuple[Part, ...], values: dict[str, Value], spans: tuple) -> tuple:
    """The sum of what could be told: its points, and the most that these parts give."""
    told = [(part.most, part.points(values[part.ratio])) for part in parts]
    most = sum((one for one, points in told if points is not None), Decimal(0))
    points = sum((points for _, points in told if points is not None), Decimal(0))
    return (None, None, None, Live(float(most), DOWN, spans), Live(float(points), DOWN, spans), "")


def _row(part: Part, value: Value) -> tuple:
    points = part.points(value)
    return (
        part.code,
        part.label,
        value.numerator,
        value.denominator,
        _ratio(part, value),
        NOT_TOLD if points is None else float(part.most),
        NOT_TOLD if points is None else float(points),
        _how(part),
    )


def _ratio(part: Part, value: Value) -> Cell:
    """A share, or a mean in working days."""
    indicator = BY_CODE.get(part.ratio)
    if indicator is None or indicator.form != "days" or value.ratio is None:
        return Live(ratio(value.numerator, value.denominator), RATIO, (2, 3))
    return f"{value.ratio:.1f} ngày".replace(".", ",")


def _how(part: Part) -> str:
    told = [part.note] if part.note else []
    if part.most is not None:
        told.insert(0, _formula(part.most, part.full_at))
    return "; ".join([*told, *([LIKELY[part.origin]] if part.origin in LIKELY else [])])


def _formula(most: Decimal, full_at: Decimal) -> str:
    if full_at == 1:
        return f"{_plain(most)} × r"
    return f"min({_plain(most)}; {_plain(most)} × r / {_plain(full_at)})"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}".replace(".", ",")


def _notes(
    asked: ReportAsked, score: Score, values: dict[str, Value], as_of: int | None
) -> tuple[str, ...]:
    """An estimate, under which policies, and everything that is missing from 100 points."""
    say = asked.texts.wordings.say
    untold = [
        f"{part.code} {part.label} (không có số liệu)"
        for part in score.parts
        if part.most is not None and part.points(values[part.ratio]) is None
    ]
    return (
        say("estimate"),
        *moment_notes(asked, as_of),
        policy_note(asked),
        say("missing", parts="; ".join([*untold, *score.missing])),
        *own_notes(asked),
    )
