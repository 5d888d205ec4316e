"""One furnished store per process, for as many seeds as it is asked to play."""

import gc
import os
from functools import cache

from sqlalchemy import text
from sqlalchemy.engine import make_url

from flashsale.db import Database
from tests.simulation.house import Cast, furnished_store
from tests.simulation.seeds import Played, play
from tests.simulation.store import SimulatedStore

# Many short-lived objects: collecting them less often is a fifth faster.
GARBAGE_THRESHOLD = 50_000


@cache
def stage_for(server_url: str | None) -> tuple[SimulatedStore, Cast]:
    """Return the store of this process and who is in it; see `play_here`."""
    gc.set_threshold(GARBAGE_THRESHOLD, 20, 50)
    if server_url is None:
        return furnished_store()
    name = f"simulated_{os.getpid()}"
    database = Database(server_url)
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    database.dispose()
    url = make_url(server_url).set(database=name)
    return furnished_store(url.render_as_string(hide_password=False))


def play_here(
    seed: int, server_url: str | None = None, trace: list[str] | None = None
) -> Played:
    """Play one seed in this process; see `seeds.play`.

    server_url: a PostgreSQL in which a database is made; None is SQLite in memory.
    """
    store, cast = stage_for(server_url)
    return play(seed, store, cast, trace)
