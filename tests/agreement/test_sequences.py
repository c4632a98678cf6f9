"""Whatever happened to a store, it is what its files and the corrections in force make of it."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import update

from etl.job import Job
from etl.recognise import Sources, load_sources
from onestop.domain.policy import Policy
from onestop.storage.engine import open_engine, writing
from onestop.storage.schema import prepare
from onestop.storage.tables import dossier
from tests.agreement import lives, worlds
from tests.agreement.lives import Life
from tests.fixtures.whole import differing, whole


few = settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking a life takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
STEPS = range(3, 10)


@pytest.fixture(scope="module")
def sources(config_dir) -> Sources:
    """The shipped sources, read once."""
    return load_sources([config_dir])


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """An empty store in one file: migrating one anew for each rebuild would take all the time."""
    file = tmp_path_factory.mktemp("prepared") / "onestop.db"
    engine = open_engine(f"sqlite:///{file.as_posix()}")
    prepare(engine, Policy())
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return file


@pytest.fixture
def quick_beside(prepared, monkeypatch):
    """Rebuilding begins with a copy of the empty store."""

    def copied(url: str):
        shutil.copy(prepared, url.removeprefix("sqlite:///"))
        return open_engine(url)

    monkeypatch.setattr("etl.rebuild_beside.open_engine", copied)


def life_on(engine, folder, sources, calendar) -> Life:
    folder.mkdir(exist_ok=True)
    job = Job(engine, sources, Policy(), calendar, folder / "snapshots", now=1_735_000_000)
    return Life(job, folder)


@pytest.fixture
def life(engine, tmp_path, sources, calendar) -> Life:
    """A store on each engine."""
    return life_on(engine, tmp_path / "life", sources, calendar)


@pytest.fixture
def other(prepared, tmp_path, sources, calendar):
    """A store that never sees what is taken back."""
    shutil.copy(prepared, tmp_path / "other.db")
    engine = open_engine(f"sqlite:///{(tmp_path / 'other.db').as_posix()}")
    yield life_on(engine, tmp_path / "other", sources, calendar)
    engine.dispose()


def ends_well(life: Life, other: Life, *, corrected_first: bool) -> None:
    """What is left, loaded into the other store, is the same store; so is what is rebuilt."""
    story = "\n".join(life.story)
    assert life.differences() == [], story
    before, held = whole(life.engine), life.held()
    other.forget()
    if corrected_first:
        other.hold(held)
    for _, path, as_of in life.loads:
        other.load(path, as_of)
    if not corrected_first:
        other.hold(held)
    assert differing(before, whole(other.engine)) == {}, story
    life.rebuild()
    assert differing(whole(life.engine), before) == {}, story
    assert life.differences() == [], story


@given(pick=worlds.picks())
@few
def test_any_life_ends_as_if_only_what_is_left_had_happened(life, other, quick_beside, pick):
    life.forget()
    lives.live(pick, life, pick(STEPS))
    ends_well(life, other, corrected_first=pick((True, False)))


@pytest.mark.parametrize("seed", [766, 2022])
def test_so_does_a_long_life(life, other, quick_beside, seed):
    lives.live(worlds.seeded(seed), life, 20)
    assert any(told.startswith("correct") for told in life.story)
    assert any(told.startswith("withdraw") for told in life.story)
    ends_well(life, other, corrected_first=seed % 2 == 0)


def test_a_store_that_forgot_a_correction_is_found(life, other, quick_beside):
    """The comparison itself can fail."""
    pick = worlds.seeded(1)
    while not life.loads:
        lives.some_load(pick, life)
    life.correct("U1", (("due_at", "31/01/2024"), ("finished_at", "30/01/2024")))
    with writing(life.engine) as connection:
        connection.execute(update(dossier).values(due_at=0))
    with pytest.raises(AssertionError):
        ends_well(life, other, corrected_first=True)
