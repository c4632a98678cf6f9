"""An office that loads the exports of a made-up district, and what its checks then say.

Files to signs: nothing is put into the store but what the loading puts there.
"""

from __future__ import annotations

from pathlib import Path

from etl.job import Job
from etl.recognise import load_sources
from etl.run import load_files
from onestop.domain.integrity_files import load_thresholds
from onestop.domain.integrity_told import Sign
from onestop.domain.period import CALENDAR, between, day_of
from onestop.domain.policy import Policy
from onestop.domain.working_time import load_calendar
from onestop.settings import shipped_config
from onestop.storage.catalogue import names_of
from onestop.storage.engine import open_engine, reading
from onestop.storage.integrity import Looked, look
from onestop.storage.schema import prepare
from tests.agreement.lies import Lie, Plot
from tests.agreement.lying_exports import MONTH_ENDS, District, write
from tests.agreement.lying_truth import FIRST, LAST, UNITS


UNIT_YEARS = len(UNITS) * len(MONTH_ENDS) / 12


def signs_of(district: District, folder: Path) -> list[tuple[str, Sign]]:
    """Every sign with the name of its unit, after loading all exports in order."""
    folder.mkdir(parents=True, exist_ok=True)
    engine = open_engine(f"sqlite:///{(folder / 'onestop.db').as_posix()}")
    try:
        prepare(engine, Policy())
        _load(engine, district, folder)
        with reading(engine) as connection:
            found = look(connection, _looked())
            names = names_of(connection, "unit")
        return [(names[sign.unit].label, sign) for sign in found.signs()]
    finally:
        engine.dispose()


def _load(engine, district: District, folder: Path) -> None:
    config = shipped_config()
    for path, as_of in write(district, folder):
        job = Job(
            engine=engine,
            sources=load_sources((config,)),
            policy=Policy(),
            calendar=load_calendar(config / "calendar"),
            snapshot_folder=folder / "snapshots",
            now=as_of,
            as_of=as_of,
        )
        for report in load_files(job, [str(path)]):
            assert not report.error, report.error
            assert report.counts.rejected == 0, report


def _looked() -> Looked:
    config = shipped_config()
    whole = between(day_of(FIRST), day_of(LAST), CALENDAR)
    thresholds = load_thresholds(config / "integrity.toml")
    return Looked(whole, thresholds, load_calendar(config / "calendar"))


def is_meant(lie: Lie, plot: Plot, unit: str, sign: Sign) -> bool:
    """Whether a sign names a lie where and when it was planted: its check, office and months.

    What a moved date or a lost dossier shows may lie in the month beside.
    """
    month = (sign.month.start.year - 2024) * 12 + sign.month.start.month - 1
    near = plot.first - 1 <= month <= plot.first + plot.months
    return sign.check == lie.check and unit == UNITS[plot.unit] and near


def is_false(plot: Plot, unit: str, sign: Sign) -> bool:
    """A sign of an office that tells the truth, or long before the lie."""
    month = (sign.month.start.year - 2024) * 12 + sign.month.start.month - 1
    return unit != UNITS[plot.unit] or month < plot.first - 1
