"""How many units a member may have of a new drop, by what it sells."""

import pytest

from flashsale.kernel.kinds import Kind
from flashsale.sales.limits import UsualLimits


@pytest.mark.parametrize(
    ("kind", "allotted", "limit"),
    [
        (Kind.BOOK, 120, 2),
        (Kind.ALBUM, 2, 2),
        (Kind.FANZINE, 0, 2),
        (Kind.TICKET, 80, 4),
        (Kind.TICKET, 2, 4),
        # The only one there is goes to one member.
        (Kind.FANZINE, 1, 1),
        (Kind.TICKET, 1, 1),
    ],
)
def test_the_usual_limit_is_that_of_the_kind(
    kind: Kind, allotted: int, limit: int
) -> None:
    assert UsualLimits().of(kind, allotted) == limit


def test_the_house_may_have_other_habits() -> None:
    habits = UsualLimits(copies=3, tickets=6)
    assert habits.of(Kind.FILM, 40) == 3
    assert habits.of(Kind.TICKET, 40) == 6
    assert habits.of(Kind.FILM, 1) == 1
