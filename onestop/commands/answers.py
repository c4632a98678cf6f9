"""An answer as JSON, as csv and as a table for a reader: three faces of the same rows."""

from __future__ import annotations

import json

import click

from onestop.answers.figures import figures_csv
from onestop.commands.tables import echo_csv, print_table, text_of
from onestop.commands.words import dates_in_words, label, language, say
from onestop.domain.indicators import BY_CODE
from onestop.domain.measures import MEASURES
from onestop.domain.period import day_vi, parse_day
from onestop.domain.policy import Policy


COMPARED = ("on_time_share", "early_share", "progress_766", "online_share", "apology_share")
"""What a table by unit, area or month compares; csv and JSON hold every indicator."""


def _show_json(result: dict) -> None:
    click.echo(json.dumps(result, ensure_ascii=False))


def _show_csv(result: dict) -> None:
    echo_csv(*figures_csv(result))


def _show_text(result: dict) -> None:
    click.echo(_heading(result["period"]))
    if result["as_of"] is None or not result["rows"]:
        click.echo(say("no_figures"))
    else:
        _print_rows(result)
        click.echo(say("as_of", at=dates_in_words(result["as_of"])))
    _print_notes(result)


def _heading(period: dict) -> str:
    """ "2024 (15/12/2023–14/12/2024)": the last day, not the first one after it."""
    last = parse_day(period["end"][:10])
    last = last.fromordinal(last.toordinal() - 1)
    return f"{period['code']} ({day_vi(parse_day(period['start'][:10]))}–{day_vi(last)})"


def _print_rows(result: dict) -> None:
    if result["by"] == "total":
        _print_total(result["rows"][0])
        return
    heads = [result["by"], *(label(BY_CODE[code]) for code in COMPARED)]
    rows = [
        [row["label"], *(share(row["indicators"][code], code) for code in COMPARED)]
        for row in result["rows"]
    ]
    print_table(heads, rows)


def _print_total(row: dict) -> None:
    heads = [say("indicator"), say("numerator"), say("denominator"), say("ratio")]
    lines = [
        [label(BY_CODE[code]), v["numerator"], v["denominator"], share(v, code, short=True)]
        for code, v in row["indicators"].items()
    ]
    print_table(heads, lines)
    print_table(
        [say("measure"), say("count")], [[label(m), row["measures"][m.code]] for m in MEASURES]
    )


def share(value: dict, code: str, *, short: bool = False) -> str:
    """A ratio that never travels alone: "98,2 % (491/500)"; "–" where nothing counts."""
    if value["ratio"] is None:
        return "–"
    is_share = BY_CODE[code].form == "share"
    written = text_of(value["ratio"] * 100.0) + " %" if is_share else text_of(value["ratio"])
    parts = f"{text_of(value['numerator'])}/{text_of(value['denominator'])}"
    return written if short else f"{written} ({parts})"


def _print_notes(result: dict) -> None:
    if result["lagging"]:
        units = "; ".join(
            f"{one['unit']} ({dates_in_words(one['as_of'])})" for one in result["lagging"]
        )
        click.echo(say("lagging", units=units))
    outside = result["outside"]
    if any(outside.values()):
        facts = {"waiting": outside["waiting_for_acceptance"], "refused": outside["not_accepted"]}
        click.echo(say("outside", **facts))
    if not result["from_ledger"]:
        click.echo(say("recounted"))
    stated = result["policy"]
    in_english = [f"{name}={choice}" for name, choice in stated.items()]
    words = Policy(**stated).sentences() if language() == "vi" else in_english
    click.echo(say("policy", text="; ".join(words)))


SHOW = {"json": _show_json, "csv": _show_csv, "text": _show_text}
