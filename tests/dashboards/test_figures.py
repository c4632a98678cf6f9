"""A chart says what the numbers say: in its figure, its table and its sentence."""

from __future__ import annotations

import json
from datetime import date

import plotly.graph_objects as go
import pytest

from dashboards.figures.ages import ages
from dashboards.figures.channels import channels
from dashboards.figures.chart import graph_config
from dashboards.figures.colours import MET, MISSED, NEAR, NEUTRAL, OUTCOME_COLOURS
from dashboards.figures.days import DaysRow, days
from dashboards.figures.heatmap import heatmap
from dashboards.figures.pins import PinMark
from dashboards.figures.ranking import Ranked, ranking
from dashboards.figures.spark import spark
from dashboards.figures.trend import trend
from dashboards.words.speech import speak
from onestop.domain.indicators import Value
from onestop.domain.lists import BANDS
from tests.fixtures.courses import DAYS, LATE, ON_TIME, months


@pytest.fixture(autouse=True)
def vietnamese():
    speak("vi")
    yield
    speak("vi")


def ranked(*parts):
    return [Ranked(f"Xã {place}", Value(*part), f"/u/{place}") for place, part in enumerate(parts)]


def aged(**counts):
    return [(code, label_vi, counts.get(code, 0)) for code, (label_vi, _en) in BANDS.items()]


COURSE = months((93, 100), (97, 100), (0, 0), (98, 100), (99, 100), running=True)
UNITS = ranked((99, 100), (90, 100), (970, 1000), (0, 0))
TAKEN = [
    DaysRow("Hộ tịch", 40, 5, 2, 4.5),
    DaysRow("Đất đai", 12, 20, 18.5, 31),
    DaysRow("Xây dựng", 7, 10, 12, 14),
    DaysRow("Thi đua", 3, None, 4, 6),
]
CAME = [("Xã A", 30, 60, 10), ("Xã B", 70, 20, 10), ("Xã C", 0, 0, 0)]

FILLED = {
    "trend": lambda: trend(COURSE, ON_TIME, 0.98, pins=[PinMark(date(2024, 2, 8), "Mất điện")]),
    "trend in days": lambda: trend(months((30, 10), (45, 10)), DAYS, 4),
    "ranking": lambda: ranking(UNITS, ON_TIME, 0.98, 0.97),
    "heatmap": lambda: heatmap(["A", "B"], ["x", "y", "z"], [[1, 0, 2], [3, 4, 0]], "Quá hạn"),
    "ages": lambda: ages(aged(later=5, today=1, overdue_1_5=3, paused=1)),
    "channels": lambda: channels(CAME),
    "days": lambda: days(TAKEN),
}

EMPTY = {
    "trend": lambda: trend([], ON_TIME, 0.98),
    "trend without a ratio": lambda: trend(months((0, 0), (0, 0)), ON_TIME),
    "ranking": lambda: ranking(ranked((0, 0)), ON_TIME, 0.98),
    "heatmap": lambda: heatmap([], [], [], "Quá hạn"),
    "heatmap of zeros": lambda: heatmap(["A"], ["x"], [[0]], "Quá hạn"),
    "ages": lambda: ages(aged()),
    "channels": lambda: channels([("Xã C", 0, 0, 0)]),
    "days": lambda: days([]),
}


@pytest.mark.parametrize("draw", [*FILLED.values(), *EMPTY.values()], ids=[*FILLED, *EMPTY])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_plotly_accepts_every_figure(draw, language):
    speak(language)
    chart = draw()
    go.Figure(chart.figure)
    json.dumps(chart.figure, allow_nan=False)
    assert chart.name
    assert chart.summary
    assert chart.figure["layout"]["separators"] == {"vi": ",.", "en": ".,"}[language]


@pytest.mark.parametrize("draw", FILLED.values(), ids=FILLED)
def test_a_table_stands_for_every_chart(draw):
    chart = draw()
    assert not chart.is_empty
    assert chart.rows
    assert {len(row) for row in chart.rows} == {len(chart.heads)}


@pytest.mark.parametrize("draw", EMPTY.values(), ids=EMPTY)
def test_nothing_to_draw_is_drawn_as_a_sentence(draw):
    chart = draw()
    assert chart.is_empty
    assert chart.rows == ()
    assert chart.figure["data"] == []
    assert [note["text"] for note in chart.figure["layout"]["annotations"]] == [chart.summary]


@pytest.mark.parametrize("draw", [*FILLED.values(), *EMPTY.values()], ids=[*FILLED, *EMPTY])
def test_english_is_another_language_throughout(draw):
    vietnamese_one = draw()
    speak("en")
    english = draw()
    assert english.name != vietnamese_one.name
    assert english.summary != vietnamese_one.summary
    assert english.heads != vietnamese_one.heads


def test_the_worst_stand_first_and_the_unknown_last():
    chart = ranking(UNITS, ON_TIME, 0.98, 0.97)
    assert [row[0] for row in chart.rows] == ["Xã 1", "Xã 2", "Xã 0", "Xã 3"]
    assert chart.links == ("/u/1", "/u/2", "/u/0", "/u/3")
    bars, values, target, median = chart.figure["data"]
    assert bars["x"] == [90, 97, 99]
    assert bars["marker"]["color"] == [MISSED, NEAR, MET]
    assert [text.strip() for text in values["text"]] == ["▼ 90 %", "◆ 97 %", "● 99 %"]
    assert target["x"] == [98, 98]
    assert median["x"] == [97, 97]
    assert chart.figure["layout"]["xaxis"]["range"] == [0, 100]


def test_the_worst_of_a_down_indicator_is_the_highest():
    chart = ranking(ranked((1, 100), (9, 100)), LATE, 0.05)
    assert chart.figure["data"][0]["x"] == [9, 1]
    assert chart.figure["data"][0]["marker"]["color"] == [MISSED, MET]
    assert chart.summary.startswith("Kém nhất: Xã 1 9 %; tốt nhất: Xã 0 1 %.")


def test_units_of_the_same_name_keep_a_bar_each():
    rows = [Ranked("Xã Tân An", Value(9, 10)), Ranked("Xã Tân An", Value(8, 10))]
    bars = ranking(rows, ON_TIME).figure["data"][0]
    assert bars["y"] == [0, 1]
    assert bars["x"] == [80, 90]


def test_forty_rows_are_drawn_and_the_rest_is_told():
    chart = ranking(ranked(*[(place, 200) for place in range(200)]), ON_TIME, 0.98)
    assert len(chart.figure["data"][0]["y"]) == 40
    assert len(chart.rows) == 200
    assert "Còn 160 đơn vị khác" in chart.summary


def test_a_name_is_text_never_markup():
    chart = ranking([Ranked("<b>Xã</b> & co", Value(1, 2))], ON_TIME)
    (tick,) = chart.figure["layout"]["yaxis"]["ticktext"]
    assert tick == "&lt;b&gt;Xã&lt;/b&gt; &amp; co"
    assert "<b>&lt;b&gt;Xã" in chart.figure["data"][0]["hovertext"][0]
    assert chart.rows[0][0] == "<b>Xã</b> & co"


def test_cells_hold_the_counts_the_fullest_first():
    chart = FILLED["heatmap"]()
    (cells,) = chart.figure["data"]
    assert cells["z"] == [[3, 4, 0], [1, 0, 2]]
    assert cells["text"] == [["3", "4", ""], ["1", "", "2"]]
    assert chart.heads == ("Đơn vị", "x", "y", "z", "Cộng")
    assert chart.rows[0] == ("B", "3", "4", "0", "7")
    assert chart.summary == "Nhiều nhất: B, y: 4 trên tổng số 10."


def test_what_a_heatmap_does_not_draw_is_summed_not_lost():
    counts = [[(unit + area) % 7 for area in range(25)] for unit in range(33)]
    chart = heatmap([f"U{n}" for n in range(33)], [f"A{n}" for n in range(25)], counts, "Mở")
    cells = chart.figure["data"][0]["z"]
    assert (len(cells), len(cells[0])) == (31, 21)
    assert sum(map(sum, cells)) == sum(map(sum, counts))
    layout = chart.figure["layout"]
    assert layout["yaxis"]["ticktext"][-1] == "3 đơn vị khác"
    assert layout["xaxis"]["ticktext"][-1] == "5 lĩnh vực khác"
    assert (len(chart.rows), len(chart.heads)) == (33, 27)
    assert chart.min_width > 360


def test_ages_keep_their_order_and_get_worse_in_colour():
    chart = FILLED["ages"]()
    bars = chart.figure["data"][0]
    assert bars["x"] == [5, 0, 0, 1, 3, 0, 0, 0, 1, 0]
    assert bars["customdata"] == list(BANDS)
    assert bars["marker"]["color"] == [MET] * 2 + [NEAR] * 2 + [MISSED] * 4 + [NEUTRAL] * 2
    assert chart.rows[4] == ("Quá hạn 1–5 ngày", "3", "30 %")
    assert chart.summary == "10 hồ sơ đang giải quyết, 3 quá hạn (30 %), 1 đến hạn hôm nay."


def test_every_age_band_has_looks_of_its_own():
    bars = FILLED["ages"]().figure["data"][0]["marker"]
    assert len(bars["pattern"]["shape"]) == len(BANDS)
    assert bars["pattern"]["shape"][0] != bars["pattern"]["shape"][4]


def test_the_parts_of_a_row_make_a_whole_and_carry_their_counts():
    chart = FILLED["channels"]()
    online, direct, postal = chart.figure["data"]
    assert online["x"] == [20, 60]
    assert [sum(parts) for parts in zip(online["x"], direct["x"], postal["x"], strict=True)] == [
        100,
        100,
    ]
    assert direct["text"] == ["70", "30"]
    assert postal["text"] == ["", ""]
    assert chart.rows[0] == ("Xã B", "20 (20 %)", "70 (70 %)", "10 (10 %)", "100")
    assert chart.rows[-1] == ("Xã C", "–", "–", "–", "0")
    assert chart.summary.startswith("Trực tuyến 80 (40 %), trực tiếp 100 (50 %)")


def test_days_taken_stand_against_days_allowed_the_slowest_first():
    chart = days(TAKEN)
    whiskers, limits, medians = chart.figure["data"]
    assert [row[0] for row in chart.rows] == ["Đất đai", "Xây dựng", "Hộ tịch", "Thi đua"]
    assert medians["x"] == [18.5, 12, 2, 4]
    assert limits["x"] == [20, 10, 5, None]
    assert whiskers["x"][:3] == [18.5, 31, None]
    assert medians["marker"]["color"] == [NEAR, MISSED, MET, NEUTRAL]
    assert chart.rows[0] == ("Đất đai", "12", "20,0", "18,5", "31,0", "quá nửa kịp hạn")
    assert chart.summary.startswith("1 trên 3 có 9/10 hồ sơ kịp hạn. Chậm nhất")


def test_without_any_limit_the_longest_is_told():
    told = days([DaysRow("Thi đua", 3, None, 4, 6), DaysRow("Khác", 3, None, 4, 9)]).summary
    assert "Lâu nhất: Khác, 9/10 xong trong 9,0 ngày" in told


def test_days_beyond_forty_rows_are_told():
    rows = [DaysRow(f"Thủ tục {place}", 1, 5, 2, 4) for place in range(45)]
    chart = days(rows)
    assert len(chart.figure["data"][2]["y"]) == 40
    assert "Còn 5 thủ tục khác" in chart.summary


def test_channels_beyond_forty_rows_are_told():
    chart = channels([(f"Xã {place}", 1, place, 0) for place in range(50)])
    assert len(chart.figure["data"][0]["y"]) == 40
    assert "Còn 10 đơn vị khác" in chart.summary


def test_a_spark_breaks_where_a_value_is_missing():
    drawn = spark([1, 2, None, 3])
    assert drawn.source.startswith("data:image/svg+xml,")
    assert drawn.source.count("M") == 2
    assert "#" not in drawn.source
    assert spark([None]).source == ""
    assert "14" in spark([5, 5]).source


@pytest.mark.parametrize("size", [200])
def test_a_figure_of_many_units_stays_light(size):
    rows = ranked(*[(place, 2 * size) for place in range(size)])
    names = [f"Ủy ban nhân dân xã số {place}" for place in range(size)]
    areas = [f"Lĩnh vực quản lý nhà nước {place}" for place in range(60)]
    drawn = [
        ranking(rows, ON_TIME, 0.98, 0.97),
        heatmap(names, areas, [[7] * 60 for _ in names], "Mở"),
        channels([(name, 10, 20, 3) for name in names]),
        days([DaysRow(name, 10, 5, 3, 7) for name in names]),
    ]
    for chart in drawn:
        assert len(json.dumps(chart.figure, ensure_ascii=False).encode()) < 60_000


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("draw", FILLED.values(), ids=FILLED)
@pytest.mark.parametrize("page", ["#ffffff", "#161a20"])
def test_every_colour_reads_on_a_white_and_on_a_dark_page(draw, page):
    chart = draw()
    used = {key.colour for key in chart.key} | set(OUTCOME_COLOURS.values())
    for trace in chart.figure["data"]:
        colours = trace.get("marker", {}).get("color", [])
        used |= {colours} if isinstance(colours, str) else set(colours)
    assert all(contrast(colour, page) >= 3 for colour in used)


def test_numbers_in_bars_of_channels_read_in_white():
    colours = [trace["marker"]["color"] for trace in FILLED["channels"]().figure["data"]]
    assert all(contrast(colour, "#ffffff") >= 4.5 for colour in colours)


def test_no_graph_offers_to_send_itself_anywhere():
    told = graph_config()
    assert told["showSendToCloud"] is False
    assert told["plotlyServerURL"] == ""
    assert told["displayModeBar"] is False
    assert told["displaylogo"] is False
    assert "http" not in json.dumps(told)


@pytest.mark.parametrize(
    ("language", "decimal", "month"), [("vi", ",", "Tháng 1"), ("en", ".", "January")]
)
def test_a_graph_speaks_the_readers_language(language, decimal, month):
    speak(language)
    told = graph_config()
    assert told["locale"] == language
    written = told["locales"][language]["format"]
    assert written["decimal"] == decimal
    assert written["months"][0] == month
    assert {len(written[key]) for key in ("months", "shortMonths")} == {12}
    assert {len(written[key]) for key in ("days", "shortDays")} == {7}
