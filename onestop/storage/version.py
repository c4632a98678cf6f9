"""Which version of the store this code works with, and the sentence for any other.

Known without Alembic: a question must not pay for importing it. A contract test holds
`REVISION` against the newest migration.
"""

from __future__ import annotations

from sqlalchemy import Engine, column, select, table
from sqlalchemy.exc import DBAPIError

from onestop.domain.errors import StoreError
from onestop.storage.engine import reading


REVISION = "0014"

STAMP = table("alembic_version", column("version_num"))
"""Alembic's own table, which no module of ours declares."""


def check(engine: Engine) -> None:
    """Raises StoreError unless the store is there and of this version."""
    where = engine.url.render_as_string(hide_password=True)
    try:
        with reading(engine) as connection:
            found = connection.scalar(select(STAMP.c.version_num))
    except DBAPIError as error:
        raise StoreError(
            f"Kho dữ liệu {where} chưa được khởi tạo; hãy chạy “onestop init” trước."
        ) from error
    if found is None or found < REVISION:
        raise StoreError(f"Kho dữ liệu {where} ở phiên bản cũ; hãy chạy “onestop init”.")
    if found > REVISION:
        raise StoreError(
            f"Kho dữ liệu {where} do phiên bản onestop mới hơn tạo; hãy nâng cấp onestop."
        )
