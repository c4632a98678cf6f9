"""The made-up district as frames: what is true, before any system writes it down.

Seeded, no clock: the same arguments give the same district. It knows no file formats.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pandas as pd

from onestop.sample import lives as life
from onestop.sample.days import add_working_days, is_working_day
from onestop.sample.places import (
    DISTRICT,
    FAMILY_NAMES,
    GIVEN_NAMES,
    MIDDLE_NAMES,
    OFFICES,
    PROCEDURES,
    VILLAGES,
)


FEWEST_UNITS, MOST_UNITS = 5, len(OFFICES)
"""Five offices are needed to show every layout."""


@dataclass(frozen=True)
class World:
    """What is true in the district.

    units: code, name, level, parent, layout (the system it exports from), one an office.
    procedures: code, name, area, service_level, limit_working_days, fee.
    dossiers: the fields of definitions.md; `unit` and `procedure` are row positions above,
    enums are the national numbers, instants datetime64[s], NaT where nothing happened.
    feedback: code, unit, area and the dates of answer, refusal, question, publication.
    """

    units: pd.DataFrame
    procedures: pd.DataFrame
    dossiers: pd.DataFrame
    feedback: pd.DataFrame
    first: date
    as_of: datetime

    def of_layout(self, layout: str) -> pd.DataFrame:
        """The dossiers of the units that export from one system."""
        mine = np.flatnonzero(self.units["layout"] == layout)
        return self.dossiers[self.dossiers["unit"].isin(mine)]


def make_world(seed: int, dossiers: int, units: int, first: date, last: datetime) -> World:
    """Invents a district of `units` offices; `last` is the moment the exports speak for."""
    if not FEWEST_UNITS <= units <= MOST_UNITS:
        raise ValueError(f"units: {FEWEST_UNITS} to {MOST_UNITS}, not {units}")
    rng = np.random.default_rng(seed)
    unit_frame, procedure_frame = _units(units), _procedures()
    as_of = int(np.datetime64(last, "s").astype(np.int64))
    days = _received_days(rng, dossiers, first, last)
    lives = _draw(rng, days, unit_frame, procedure_frame)
    _live(rng, lives, procedure_frame, as_of)
    frame = _frame(lives, unit_frame)
    feedback = _feedback(rng, max(dossiers // 40, 5), unit_frame, days, as_of)
    return World(unit_frame, procedure_frame, frame, feedback, first, last)


def _units(count: int) -> pd.DataFrame:
    frame = pd.DataFrame(OFFICES[:count], columns=["code", "name", "level", "layout"])
    frame.insert(3, "parent", DISTRICT[0])
    return frame


def _procedures() -> pd.DataFrame:
    names = ["code", "name", "area", "service_level", "limit_working_days", "fee"]
    return pd.DataFrame(PROCEDURES, columns=names)


def _received_days(rng: np.random.Generator, count: int, first: date, last: datetime) -> np.ndarray:
    start = np.datetime64(first, "D").astype(np.int64)
    every = np.arange(start, np.datetime64(last.date(), "D").astype(np.int64))
    weekday = (every + 3) % 7
    saturday = np.where(weekday == 5, 0.04, 0.0)
    weight = np.where(is_working_day(every), 1.3 - 0.1 * weekday, saturday)
    return np.sort(rng.choice(every, count, p=weight / weight.sum()))


def _zipf(rng: np.random.Generator, count: int, exponent: float, size: int) -> np.ndarray:
    weight = 1 / np.arange(1, count + 1) ** exponent
    return rng.choice(count, size, p=weight / weight.sum())


def _draw(
    rng: np.random.Generator, days: np.ndarray, units: pd.DataFrame, procedures: pd.DataFrame
) -> life.Lives:
    """Who asks for what, where and how."""
    size = len(days)
    unit = _zipf(rng, len(units), 0.25, size)
    procedure = _zipf(rng, len(procedures), 0.9, size)
    level = procedures["service_level"].to_numpy()[procedure]
    wish = np.linspace(0.35, 0.95, len(units))[unit] * np.array([0, 0, 0, 0.6, 1.0])[level]
    postal = np.where(rng.random(size) < 0.025, 3, 1)
    channel = np.where(rng.random(size) < wish, 2, postal)
    lives = {"unit": unit, "procedure": procedure, "channel": channel}
    lives["applicant"] = _names(rng, size)
    lives["applicant_kind"] = rng.choice([1, 2, 3], size, p=[0.93, 0.06, 0.01])
    lives["village"] = rng.choice(np.array(VILLAGES, dtype=object), size)
    lives["day"] = days
    return lives


def _names(rng: np.random.Generator, size: int) -> np.ndarray:
    parts = (FAMILY_NAMES, MIDDLE_NAMES, GIVEN_NAMES)
    family, middle, given = (rng.choice(np.array(p, dtype=object), size) for p in parts)
    return family + " " + middle + " " + given


def _live(
    rng: np.random.Generator, lives: life.Lives, procedures: pd.DataFrame, as_of: int
) -> None:
    limit = procedures["limit_working_days"].to_numpy()[lives["procedure"]]
    late = np.array([0.012, 0.03, 0.05, 0.16, 0.02, 0.09, 0.015, 0.07])[lives["unit"]]
    life.receive(rng, lives, lives["day"])
    life.promise(rng, lives, limit)
    life.close(rng, lives, late)
    life.settle(rng, lives, as_of)
    life.apologise(rng, lives, as_of, np.linspace(0.95, 0.4, MOST_UNITS)[lives["unit"]])
    life.rate(rng, lives, as_of)
    _digitise(rng, lives)
    _pay(rng, lives, procedures["fee"].to_numpy()[lives["procedure"]])


def _digitise(rng: np.random.Generator, lives: life.Lives) -> None:
    size, habit = len(lives["unit"]), np.linspace(0.98, 0.65, MOST_UNITS)[lives["unit"]]
    closed = np.isin(lives["status"], (9, 10))
    lives["components_digitised"] = (rng.random(size) < habit).astype(np.int64)
    reused = (rng.random(size) < 0.2).astype(np.int64)
    lives["components_reused"] = reused * lives["components_digitised"]
    lives["result_digitised"] = np.where(closed, rng.random(size) < habit - 0.05, -1)
    lives["return_channel"] = (rng.random(size) < 0.06).astype(np.int64)


def _pay(rng: np.random.Generator, lives: life.Lives, fee: np.ndarray) -> None:
    size = len(fee)
    lives["fee"] = np.where(rng.random(size) < 0.1, 0, fee)
    online = rng.random(size) < np.where(lives["channel"] == 2, 0.75, 0.15)
    gateway = 1 + (rng.random(size) < 0.35)
    lives["paid_online"] = np.where((lives["fee"] > 0) & online, gateway, 0)


def _frame(lives: life.Lives, units: pd.DataFrame) -> pd.DataFrame:
    frame = pd.DataFrame({k: v for k, v in lives.items() if k != "allowed_days"})
    for name in [column for column in frame if column.endswith(("_at", "_from", "_to"))]:
        frame[name] = frame[name].to_numpy().astype("datetime64[s]")
    serial = frame.groupby(["unit", "day"]).cumcount() + 1
    stamp = pd.to_datetime(frame["day"], unit="D").dt.strftime("-%y%m%d-")
    office = frame["unit"].map(units["code"])
    frame.insert(0, "code", office + stamp + serial.map("{:04d}".format))
    return frame.drop(columns="day")


def _feedback(
    rng: np.random.Generator, count: int, units: pd.DataFrame, days: np.ndarray, as_of: int
) -> pd.DataFrame:
    """Complaints and proposals: mostly answered within fifteen working days."""
    day = np.sort(rng.choice(days, count))
    fate = rng.choice(["answered_at", "refused_at", "asked_at"], count, p=[0.9, 0.05, 0.05])
    slow = rng.random(count) >= 0.9
    worked = np.where(slow, rng.integers(16, 30, count), rng.integers(1, 15, count))
    worked = np.where(fate == "answered_at", worked, rng.integers(1, 4, count))
    done = life.moments(rng, add_working_days(day, worked))
    told = {"received_at": life.moments(rng, day)}
    for name in ("answered_at", "refused_at", "asked_at"):
        told[name] = np.where((fate == name) & (done <= as_of), done, life.MISSING)
    published = life.moments(rng, add_working_days(day, worked + rng.integers(0, 4, count)))
    shown = (told["answered_at"] != life.MISSING) & (published > done) & (published <= as_of)
    told["published_at"] = np.where(shown, published, life.MISSING)
    frame = pd.DataFrame({k: v.astype("datetime64[s]") for k, v in told.items()})
    frame.insert(0, "code", [f"PAKN.{number:05d}" for number in range(1, count + 1)])
    frame["unit"] = rng.integers(0, len(units), count)
    frame["area"] = rng.choice(["Đất đai", "Hộ tịch", "Môi trường", "Xây dựng"], count)
    return frame
