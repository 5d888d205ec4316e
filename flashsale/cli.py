"""The `flashsale` command: the list of its commands, and how a fault is shown."""

from importlib import import_module

import click

from flashsale.kernel.errors import Fault

# name → module:object, imported only when asked for.
COMMANDS = {
    "demo": "flashsale.commands.demo:demo",
    "run": "flashsale.commands.run:run",
    "worker": "flashsale.commands.worker:worker",
    "upgrade": "flashsale.commands.upgrade:upgrade",
    "config": "flashsale.commands.config:config",
}


class Commands(click.Group):
    """A group that imports a command when it is used, and tells faults plainly."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None when there is none of this name."""
        where = COMMANDS.get(cmd_name)
        if where is None:
            return None
        module, _, name = where.partition(":")
        found = getattr(import_module(module), name)
        if not isinstance(found, click.Command):
            raise TypeError(f"{where} is not a command")
        return found

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; a fault becomes its message and exit code 1."""
        try:
            return super().invoke(ctx)
        except Fault as fault:
            raise click.ClickException(str(fault)) from fault


@click.command(cls=Commands)
def main() -> None:
    """Invitation-only flash sales of independent Québec culture."""


if __name__ == "__main__":
    main(prog_name="flashsale")
