"""Writing a report: an official form of a period, for a unit with all below it, as xlsx."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import Connection

from onestop.commands.context import Context, context
from onestop.commands.words import say, spoken
from onestop.domain.errors import UsageError
from onestop.domain.period import OFFICIAL, parse_instant, parse_period
from onestop.storage import catalogue
from onestop.storage.engine import reading


@click.command()
@click.argument("form")
@click.option("--period", required=True, help="2024, 2024-H1, 2024-Q3, 2024-9M, 2024-05.")
@click.option(
    "--cutoff",
    type=click.Choice(["official", "calendar"]),
    default=OFFICIAL,
    help="15 đến 14, hay tháng dương lịch / how periods are cut.",
)
@click.option("--unit", default="", help="Mã hoặc tên cơ quan / unit, with those below.")
@click.option(
    "--by",
    type=click.Choice(["area", "unit"]),
    default=None,
    help="Mỗi dòng là một lĩnh vực hay một đơn vị / what the rows are.",
)
@click.option("--as-of", default="", help="Thời điểm chốt / moment of the states.")
@click.option(
    "--units",
    "units_as",
    type=click.Choice(["then", "now"]),
    default="then",
    help="Cơ quan của thời kỳ đó, hay của hiện nay / units of the time, or today's.",
)
@click.option(
    "--figures",
    type=click.Choice(["now", "published"]),
    default="now",
    help="Số tính lại, hay số đã chốt / counted now, or as published.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Tệp .xlsx sẽ ghi (cchc: .docx) / the file to write.",
)
@click.option(
    "--annex",
    type=click.Path(dir_okay=False, path_type=Path),
    help="cchc: biểu thống kê .xlsx; không ghi thì cạnh báo cáo / its statistic annex.",
)
def report(form: str, out: Path, annex: Path | None, figures: str, **asked: str) -> None:
    """An official form as a workbook (biểu mẫu, sổ theo dõi); cchc: the reform report in Word."""
    from onestop.reports.notes import moment_vi

    here = context()
    with reading(here.engine) as connection:
        told = _asked(here, connection, form, asked)
        if figures == "published":
            written = _write_published(connection, told, out)
        else:
            written = _write(here, connection, told, (out, annex))
    click.echo(spoken(WRITTEN).format(path=written.path, rows=written.rows))
    if written.as_of is None:
        click.echo(say("no_figures"))
        return
    at = say("as_of", at=moment_vi(written.as_of))
    click.echo(at + (f" {spoken(PROVISIONAL)}" if written.provisional else ""))


WRITTEN = ("Đã ghi {path}: {rows} dòng.", "Wrote {path}: {rows} rows.")
PROVISIONAL = (
    "(tạm tính: kỳ chưa kết thúc)",
    "(provisional: the period is not over)",
)


def _write(here: Context, connection: Connection, asked, places: tuple[Path, Path | None]):
    """The reform report is a document with an annex beside it, every other form a workbook."""
    out, annex = places
    if asked.form == "cchc":
        from onestop.reports.cchc import CchcFiles, write_cchc

        return write_cchc(connection, asked, out, CchcFiles.of(here.settings, annex))
    from onestop.reports.report import write_report

    return write_report(connection, asked, out)


def _write_published(connection: Connection, asked, out: Path):
    """A form from the figures of a closed period, as they were published."""
    from onestop.report_published import published_report
    from onestop.reports.report import DOCUMENT, keep_report

    if asked.form == DOCUMENT:
        raise UsageError("Báo cáo CCHC không lập được từ số đã chốt; hãy lập từ số tính lại.")
    return keep_report(published_report(connection, asked), out)


def _asked(here: Context, connection: Connection, form: str, asked: dict[str, str]):
    from onestop.reports.asked import ReportAsked
    from onestop.reports.form_files import load_form_texts

    unit = catalogue.find(connection, "unit", asked["unit"]) if asked["unit"] else None
    return ReportAsked(
        form=form,
        period=parse_period(asked["period"], asked["cutoff"]),
        policy=here.policy,
        calendar=here.calendar,
        texts=load_form_texts(here.settings.config_folders("forms")),
        by=asked["by"] or "",
        unit=unit,
        as_of=parse_instant(asked["as_of"]) if asked["as_of"] else None,
        merged=asked["units_as"] == "now",
        place=here.settings.place,
    )


COMMANDS = {"report": report}
