"""The tree of faults: broken promises, never expected refusals.

Fault
├── ConfigurationFault   the house cannot start as it is set up
├── SchemaOutdated       the database is older than the program
├── SchemaTooNew         the database is for newer programs only
└── NotFound             something was named that does not exist
"""


class Fault(Exception):
    """Something broken; carries what is needed to find it."""


class ConfigurationFault(Fault):
    """The settings do not allow a start; the message says what to change."""


class SchemaOutdated(Fault):
    """The database's schema is not the one this program was written for."""

    def __init__(self, found: str | None, wanted: str) -> None:
        """Keep both revisions; the message names the command that upgrades."""
        self.found = found
        self.wanted = wanted
        super().__init__(
            f"the database is at schema {found or 'nothing'}, this program needs "
            f"{wanted}: run `flashsale upgrade`"
        )


class SchemaTooNew(Fault):
    """The database's schema is newer than this program can work with."""

    def __init__(self, found: str, wanted: str) -> None:
        """Keep both revisions; the message says what to do."""
        self.found = found
        self.wanted = wanted
        super().__init__(
            f"the database is at schema {found}, which this program for {wanted} is "
            "too old for: start the newer program"
        )


class NotFound(Fault):
    """A row was named by an id or a code that does not exist."""

    def __init__(self, what: str, key: object) -> None:
        """Keep what was looked for (`what`) and under which key."""
        self.what = what
        self.key = key
        super().__init__(f"{what} {key!r} does not exist")
