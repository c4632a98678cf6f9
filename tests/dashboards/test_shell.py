"""Every page stands, in both languages and on a wall; whatever an address says, a page answers."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.components.states import PARTS
from dashboards.pages.registry import PAGES, page_at
from dashboards.view import LONGEST_VALUE, SHARED, View
from dashboards.words.sentences import sentences
from onestop.domain.errors import UsageError
from tests.fixtures.body import Body, nodes, text_of


PATHS = [page.path for page in PAGES]
SHOWING_FIGURES = [page.path for page in PAGES if page.needs_data]

QUOTING = ("/data", "/reports")
"""They show headings of files and official forms, which are Vietnamese whoever reads them."""

HOSTILE = [
    '<img src=x onerror="alert(1)">',
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "'; DROP TABLE dossier; --",
    '{"$gt": ""}',
    "{0.__class__}{unit}",
    "../../etc/passwd",
    "%00",
    "０１２",
    "1e999",
    "-1",
    "0",
    "9" * 40,
    "UBND " * 50,
    "\N{RIGHT-TO-LEFT OVERRIDE}txet",
    "a\x00b",
    "a\x1bb",
    "x" * (LONGEST_VALUE + 1),
    "\N{ZERO WIDTH SPACE}",
    "💥",
]
HOSTILE_EVERYWHERE = [HOSTILE[0], "9" * 40]


def stands(body: Body) -> None:
    """What holds of every answer, be it a page or a problem told as one."""
    titles = [one for one in nodes(body.page) if one["is"] == "H1"]
    assert len(titles) == 1
    assert text_of(titles)
    assert body.ids_twice == []
    assert body.menu
    for link in body.links:
        assert urlsplit(link).scheme == "", link
        assert "<" not in link


def problems(body: Body) -> list[str]:
    """The sentences of what could not be shown."""
    return [text_of(one) for one in nodes(body.page) if one.get("className") == "problem"]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_every_page_stands_in_both_languages(body_of, path, lang):
    body = body_of(f"{path}?period=2024&lang={lang}")
    stands(body)
    assert problems(body) == []
    assert body.look == ""


@pytest.mark.parametrize("path", PATHS)
def test_every_page_stands_without_any_choice(body_of, path):
    body = body_of(path)
    stands(body)
    assert problems(body) == []


@pytest.mark.parametrize("path", SHOWING_FIGURES)
def test_a_page_stands_for_one_unit_one_area_and_one_month(body_of, path):
    chosen = urlencode({"unit": "H97.12.02", "area": "Đất đai", "period": "2024-03"})
    body = body_of(f"{path}?{chosen}")
    stands(body)
    assert problems(body) == []


@pytest.mark.parametrize("period", ["2019", "2031", "2024-01-05..2024-02-03"])
@pytest.mark.parametrize("path", SHOWING_FIGURES)
def test_a_page_stands_for_periods_before_after_and_without_a_name(body_of, path, period):
    body = body_of(f"{path}?period={period}")
    stands(body)
    assert problems(body) == []


@pytest.mark.parametrize("path", [path for path in PATHS if path not in QUOTING])
def test_a_page_in_english_says_everything_in_english(body_of, path):
    """What our declarations say in Vietnamese must not stand on an English page."""
    body = body_of(f"{path}?period=2024&lang=en")
    english = {pair[1] for pair in sentences().values()}
    said_twice = {pair[0] for pair in sentences().values() if "{" not in pair[0]} - english
    assert [text for text in body.texts if text in said_twice] == []
    assert body.pickers == [] or "2024 (15/12/2023" in text_of(body.pickers)
    for said in (body.text, text_of(body.pickers)):
        assert "Năm 2024" not in said


@pytest.mark.parametrize("path", PATHS)
def test_a_screen_on_a_wall_has_no_pickers(body_of, path):
    body = body_of(f"{path}?period=2024&kiosk=1&refresh=300")
    stands(body)
    assert body.look == "kiosk"
    assert body.pickers == []


@pytest.mark.parametrize("lang", [0, 1])
def test_the_menu_is_the_registry(body_of, lang):
    body = body_of(f"/backlog?period=2024&lang={('vi', 'en')[lang]}")
    links = [one for one in nodes(body.menu) if one["is"] == "A"]
    listed = [page for page in PAGES if page.in_menu]
    assert [text_of(one) for one in links] == [page.name[lang] for page in listed]
    assert [urlsplit(one["href"]).path for one in links] == [page.path for page in listed]
    assert [one["href"] for one in links if one.get("aria-current") == "page"] == [
        "/backlog?period=2024"
    ]


def test_the_menu_keeps_unit_period_and_area_and_leaves_the_rest(body_of):
    chosen = urlencode({"unit": "H97.12.02", "period": "2024", "area": "Đất đai"})
    body = body_of(f"/units?{chosen}&kiosk=1&refresh=9")
    for link in [one["href"] for one in nodes(body.menu) if one["is"] == "A"]:
        assert set(dict(parse_qsl(urlsplit(link).query))) == {"unit", "period", "area"}


@pytest.mark.parametrize("path", SHOWING_FIGURES)
@pytest.mark.parametrize(
    ("part", "asked", "nearest"),
    [
        ("unit", "UBND xã Đồi Trang", "UBND xã Đồi Trăng"),
        ("unit", "H97.12.2", "H97.12.2"),
        ("area", "Đất dai", "Đất đai"),
    ],
)
def test_an_unknown_unit_or_area_is_said_and_the_nearest_offered(
    body_of, path, part, asked, nearest
):
    body = body_of(f"{path}?{urlencode({part: asked, 'period': '2024'})}")
    stands(body)
    (sentence,) = problems(body)
    assert asked in sentence
    offered = [dict(parse_qsl(urlsplit(link).query)).get(part, "") for link in body.links]
    assert any(nearest in one for one in offered)
    assert all(page_at(urlsplit(link).path) for link in body.links)


def test_what_is_offered_instead_of_an_unknown_unit_exists(body_of):
    offered = [
        link for link in body_of("/backlog?unit=H97.12.2&period=2024").links if "unit" in link
    ]
    assert offered
    for link in offered:
        assert problems(body_of(link)) == []


def test_an_unknown_procedure_is_said_with_the_nearest(body_of):
    body = body_of("/areas?procedure=1.0000&period=2024")
    (sentence,) = problems(body)
    assert "1.0000" in sentence


def test_every_kind_of_thing_that_may_be_unknown_can_be_dropped():
    assert set(PARTS.values()) >= {"unit", "area", "procedure"}


@pytest.mark.parametrize("path", SHOWING_FIGURES)
@pytest.mark.parametrize(
    ("part", "asked"),
    [
        ("period", "2024-13"),
        ("period", "hôm qua"),
        ("period", "2024-02-30..2024-03-01"),
        ("period", "2024-03-01..2024-02-01"),
        ("cutoff", "lunar"),
        ("as_of", "hôm nay"),
    ],
)
def test_a_period_that_makes_no_sense_is_said(body_of, path, part, asked):
    body = body_of(f"{path}?{urlencode({part: asked})}")
    stands(body)
    (sentence,) = problems(body)
    assert sentence.endswith((".", ";", "?")), sentence
    assert "/" in body.links


def test_an_unknown_measure_is_said_with_the_nearest(body_of):
    body = body_of("/dossiers?period=2024&measure=resolved_lat")
    (sentence,) = problems(body)
    assert "resolved_lat" in sentence
    assert "resolved_late" in body.json


def test_a_page_that_is_not_there_is_said_and_leads_back(body_of):
    body = body_of("/khong-co-trang-nay")
    stands(body)
    (sentence,) = problems(body)
    assert "/khong-co-trang-nay" in sentence
    assert body.links == ["/"]


def test_a_problem_is_told_in_the_language_of_the_visitor(body_of):
    assert "This page cannot be shown" in body_of("/units?unit=nowhere&lang=en").headings


@pytest.mark.parametrize("path", SHOWING_FIGURES)
def test_an_empty_store_says_how_to_load_the_first_export(empty_body_of, path):
    body = empty_body_of(path)
    stands(body)
    assert "/data" in body.links
    assert "onestop import" in body.text


@pytest.mark.parametrize("path", [page.path for page in PAGES if not page.needs_data])
def test_a_page_that_needs_no_data_stands_on_an_empty_store(empty_body_of, path):
    body = empty_body_of(path)
    stands(body)
    assert problems(body) == []


@pytest.mark.parametrize("path", PATHS)
def test_whatever_stands_in_a_part_of_an_address_comes_out_as_text(body_of, path):
    for part in parts_of(body_of(f"{path}?period=2024")):
        for value in HOSTILE_EVERYWHERE:
            body = body_of(f"{path}?period=2024&{urlencode({part: value})}")
            stands(body)
            assert raw_html(body) == [], (part, value)


@pytest.mark.parametrize("part", ["unit", "measure", "page"])
def test_every_kind_of_mischief_gets_a_page(body_of, part):
    for value in HOSTILE:
        stands(body_of(f"/dossiers?period=2024&{urlencode({part: value})}"))


def parts_of(body: Body) -> list[str]:
    """The parts that an address of this page may have: those of its links and fields."""
    told = [name for link in body.links for name, _ in parse_qsl(urlsplit(link).query)]
    fields = [one["name"] for one in nodes(body.page) if one.get("name")]
    return sorted({*SHARED, "kiosk", "refresh", "page", "lang", *told, *fields})


def raw_html(body: Body) -> list[dict]:
    """Components through which text could become markup."""
    return [one for one in nodes(body.page) if one.get("dangerously_allow_html") or "srcDoc" in one]


@pytest.mark.parametrize(
    "address",
    [
        "/" + "x" * 3000,
        "/units/" + quote("<script>alert(1)</script>"),
        "/?" + "&".join(f"a{number}=1" for number in range(200)),
        "/?" + "unit=" + "x" * 5000,
        "/?unit=%FF%FE",
        "/?unit=a%00b",
        "/?=&=&&&==",
        "/?unit=H97.12.02&unit=H97.12.03",
        "/?;;;",
        "//",
        "///units//",
        "/UNITS",
    ],
)
def test_a_mangled_address_still_gets_a_page(body_of, address):
    stands(body_of(address))


# An address, there and back.

NAMES = st.sampled_from([*SHARED, "measure", "sort", "page", "kiosk", "refresh"])
PRINTABLE = st.characters(exclude_categories=("C", "Z"))
VALUES = st.text(PRINTABLE, min_size=1, max_size=60).filter(str.isprintable)
CHOICES = st.dictionaries(NAMES, VALUES, max_size=6)


def again(address: str) -> View:
    path, _, search = address.partition("?")
    return View.parse(path, f"?{search}" if search else "")


@given(CHOICES)
def test_an_address_holds_the_whole_view(chosen):
    view = View.parse("/units", f"?{urlencode(chosen)}")
    assert dict(view.chosen) == chosen
    assert again(view.path + view.query()) == view


@given(CHOICES, VALUES)
def test_a_change_on_the_same_page_keeps_the_rest_and_starts_the_list_over(chosen, unit):
    view = View.parse("/units", f"?{urlencode(chosen)}")
    changed = again(view.here(unit=unit))
    assert dict(changed.chosen) == {k: v for k, v in chosen.items() if k != "page"} | {"unit": unit}


@given(CHOICES)
def test_another_page_keeps_the_shared_choices_only(chosen):
    moved = again(View.parse("/units", f"?{urlencode(chosen)}").to("/backlog"))
    assert moved.path == "/backlog"
    assert dict(moved.chosen) == {k: v for k, v in chosen.items() if k in SHARED}


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_a_view_or_a_sentence(path, search):
    try:
        told = [*View.parse(path, search).chosen.values()]
    except UsageError as error:
        told = [str(error)]
    assert all(one and one.isprintable() for one in told)


@given(st.text(max_size=30))
def test_a_number_of_an_address_is_a_number_or_a_sentence(text):
    view = View("/", {"page": text})
    try:
        asked = view.number("page", 1, most=500)
    except UsageError:
        assert text not in {str(one) for one in range(1, 501)}
    else:
        assert 1 <= asked <= 500
