"""Signs that exports were prettied up, of the last twelve months, for the page Dữ liệu.

Counted once for each state of the data; it knows ids and names, and refuses to know words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dashboards.data.asked import Asked
from dashboards.data.kept import kept
from dashboards.view import SHARED
from onestop.domain.integrity import BY_CODE
from onestop.domain.integrity_files import Thresholds, load_thresholds
from onestop.domain.integrity_told import Example, Sign
from onestop.domain.period import OFFICIAL, Period, between, day_number, day_of
from onestop.storage import dossiers


MONTHS = 12
"""Months shown; they are judged with as much before them."""

AT_ONCE = 300_000
"""Dossiers up to which the page counts without being asked to: about a second."""


@dataclass(frozen=True)
class Told:
    """A sign with its unit's name and the dossiers that show it."""

    sign: Sign
    unit: str
    unit_key: str
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class Signs:
    """What is told, by check, unit and month; months: those looked at, in order.

    course: for each (check, part, unit id) that is told of in any month, every month of it.
    """

    months: tuple[Period, ...] = ()
    told: tuple[Told, ...] = ()
    course: dict[tuple[str, str, int], tuple[Sign, ...]] | None = None

    def of(self, check: str) -> tuple[Told, ...]:
        """The signs of one check."""
        return tuple(one for one in self.told if one.sign.check == check)

    def units_told(self, check: str, month: Period) -> int:
        """How many units a check tells of in a month."""
        return len({o.sign.unit for o in self.of(check) if o.sign.month == month})


def counts_by_itself(asked: Asked) -> bool:
    """Whether the page may count without being asked to."""
    return not dossiers.are_more_than(asked.connection, AT_ONCE)


def signs_of(asked: Asked) -> Signs:
    """The signs of the last twelve months of the whole place; DeclarationError for a threshold."""
    whole = replace(asked, view=asked.view.without(*SHARED))
    if whole.newest is None:
        return Signs()
    thresholds = _thresholds(asked)
    return kept(whole, ("integrity", thresholds.key()), lambda: _signs(whole, thresholds))


def _thresholds(asked: Asked) -> Thresholds:
    files = [folder / "integrity.toml" for folder in reversed(asked.here.config_dirs)]
    found = next((file for file in files if file.is_file()), None)
    return Thresholds() if found is None else load_thresholds(found)


def _signs(asked: Asked, thresholds: Thresholds) -> Signs:
    from onestop.storage.integrity import Looked, look
    from onestop.storage.integrity_evidence import with_examples

    shown = _last_months(asked)
    period = between(shown[0].start, shown[-1].last, OFFICIAL)
    found = look(asked.connection, Looked(period, thresholds, asked.here.calendar, tuple(BY_CODE)))
    if found is None:
        return Signs(shown)
    fewest = int(thresholds.of("no_steps", "fewest_steps"))
    names = asked.names("unit")
    told = tuple(
        Told(sign, names[sign.unit].label, names[sign.unit].key, examples)
        for sign, examples in with_examples(asked.connection, found.signs(), fewest)
    )
    wanted = {(one.sign.check, one.sign.part, one.sign.unit) for one in told}
    course: dict[tuple[str, str, int], list[Sign]] = {key: [] for key in wanted}
    for cell in found.cells() if wanted else ():
        if (cell.check, cell.part, cell.unit) in course:
            course[cell.check, cell.part, cell.unit].append(cell)
    return Signs(shown, told, {key: tuple(cells) for key, cells in course.items()})


def _last_months(asked: Asked) -> tuple[Period, ...]:
    """Whole official months, the last one that which holds the newest data."""
    from onestop.storage.integrity_window import window_months

    last = day_of((asked.newest - 1) // 86_400)
    first = last.replace(year=last.year - 1, day=min(last.day, 28))
    around = (day_number(first), day_number(last))
    return window_months(between(first, last, OFFICIAL), *around)[-MONTHS:]
