"""The `flashsale` command: the list of its commands, and how a fault is shown."""

from importlib import import_module

import click

from flashsale.kernel.errors import Fault

# name: (module:object, what the list of commands says of it). A command is imported
# only when it is used: most need the database, and `--help` should be quick.
COMMANDS = {
    "demo": ("flashsale.commands.demo:demo", "Run the house with its demo club."),
    "run": ("flashsale.commands.run:run", "Run the house."),
    "worker": ("flashsale.commands.worker:worker", "Run one more worker."),
    "upgrade": ("flashsale.commands.upgrade:upgrade", "Upgrade the database."),
    "import": ("flashsale.commands.imports:imports", "Import ONIX or CSV files."),
    "invite": ("flashsale.commands.invite:invite", "Make an invitation."),
    "member": ("flashsale.commands.member:member", "Add members, give roles."),
    "check": ("flashsale.commands.check:check", "Prove that the books agree."),
    "config": ("flashsale.commands.config:config", "Show or check the settings."),
}


class Commands(click.Group):
    """A group that imports a command when it is used, and tells faults plainly."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None when there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        where, _ = COMMANDS[cmd_name]
        module, _, name = where.partition(":")
        found = getattr(import_module(module), name)
        if not isinstance(found, click.Command):
            raise TypeError(f"{where} is not a command")
        return found

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """Write the list of commands from the table."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, told) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; a fault becomes its message and exit code 1."""
        try:
            return super().invoke(ctx)
        except Fault as fault:
            raise click.ClickException(str(fault)) from fault
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            # Only who failed pays for importing what knows the stores' errors.
            from flashsale.outages import sentence_of

            told = sentence_of(error)
            if told is None:
                raise
            raise click.ClickException(told) from error


@click.command(cls=Commands)
def main() -> None:
    """Invitation-only flash sales of independent Québec culture."""


if __name__ == "__main__":
    main(prog_name="flashsale")
