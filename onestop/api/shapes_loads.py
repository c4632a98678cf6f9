"""The shapes of answers about loads, closed periods and reports."""

from __future__ import annotations

from marshmallow import Schema, fields

from onestop.api.shapes import Paged, Stamped, each, moment, text, whole


class Load(Schema):
    """One load: read = inserted + updated + unchanged + rejected + skipped + waiting."""

    id = whole()
    path = text()
    profile = text()
    source = text(empty=True)
    as_of = moment()
    as_of_origin = text()
    read = whole()
    inserted = whole()
    updated = whole()
    unchanged = whole()
    rejected = whole()
    skipped = whole()
    waiting = whole()


class Loads(Paged):
    """Loads, the oldest first."""

    rows = each(Load)


class OneLoad(Stamped):
    """One load."""

    load = fields.Nested(Load, required=True)


class FileLoaded(Schema):
    """What became of one file of an upload."""

    path = text()
    profile = text()
    load = whole(empty=True)
    as_of = moment(empty=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    error = text()
    note = text()


class Job(Schema):
    """An upload on its way. state: waiting, looking, loading, done, failed."""

    job = text()
    state = text()
    sentence = text()
    rows = whole()
    files = each(FileLoaded)


class Refused(Schema):
    """A refused row: where, what stood there, why."""

    path = text()
    sheet = text()
    row = whole()
    column = text()
    value = text()
    reason = text()


class Rejects(Paged):
    """Refused rows in the order they were met."""

    rows = each(Refused)


class Noticed(Schema):
    """Something odd about a row that was kept."""

    kind = text()
    path = text(empty=True)
    sheet = text()
    row = whole(empty=True)
    code = text()
    column = text()
    value = text()
    detail = text()


class Findings(Paged):
    """Findings in the order they were made."""

    rows = each(Noticed)


class Closed(Schema):
    """A closed period."""

    id = whole()
    period = text()
    cutoff = text()
    unit = text()
    closed_at = moment()
    by = text()
    as_of = moment()
    note = text()
    provisional = fields.Boolean(required=True)


class ClosedPeriods(Stamped):
    """Closed periods, the newest first."""

    rows = each(Closed)


class ClosedDifference(Schema):
    """A figure that is no longer what was published, and the dossiers that made it."""

    by = text()
    code = text()
    label = text()
    measure = text()
    published = whole()
    now = whole()
    change = whole()
    unnamed = whole()
    dossiers = fields.List(fields.String(), required=True)


class ClosedDiff(Stamped):
    """What differs from a closed period since."""

    closed = fields.Nested(Closed, required=True)
    differences = each(ClosedDifference)
    dossiers = fields.List(fields.Dict(keys=fields.String()), required=True)
    loaded = fields.List(fields.String(), required=True)
    withdrawn = fields.List(fields.Dict(keys=fields.String()), required=True)


class Form(Schema):
    """A report that can be asked for, the kinds of file it has, how its rows can be made."""

    code = text()
    label_vi = text()
    label_en = text()
    kinds = fields.List(fields.String(), required=True)
    by = fields.List(fields.String(), required=True)
    published = fields.Boolean(required=True)


class Forms(Stamped):
    """Every form."""

    rows = each(Form)


class ReportJob(Schema):
    """A report being written. state: working, done, failed; file: where it is fetched."""

    job = text()
    state = text()
    form = text()
    period = text()
    kind = text()
    sentence = text()
    file = text(empty=True)
