"""What goes to a browser is what Dash itself would send, written sooner."""

from __future__ import annotations

import json

import pytest
from plotly.io.json import to_json_plotly

from dashboards import shell
from dashboards.server.plain import plain


@pytest.mark.parametrize("path", ["/", "/units", "/backlog", "/dossiers", "/data", "/targets"])
def test_a_page_is_told_as_dash_would(served, path):
    with served.test_request_context(path, query_string="period=2024"):
        served.preprocess_request()
        shown = shell.show(path, "?period=2024")
    told = tuple(map(plain, shown))
    assert json.dumps(told)  # nothing is left that only Dash could write
    assert json.loads(to_json_plotly(told)) == json.loads(to_json_plotly(shown))
