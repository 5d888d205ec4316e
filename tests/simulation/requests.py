"""A request to the house as a person makes it: it may get no answer."""

from collections.abc import Callable
from typing import TypeVar

from flashsale.db import StoreBusy
from tests.simulation.house import House
from tests.simulation.scheduler import Host, Killed

Answer = TypeVar("Answer")


class NoAnswer(Exception):
    """The person does not know whether it was done."""


def ask(house: House, host: Host, doing: str, serve: Callable[[], Answer]) -> Answer:
    """Return what a host answers; it may end, stand still, or be cut off meanwhile.

    Raises NoAnswer.
    """
    stage = house.stage
    actor = stage.current
    if actor is None:
        return serve()
    if stage.now < host.down_until:
        raise NoAnswer
    actor.host, actor.doing = host, doing
    try:
        stage.pause("request")
        answer = serve()
        stage.pause("answer")
    except Killed as end:
        stage.seen[f"killed while {doing}, at {end}"] += 1
        stage.note(f"{actor.name} {doing} | KILLED at {end}")
        house.note_kill(doing)
        stage.disturb()
        raise NoAnswer from None
    except StoreBusy:
        raise NoAnswer from None
    finally:
        actor.host, actor.doing = None, ""
    if not stage.is_healed and stage.rng.random() < stage.plan.lost_answer_rate:
        stage.seen["an answer was lost"] += 1
        raise NoAnswer
    return answer


def any_web(house: House) -> Host:
    """Return one of the web hosts, as a balancer chooses."""
    return house.stage.rng.choice(house.webs)
