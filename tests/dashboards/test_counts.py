"""Every number on every page opens a list of just so many dossiers."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from dashboards.pages.registry import PAGES
from tests.fixtures.body import Body, text_of
from tests.fixtures.district import COMMUNE_CODE


COUNTING = [page.path for page in PAGES if page.needs_data and page.path != "/dossiers"]
SCOPES = {
    "a year": {"period": "2024"},
    "one commune": {"period": "2024", "unit": COMMUNE_CODE},
    "one area in a quarter": {"period": "2024-Q2", "area": "Hộ tịch"},
    "the middle of the year": {"period": "2024", "as_of": "2024-06-30T17:00:00"},
    "calendar months": {"period": "2024-06", "cutoff": "calendar"},
    "now": {},
}


def counts(body: Body) -> dict[str, int]:
    """The numbers of a page by the list behind each."""
    found = {}
    for link in body.all("A"):
        said = text_of(link.get("children")).replace(".", "")
        if link["href"].startswith("/dossiers?") and "measure=" in link["href"] and said.isdigit():
            found[link["href"]] = int(said)
    return found


def kind(href: str) -> tuple:
    """What sort of number it is: its measure, and by what it is narrowed."""
    told = dict(parse_qsl(urlsplit(href).query))
    return told["measure"], tuple(sorted(told))


def some_of_each_kind(found: dict[str, int]) -> dict[str, int]:
    kinds: dict[tuple, list[str]] = {}
    for href in found:
        kinds.setdefault(kind(href), []).append(href)
    chosen = (href for of_kind in kinds.values() for href in picked(of_kind, found))
    return {href: found[href] for href in chosen}


def picked(hrefs: list[str], found: dict[str, int]) -> set[str]:
    """The first of a kind and the largest: two lists stand for all of it."""
    return {hrefs[0], max(hrefs, key=found.__getitem__)}


def total(body: Body) -> int:
    """How many dossiers a list says it has."""
    (told,) = re.findall(r"([\d.]+) hồ sơ", body.headings[0])
    return int(told.replace(".", ""))


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("path", COUNTING)
def test_a_number_opens_a_list_of_just_so_many(body_of, path, scope):
    found = some_of_each_kind(counts(body_of(f"{path}?{urlencode(SCOPES[scope])}")))
    listed = {href: total(body_of(href)) for href in found}
    assert listed == found


@pytest.mark.parametrize("path", ["/", "/units", "/areas", "/backlog"])
def test_a_page_of_a_year_has_numbers_to_open(body_of, path):
    assert len(counts(body_of(f"{path}?period=2024"))) > 5
