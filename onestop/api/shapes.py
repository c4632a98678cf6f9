"""What answers look like: for the description of the API, and for the tests that hold it to it.

Answers are made by `onestop.answers`; nothing is turned into anything here.
"""

from __future__ import annotations

from marshmallow import Schema, fields


def text(*, empty: bool = False, **more: object) -> fields.String:
    """A text that is always there; empty: or null."""
    return fields.String(required=True, allow_none=empty, **more)


def whole(*, empty: bool = False) -> fields.Integer:
    """A whole number that is always there; empty: or null."""
    return fields.Integer(required=True, allow_none=empty)


def moment(*, empty: bool = False) -> fields.String:
    """Local time (Asia/Ho_Chi_Minh) as ISO 8601."""
    return text(empty=empty, metadata={"example": "2024-12-20T17:00:00"})


def each(shape: type[Schema]) -> fields.List:
    """A list of things of one shape."""
    return fields.List(fields.Nested(shape), required=True)


class Lagging(Schema):
    """A unit whose data ends earlier than others'."""

    unit = text()
    as_of = moment()


class Stamped(Schema):
    """What every answer says of itself: how far its data goes and how it was counted."""

    as_of = moment(empty=True)
    lagging = each(Lagging)
    policy = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    data_version = whole()


class Paged(Stamped):
    """A page: `next` is the `cursor` of the following one, null after the last."""

    next = text(empty=True)


class Period(Schema):
    """Half-open: `end` is the first moment after it."""

    code = text()
    cutoff = text()
    start = moment()
    end = moment()


class Value(Schema):
    """A ratio never travels alone; it is null where nothing counts."""

    numerator = whole()
    denominator = whole()
    ratio = fields.Float(required=True, allow_none=True)


class MeasuresRow(Schema):
    """One group and its counts, by code of the measure."""

    key = text()
    label = text()
    measures = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class FiguresRow(MeasuresRow):
    """The same with every indicator, by code."""

    indicators = fields.Dict(keys=fields.String(), values=fields.Nested(Value), required=True)


class Outside(Schema):
    """Dossiers that no period counts."""

    waiting_for_acceptance = whole()
    not_accepted = whole()


class Measures(Stamped):
    """Counts of a period."""

    period = fields.Nested(Period, required=True)
    by = text()
    rows = each(MeasuresRow)
    from_ledger = fields.Boolean(required=True)
    outside = fields.Nested(Outside, required=True)


class Figures(Measures):
    """Counts and indicators of a period."""

    rows = each(FiguresRow)


class MeasureDeclared(Schema):
    """What a measure is called, and by which date it is placed."""

    code = text()
    label_vi = text()
    label_en = text()
    placed_by = text()


class IndicatorDeclared(Schema):
    """What an indicator is made of."""

    code = text()
    label_vi = text()
    label_en = text()
    numerator = fields.List(fields.String(), required=True)
    denominator = fields.List(fields.String(), required=True)
    better = text()
    source = text()


class Definitions(Stamped):
    """The meaning of every code, under the policy in force."""

    measures = each(MeasureDeclared)
    indicators = each(IndicatorDeclared)


class Backlog(Stamped):
    """Open dossiers: by age `count`, else every state measure."""

    by = text()
    rows = fields.List(fields.Dict(keys=fields.String()), required=True)


class Dossier(Schema):
    """One dossier as a list shows it. Applicants' names are never among it."""

    code = text()
    procedure_code = text(empty=True)
    procedure = text(empty=True)
    area = text(empty=True)
    unit = text(empty=True)
    receiving_unit = text(empty=True)
    channel = whole()
    service_level = whole(empty=True)
    status = whole(empty=True)
    submitted_at = moment(empty=True)
    received_at = moment(empty=True)
    due_at = moment(empty=True)
    original_due_at = moment(empty=True)
    finished_at = moment(empty=True)
    returned_at = moment(empty=True)
    closed_at = moment(empty=True)
    apology_number = text(empty=True)
    apology_sent_at = moment(empty=True)
    rescheduled_to = moment(empty=True)
    satisfaction = whole(empty=True)
    current_desk = text(empty=True)
    step_due_at = moment(empty=True)
    file = text(empty=True)
    sheet_no = whole(empty=True)
    row_no = whole(empty=True)


class Dossiers(Paged):
    """A page of the dossiers behind a number. total: of the whole list, on its first page."""

    measure = text()
    total = whole(empty=True)
    rows = each(Dossier)


class Unit(Schema):
    """An office. valid_to: its last day; successors: who took over."""

    code = text(empty=True)
    name = text()
    level = text()
    parent = text(empty=True)
    valid_from = text(empty=True)
    valid_to = text(empty=True)
    is_provisional = fields.Boolean(required=True)
    successors = fields.List(fields.String(), required=True)


class Units(Stamped):
    """Every office that the caller may see."""

    rows = each(Unit)


class Procedure(Schema):
    """What can be applied for."""

    code = text(empty=True)
    name = text()
    area = text(empty=True)
    service_level = whole(empty=True)
    limit_working_days = whole(empty=True)
    is_provisional = fields.Boolean(required=True)


class Procedures(Stamped):
    """The catalogue of procedures."""

    rows = each(Procedure)


class Plan(Schema):
    """A declared plan."""

    code = text()
    title = text()
    authority = text()
    years = text()
    targets = whole()
    tasks = whole()
    in_force = fields.Boolean(required=True)


class Plans(Stamped):
    """The declared plans."""

    rows = each(Plan)


class Actual(Schema):
    """A promise's figure; a value told by hand is exact text."""

    numerator = fields.Raw(required=True)
    denominator = fields.Raw(required=True)
    ratio = fields.Float(required=True, allow_none=True)


class Reason(Schema):
    """Why a promise has no verdict."""

    code = text()
    vi = text()
    en = text()


class ToldBy(Schema):
    """Who told a figure, when, and on what it rests."""

    by = text(empty=True)
    at = moment(empty=True)
    evidence = text(empty=True)


class Target(Schema):
    """One judged promise; outcome: met, near, missed, unknown."""

    target = text()
    indicator = text(empty=True)
    label = text()
    label_en = text()
    promise = text()
    comparator = text()
    value = fields.Raw(required=True, allow_none=True)
    by = text(empty=True)
    origin = text()
    measured = text(empty=True)
    actual = fields.Nested(Actual, required=True, allow_none=True)
    previous = fields.Nested(Actual, required=True, allow_none=True)
    outcome = text()
    is_due = fields.Boolean(required=True)
    distance = fields.Float(required=True, allow_none=True)
    budget_left = whole(empty=True)
    still_needed = whole(empty=True)
    budget = text()
    reason = fields.Nested(Reason, required=True, allow_none=True)
    told = fields.Nested(ToldBy, required=True, allow_none=True)
    section = text(empty=True)
    wording = text(empty=True)


class PlanPeriod(Schema):
    """The period that promises are judged for."""

    code = text()
    cutoff = text()


class JudgedPlan(Schema):
    """One plan's promises for a unit and a period."""

    plan = text()
    title = text()
    covers_year = fields.Boolean(required=True)
    unit = text(empty=True)
    period = fields.Nested(PlanPeriod, required=True)
    as_of = moment()
    rows = each(Target)


class Targets(Stamped):
    """The promises of the asked plan, or of those in force."""

    plans = each(JudgedPlan)


class Pushed(Schema):
    """The answer that national systems know: "0" is done."""

    error_code = text()
    message = text()


class Problem(Schema):
    """RFC 9457. detail: what is wrong and what to do; nearest: what may have been meant."""

    type = text()
    title = text()
    status = whole()
    detail = text()
    nearest = fields.List(fields.String())
    errors = fields.List(fields.Dict(keys=fields.String()))
    error_code = fields.String()
    message = fields.String()
