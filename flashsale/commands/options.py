"""What every command shares: the `--data` option and the settings it leads to."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from flashsale.house_folder import make_folder
from flashsale.settings import Settings, load_settings

F = TypeVar("F", bound=Callable[..., object])


def data_option(command: F) -> F:
    """Give a command `--data DIR`, passed on as `data: Path | None`."""
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        help="The data folder; DATA_DIR or ./data when not given.",
    )(command)


def host_option(command: F) -> F:
    """Give a command `--host ADDRESS`, passed on as `host: str`."""
    return click.option(
        "--host", default="127.0.0.1", show_default=True, help="Where to listen."
    )(command)


def port_option(command: F) -> F:
    """Give a command `--port PORT`, passed on as `port: int`."""
    return click.option(
        "--port",
        type=click.IntRange(0, 65_535),
        default=8000,
        show_default=True,
        help="0: any free port.",
    )(command)


def settings_of(data: Path | None) -> Settings:
    """Return the settings for a command on this folder, which is made when missing.

    While a house runs on the folder, its endpoints are used. Raises
    ConfigurationFault, which `cli.main` shows as one line.
    """
    settings = load_settings(os.environ, data_dir=data)
    make_folder(settings.data_dir)
    return settings
