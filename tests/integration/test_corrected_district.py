"""The sample district corrected by declaration and by hand: every change of it can be told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from etl.correcting import Correcting, Told
from etl.corrections_touched import touched
from onestop.commands import showing
from onestop.commands.context import Context
from onestop.domain.corrected import column_of
from onestop.domain.policy import Policy
from onestop.storage import ledger_writer
from onestop.storage.corrections_shown import list_corrections
from onestop.storage.dossiers import FACTS
from onestop.storage.engine import reading, writing
from onestop.storage.tables import dossier
from tests.fixtures import district


DECLARED = """
[[correction]]
code = "town-online"
profile = "hosomonitoring"
field = "channel"
within = { unit = "UBND thị trấn Ngàn Sương" }
when = { channel = "direct", received_at = { from = "01/11/2023", to = 2024-03-31 } }
set = "online"
reason = "Phần mềm thị trấn ghi mọi hồ sơ là trực tiếp trong mùa đông"
expect = 1
"""
TOWN = "H97.12.01"
"""The codes of the town whose software is corrected as a whole."""

BY_HAND = (
    (("finished_at", "20/11/2024 10:00"), ("returned_at", "")),
    (("due_at", "30/11/2024"),),
    (("channel", "postal"), ("supplement_count", "2")),
)


@pytest.fixture
def loaded(tmp_path):
    """Loads the sample district with a corrections.toml of these entries."""
    made = []

    def load(name: str, declared: str) -> Context:
        own = tmp_path / f"config-{name}"
        own.mkdir()
        (own / "corrections.toml").write_text(declared, encoding="utf-8")
        settings = district.settings_of(tmp_path / name)
        stage = showing.Stage(tmp_path / name)
        settings = replace(settings, config_dirs=(*settings.config_dirs, own))
        here = Context(stage.settings(settings))
        showing.start_over(stage)
        showing.load(here, showing.make_files(stage, 400, here))
        made.append(here)
        return here

    yield load
    for here in made:
        here.engine.dispose()


def facts_of(here: Context) -> dict[str, dict]:
    """The facts of every dossier by code."""
    with reading(here.engine) as connection:
        query = select(dossier.c.code, *(dossier.c[name] for name in FACTS))
        return {row["code"]: dict(row) for row in connection.execute(query).mappings()}


def correct(here: Context, codes: list[str]) -> None:
    with writing(here.engine) as connection:
        desk = Correcting(connection, Policy(), here.calendar, 1_735_000_000)
        for code, fields in zip(codes, BY_HAND, strict=True):
            desk.correct(Told(code, fields, "Theo hồ sơ giấy", "Trần Thị Thử"))


def test_every_change_can_be_told(loaded):
    plain, mended = loaded("plain", "about = 'không có'"), loaded("mended", DECLARED)
    before = facts_of(plain)
    finished = [
        code
        for code, told in sorted(before.items())
        if told["returned_at"] and told["due_at"] and not code.startswith(TOWN)
    ]
    correct(mended, finished[: len(BY_HAND)])
    after = facts_of(mended)
    changed = {
        (code, name) for code in before for name in FACTS if before[code][name] != after[code][name]
    }
    with reading(mended.engine) as connection:
        by_hand = {(one.code, column_of(one.field)) for one in list_corrections(connection)}
        [entry] = touched(connection)["town-online"]
        assert list(ledger_writer.differences(connection, Policy())) == []
    assert before.keys() == after.keys()
    assert by_hand <= changed
    assert {name for _, name in changed - by_hand} == {"channel"}
    assert len(changed - by_hand) == entry.rows > 0
