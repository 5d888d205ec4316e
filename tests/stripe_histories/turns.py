"""Every interleaving of two actors with few switches: a scheduler that leaves none out.

An actor gives way before each of its transactions and each of its calls. One goes on
until the schedule says that the other one does; each schedule of at most
`MOST_SWITCHES` such points is played. Races need few switches: what two do not show,
many rarely do.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from greenlet import getcurrent, greenlet

Actor = Callable[[], None]
MOST_SWITCHES = 2


@dataclass
class Turns:
    """Stands where the simulation's stage stands; knows only how to give way."""

    hub: greenlet = field(default_factory=getcurrent)
    # The store asks its stage these: nothing is lost here.
    current: None = None
    is_healed: bool = True

    def pause(self, _doing: str) -> None:
        """Give way, when an actor runs; the hub itself goes on."""
        if getcurrent() is not self.hub:
            self.hub.switch()

    def run(self, first: Actor, second: Actor, switches: tuple[int, ...]) -> int:
        """Run two actors to their end, and return how many steps they took.

        switches: the numbers of the steps before which the other one goes on.
        """
        running = [greenlet(first), greenlet(second)]
        steps = 0
        while running:
            if steps in switches and len(running) == 2:
                running.reverse()
            running[0].switch()
            steps += 1
            running = [actor for actor in running if not actor.dead]
        return steps


def schedules(longest: int) -> Iterator[tuple[int, ...]]:
    """Give every schedule of a play of `longest` steps; 0: the second one begins."""
    for count in range(MOST_SWITCHES + 1):
        yield from combinations(range(longest), count)
