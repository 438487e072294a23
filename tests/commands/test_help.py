"""The help of every command."""

from __future__ import annotations

import re

import click
import pytest
from click.testing import CliRunner

from marketplace_emulator.commands import main


def leaves(group: click.Group, words: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    """List all commands of a group and its subgroups, each with the words that call it."""
    context, found = click.Context(group), []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.append(((*words, name), command))
        if isinstance(command, click.Group):
            found += leaves(command, (*words, name))
    return found


HELPED = [pytest.param(*each, id=" ".join(each[0])) for each in leaves(main) if each[0] != ("aws",)]
"""All but `aws`, whose help is the AWS CLI's."""


@pytest.mark.parametrize(("words", "command"), HELPED)
def test_every_command_has_help_with_an_example_of_itself(words: tuple[str, ...], command: click.Command) -> None:
    answer = CliRunner().invoke(main, [*words, "--help"])
    assert answer.exit_code == 0
    example = re.search(r"^ *Example: marketplace-emulator (.*)$", answer.output, re.MULTILINE)
    assert example is not None
    assert " ".join(words) in example[1] or isinstance(command, click.Group)
    assert command.help is not None
    assert f"marketplace-emulator {example[1]}\n" in f"{command.help}\n", "the example is whole, on a line of its own"
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{' '.join(words)} {parameter.name} has no help"
