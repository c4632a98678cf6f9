"""From the sheets of one file to layouts: which are lists, and which are left out.

The stage's only door; `etl.recognise` decides for one sheet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from etl.profile import Layout
from etl.recognise import Sources, known_of, recognise
from etl.table import Sheet
from onestop.domain.errors import AggregateError, InputError, UnknownLayoutError


@dataclass
class Recognised:
    """The lists of a file, and the refusal of every sheet that is none."""

    lists: list[tuple[Sheet, Layout]] = field(default_factory=list)
    left_out: list[InputError] = field(default_factory=list)


def recognise_all(
    sheets: Iterable[Sheet], sources: Sources, file: str, chosen: str = ""
) -> Recognised:
    """Every sheet of a file by itself; a sheet of notes is left out if another is a list.

    Raises the refusal that tells most when no sheet is a list: totals, else the sheet
    with the most known headings.
    """
    found = Recognised()
    refused: list[tuple[int, InputError]] = []
    for sheet in sheets:
        try:
            found.lists.append((sheet, recognise(sheet, sources, file, chosen)))
        except AggregateError as error:
            refused.append((1_000, error))
        except UnknownLayoutError as error:
            refused.append((known_of(sheet, sources), error))
    found.left_out = [error for _, error in refused]
    if not found.lists:
        raise max(refused, key=lambda pair: pair[0])[1] if refused else _nothing(file)
    return found


def _nothing(file: str) -> UnknownLayoutError:
    return UnknownLayoutError(file, "", [], {})
