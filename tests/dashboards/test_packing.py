"""Files go out packed in what the browser understands, and are kept where that is safe."""

from __future__ import annotations

import gzip
import re

import brotli
import pytest

from dashboards.app import ASSETS, make_app
from tests.fixtures.callback import UNCLOSED, visitor


pytestmark = pytest.mark.filterwarnings(UNCLOSED)

BUNDLE = "/assets/vendor/plotly-cartesian-4.1.1.min.js"
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}


def plain(served, address: str) -> bytes:
    return visitor(served).get(address, headers={"Accept-Encoding": "identity"}).data


def linked(served) -> list[str]:
    """The scripts and styles that the starting page links to."""
    return re.findall(r'(?:src|href)="(/[^"]+\.(?:js|css)[^"]*)"', visitor(served).get("/").text)


@pytest.mark.parametrize("encoding", UNPACK)
def test_the_largest_file_is_packed_for_every_browser(served, encoding):
    answer = visitor(served).get(BUNDLE, headers={"Accept-Encoding": encoding})
    assert answer.headers["Content-Encoding"] == encoding
    assert len(answer.data) < 520_000
    assert UNPACK[encoding](answer.data) == plain(served, BUNDLE)
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_browser_that_unpacks_nothing_gets_the_file_as_it_is(served):
    answer = visitor(served).get(BUNDLE, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in answer.headers
    assert len(answer.data) > 1_000_000


def test_everything_that_the_starting_page_links_to_is_kept(served):
    addresses = linked(served)
    assert len(addresses) > 10
    for address in addresses:
        answer = visitor(served).get(address, headers={"Accept-Encoding": "br"})
        assert answer.status_code == 200, address
        assert "immutable" in answer.headers["Cache-Control"], address


def test_scripts_are_known_before_anybody_asks_for_a_page(served, installation):
    visitor(served).get("/")
    known, untouched = (
        {package: set(paths) for package, paths in one.extensions["dash"].registered_paths.items()}
        for one in (served, make_app(installation))
    )
    assert known["dash"]
    assert untouched == known


def test_all_our_styles_come_in_one_answer_that_changes_its_address_with_them(served):
    (address,) = (one for one in linked(served) if ".css" in one)
    answer = visitor(served).get(address)
    assert answer.mimetype == "text/css"
    for path in sorted(ASSETS.glob("*.css")):
        assert path.read_text(encoding="utf-8") in answer.text, path.name
    unmarked = visitor(served).get(address.partition("?")[0])
    assert "immutable" not in unmarked.headers.get("Cache-Control", "")


def test_an_address_without_its_time_of_change_is_asked_for_again(served):
    answer = visitor(served).get("/assets/10-tokens.css")
    assert "immutable" not in answer.headers.get("Cache-Control", "")


def test_what_is_not_there_is_neither_packed_nor_kept(served):
    answer = visitor(served).get("/assets/nothing.js", headers={"Accept-Encoding": "br"})
    assert answer.status_code == 404
    assert "immutable" not in answer.headers.get("Cache-Control", "")
