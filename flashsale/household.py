"""One life of a house: lock, Valkey, schema, programs, watch, ordered stop."""

from collections.abc import Callable
from pathlib import Path

from flashsale import schema, valkey
from flashsale.db import Database
from flashsale.house import STRIPE, House, front, recorded, worker
from flashsale.house_folder import (
    empty_folder,
    forget_endpoints,
    keep_port,
    make_folder,
    record_endpoints,
)
from flashsale.kernel.errors import ConfigurationFault
from flashsale.outages import reach
from flashsale.processes import Word
from flashsale.start_checks import check_start
from flashsale.supervisor import StopRequested, Supervisor, only_house


def _nothing() -> None:
    """Do nothing: a house without a demo has nothing to load."""


def keep(
    house: House,
    *,
    say: Callable[[str], None],
    announce: Callable[[], None],
    load: Callable[[], None] = _nothing,
    migrates: bool = True,
    empties: bool = False,
) -> int:
    """Run a house until a signal; return 0 when all of it ended well.

    say: one line for each thing that happens. load: fills the database, once the
    schema stands and Redis answers. announce: called once everything serves.
    empties: begin with an empty data folder.

    migrates: bring the schema to the program's, else refuse an older one.

    Raises ConfigurationFault or SchemaOutdated when the house may not start,
    ProgramFailed when one of its programs does not.
    """
    home = house.settings.data_dir
    try:
        if empties:
            _refuse_to_half_empty(house, home)
        reach(house.settings, starts_redis=house.starts_valkey)
    except ConfigurationFault:
        for listener in house.listeners:
            listener.close()
        raise
    make_folder(home)
    supervisor = Supervisor(say)
    with only_house(home):
        try:
            _begin(house, supervisor, empties=empties)
            # Each loads meanwhile what it is made of. Members may come once the schema
            # stands; only the worker writes, and waits for the club too.
            has_schema, has_club = Word(), Word()
            supervisor.begin(front(house, has_schema))
            supervisor.begin([worker(house, has_club)])
            with supervisor.interruptible():
                _bring_schema(house, migrates=migrates)
                has_schema.give()
                load()
            has_club.give()
            supervisor.settle()
            announce()
            supervisor.watch()
        except StopRequested:
            say("Stopped before the house was open.")
        finally:
            forget_endpoints(home)
            worst = supervisor.stop()
    return worst


def _begin(house: House, supervisor: Supervisor, *, empties: bool) -> None:
    """Start the embedded Valkey if the house has one, on a clean folder if asked."""
    home = house.settings.data_dir
    if house.starts_valkey:
        valkey.end_stale(home)
    if empties:
        empty_folder(home)
    if house.starts_valkey:
        supervisor.begin([valkey.program(home)])
        supervisor.settle()
    if house.stripe_port is not None:
        keep_port(home, STRIPE, house.stripe_port)
    record_endpoints(home, recorded(house))


def _refuse_to_half_empty(house: House, home: Path) -> None:
    """Refuse to empty the folder when what belongs to it is kept elsewhere."""
    if str(home) not in house.settings.database_url or not house.starts_valkey:
        raise ConfigurationFault(
            "--fresh empties the data folder, but DATABASE_URL or REDIS_URL keeps a "
            "part of the house elsewhere: empty those by hand"
        )


def _bring_schema(house: House, *, migrates: bool) -> None:
    database = Database(house.settings.database_url)
    try:
        if migrates and schema.current(database) != schema.head():
            from flashsale import migrate  # half a second, of a first start only

            migrate.upgrade(database)
        check_start(house.settings, database)
    finally:
        database.dispose()
