"""Corrections that the sources have come to agree with: each a finding, anew after each change.

They belong to no load: whether a source agrees now does not depend on which file said so.
"""

from __future__ import annotations

import numpy as np
from sqlalchemy import Connection, delete, insert, select

from etl.corrections import Corrections, effective
from etl.merge import told
from onestop.domain.corrected import CORRECTABLE, column_of
from onestop.storage import corrections as kept
from onestop.storage.bulk import Columns
from onestop.storage.corrections import Held
from onestop.storage.tables import finding


KIND = "correction_agreed"
DETAIL = "Nguồn nay đã ghi đúng như sửa tay ({label}); lần sửa này không còn cần nữa."


def flag_agreed(connection: Connection, corrections: Corrections) -> None:
    """Writes which corrections have become needless, in place of what was written before."""
    before = connection.scalar(select(finding.c.id).where(finding.c.kind == KIND).limit(1))
    if before is not None:
        connection.execute(delete(finding).where(finding.c.kind == KIND))
    agreed = agreeing(connection, corrections) if corrections else []
    if agreed:
        connection.execute(insert(finding), [_finding(one) for one in agreed])


def agreeing(connection: Connection, corrections: Corrections) -> list[Held]:
    """The corrections that say what the sources say too."""
    ids = kept.dossier_ids(connection, corrections.held)
    said = kept.uncorrected_of(connection, np.array(sorted(ids.values()), dtype=np.int64))
    place = {int(number): at for at, number in enumerate(said["dossier_id"])}
    return [
        one
        for one in corrections.held
        if (number := ids.get((one.namespace, one.code))) in place
        and agrees(corrections, one, said, place[number])
    ]


def agrees(corrections: Corrections, one: Held, said: Columns, at: int) -> bool:
    """Whether the sources say of one dossier what a correction says."""
    if not corrections.is_known(one):
        return False
    if one.value is None:
        return not told(said[column_of(one.field)][at : at + 1])[0]
    return bool(effective(one.field, said)[at] == corrections.value_of(one))


def _finding(one: Held) -> dict:
    detail = DETAIL.format(label=CORRECTABLE[one.field].label_vi)
    return {"kind": KIND, "code": one.code, "column": one.field, "detail": detail}
