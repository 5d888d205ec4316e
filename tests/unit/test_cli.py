"""The `flashsale` command: what every command of it keeps to."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from flashsale.cli import COMMANDS, main


def leaves() -> Iterator[tuple[str, click.Command]]:
    """Give every command that runs something, with its full name."""
    context = click.Context(main)
    waiting = [(name, main.get_command(context, name)) for name in COMMANDS]
    while waiting:
        name, command = waiting.pop()
        assert command is not None
        if isinstance(command, click.Group):
            waiting += [(f"{name} {k}", v) for k, v in command.commands.items()]
        else:
            yield name, command


@pytest.mark.parametrize(("name", "command"), list(leaves()))
def test_every_command_takes_a_data_folder(name: str, command: click.Command) -> None:
    options = {word for given in command.params for word in given.opts}
    assert "--data" in options, name


@pytest.mark.parametrize(("name", "command"), list(leaves()))
def test_every_command_says_what_it_does(name: str, command: click.Command) -> None:
    assert command.help, name


def test_the_list_of_commands_is_complete_and_needs_no_import() -> None:
    told = CliRunner().invoke(main, ["--help"]).output
    for name in COMMANDS:
        assert f"\n  {name}" in told


def test_every_file_of_commands_is_reached() -> None:
    folder = Path(__file__).resolve().parents[2] / "flashsale" / "commands"
    files = {file.stem for file in folder.glob("*.py")}
    reached = {
        where.partition(":")[0].rpartition(".")[2] for where, _ in COMMANDS.values()
    }
    # `demo` reaches the command it has below it.
    assert files - reached <= {"__init__", "options", "opened", "demo_rush"}


def test_a_fault_is_one_line_and_exit_code_one(tmp_path: Path) -> None:
    told = CliRunner().invoke(
        main, ["config", "show", "--data", str(tmp_path)], env={"PLACES": "many"}
    )
    assert told.exit_code == 1
    assert told.output == "Error: PLACES must be a whole number\n"


def test_config_show_masks_what_is_secret(tmp_path: Path) -> None:
    told = CliRunner().invoke(
        main,
        ["config", "show", "--data", str(tmp_path)],
        env={"STRIPE_SECRET_KEY": "sk_live_hush"},
    )
    assert told.exit_code == 0
    assert "STRIPE_SECRET_KEY=••••••\n" in told.output
    assert "sk_live_hush" not in told.output


def test_config_check_fails_before_the_upgrade_and_passes_after(tmp_path: Path) -> None:
    words = ["--data", str(tmp_path)]
    before = CliRunner().invoke(main, ["config", "check", *words])
    upgraded = CliRunner().invoke(main, ["upgrade", *words])
    after = CliRunner().invoke(main, ["config", "check", *words])
    assert (before.exit_code, upgraded.exit_code, after.exit_code) == (1, 0, 0)
    assert "run `flashsale upgrade`" in before.output
    assert "up to date" in CliRunner().invoke(main, ["upgrade", *words]).output
