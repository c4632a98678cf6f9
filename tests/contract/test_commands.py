"""Every command explains itself and stands in DEVELOPERS.md."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from onestop.cli import main
from tests.contract.tree import text_of


def walk(command: click.Command, path: tuple[str, ...] = ()):
    """A command and those below it; a lazy group tells its commands only when asked."""
    yield path, command
    if isinstance(command, click.Group):
        with click.Context(command) as asked:
            names = command.list_commands(asked)
            below = [(name, command.get_command(asked, name)) for name in names]
        for name, child in below:
            yield from walk(child, (*path, name))


COMMANDS = [pytest.param(*found, id=" ".join(found[0]) or "onestop") for found in walk(main)]


@pytest.mark.parametrize(("path", "command"), COMMANDS)
def test_a_command_answers_help_with_a_sentence(path, command):
    assert command.help or command.short_help
    answer = CliRunner().invoke(main, [*path, "--help"])
    assert answer.exit_code == 0
    assert " ".join(path) in answer.output


@pytest.mark.parametrize(("path", "command"), COMMANDS)
def test_every_option_says_what_it_is_for(path, command):
    silent = [
        option.name
        for option in command.params
        if isinstance(option, click.Option)
        if not option.help and not option.hidden
    ]
    assert silent == []


@pytest.mark.parametrize(("path", "command"), COMMANDS)
def test_a_command_stands_in_the_developers_manual(path, command):
    assert " ".join(("onestop", *path)) in text_of("DEVELOPERS.md")
