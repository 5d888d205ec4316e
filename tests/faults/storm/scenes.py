"""All scenes of a storm, in the order in which a seed plays them."""

from collections.abc import Iterator

from tests.faults.storm import faults_clocks as clocks
from tests.faults.storm import faults_processes as processes
from tests.faults.storm import faults_redis as redis
from tests.faults.storm import faults_store as store
from tests.faults.storm.buyer import Habits
from tests.faults.storm.stage import Scene, Stage

PAYING = Habits(pays=0.85, releases=0.05, slow=0.2)


def nothing(stage: Stage) -> Iterator[float]:
    """No fault: the house must also be right on a good day."""
    yield 0.1


SCENES = (
    Scene(name="calm", faults=(), fault=nothing),
    Scene(
        name="last-units",
        faults=("F01", "F03", "F09", "F15"),
        fault=nothing,
        allotments=(1, 2, 1),
        habits=Habits(doubles=0.05, clicks=50, two_tabs=0.3, pays=0.4),
    ),
    Scene(
        name="carts",
        faults=("F04", "F05", "F10", "F14"),
        fault=store.serialisable,
        allotments=(12, 9, 12, 6, 9),
        member_limit=4,
        habits=Habits(lines=3, pays=0.7, releases=0.2),
        ages=6,
        buyers=80,
    ),
    Scene(name="redis-emptied", faults=("F24",), fault=redis.emptied),
    Scene(name="redis-gone-back", faults=("F25",), fault=redis.gone_back),
    Scene(name="redis-slow", faults=("F26",), fault=redis.slow),
    Scene(name="redis-paused", faults=("F26",), fault=redis.paused),
    Scene(name="redis-absent", faults=("F26",), fault=redis.absent_at_boot),
    Scene(name="redis-full", faults=("F27",), fault=redis.full),
    Scene(name="redis-replica", faults=("F27",), fault=redis.a_replica),
    Scene(
        name="store-killed",
        faults=("F36",),
        fault=store.killed,
        habits=PAYING,
        stores=("postgresql",),
    ),
    Scene(
        name="commit-cut",
        faults=("F35",),
        fault=store.cut_in_commit,
        habits=PAYING,
        stores=("postgresql",),
    ),
    Scene(
        name="store-slow",
        faults=("F26",),
        fault=store.slow,
        stores=("postgresql",),
    ),
    Scene(
        name="many-writers",
        faults=("F11",),
        fault=store.many_writers,
        buyers=100,
    ),
    Scene(name="disk-full", faults=("F37",), fault=store.full, habits=PAYING),
    Scene(name="schema-altered", faults=("F40",), fault=store.altered),
    Scene(
        name="killed-holding",
        faults=("F35", "F39"),
        fault=processes.killed_while_holding,
        allotments=(40, 30, 20),
    ),
    Scene(
        name="killed-paying",
        faults=("F35", "F39"),
        fault=processes.killed_while_paying,
        habits=PAYING,
        allotments=(40, 30, 20),
    ),
    Scene(
        name="stood-still",
        faults=("F28",),
        fault=processes.stopped_while_holding,
        habits=PAYING,
        ages=4,
    ),
    Scene(name="web-killed", faults=("F39",), fault=processes.web_killed),
    Scene(
        name="worker-killed",
        faults=("F29", "F30"),
        fault=processes.worker_killed,
        habits=PAYING,
        ages=4,
    ),
    Scene(
        name="wrong-clocks",
        faults=("F41",),
        fault=nothing,
        habits=PAYING,
        open_for_s=4.0,
        around=clocks.wrong_clocks,
    ),
    Scene(name="no-worker", faults=("F08", "F31"), fault=processes.no_worker),
    Scene(
        name="two-clockworks",
        faults=("F31", "F32", "F33"),
        fault=processes.two_clockworks,
        habits=PAYING,
    ),
)

# What a storm must shout at: the same sale with the guard out of the house.
CONTROL = Scene(name="control", faults=("F01",), fault=nothing, ages=0)
