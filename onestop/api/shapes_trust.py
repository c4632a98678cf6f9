"""The shapes of answers about corrections, signs and pulled sources."""

from __future__ import annotations

from marshmallow import Schema, fields

from onestop.api.shapes import Stamped, each, moment, text, whole


class Correction(Schema):
    """One correction by hand. is_withdrawal: in the history alone."""

    id = whole()
    code = text()
    namespace = text()
    field = text()
    said = text(empty=True)
    value = text()
    who = text()
    at = moment()
    reason = text()
    state = text(empty=True)
    is_withdrawal = fields.Boolean()


class Corrections(Stamped):
    """Corrections, the newest first; the history in its order."""

    rows = each(Correction)


class Sign(Schema):
    """So many of so many, where so many are usual: a question, not a verdict."""

    check = text()
    part = text()
    unit = text()
    month = text()
    suspicious = whole()
    looked_at = whole()
    usual = fields.Float(required=True, allow_none=True)
    limit = fields.Float(required=True, allow_none=True)
    told = fields.Boolean(required=True)
    days = fields.List(fields.List(fields.Raw()), required=True)
    codes = fields.List(fields.String(), required=True)
    evidence = text()


class Signs(Stamped):
    """The signs of a period."""

    period = text()
    cutoff = text()
    rows = each(Sign)


class Trouble(Schema):
    """What is wrong with a source since when. kind: silent, failing, layout, rejected."""

    kind = text()
    since = moment()
    sentence = text()


class Source(Schema):
    """How a pulled source stands."""

    connection = text()
    kind = text()
    succeeded_at = moment(empty=True)
    news_at = moment(empty=True)
    next_at = moment(empty=True)
    troubles = each(Trouble)


class Sources(Stamped):
    """The pulled sources that a watcher has met."""

    rows = each(Source)
