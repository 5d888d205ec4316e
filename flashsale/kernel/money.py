"""Whole cents of Canadian dollars, rates in basis points, and no float anywhere."""

from collections.abc import Sequence

# The QST is 9.975 %: rates are kept in thousandths of a percent.
RATE_UNIT = 100_000


def percent_of(cents: int, rate: int) -> int:
    """Return `rate` of `cents`, half a cent up.

    cents: >= 0. rate: in thousandths of a percent (9975 is 9.975 %), >= 0.
    Source of the rounding: Revenu Québec, law-and-tax.md L21 (0.005 rounds up).
    """
    if cents < 0 or rate < 0:
        raise ValueError("an amount and its rate are never negative")
    return (cents * rate * 2 + RATE_UNIT) // (RATE_UNIT * 2)


def split(total_cents: int, weights: Sequence[int]) -> list[int]:
    """Return parts of `total_cents` in proportion to `weights`, summing to it.

    Largest remainder; ties go to the earlier part (behaviour.md §5). Weights are
    >= 0; when all are 0 the parts are equal, the first ones taking what is left.

    Raises ValueError on a negative total, a negative weight, or no weight at all.
    """
    if total_cents < 0 or not weights or min(weights) < 0:
        raise ValueError("a split needs a total and weights that are not negative")
    shares = list(weights) if any(weights) else [1] * len(weights)
    whole = sum(shares)
    parts = [total_cents * share // whole for share in shares]
    remainders = [total_cents * share % whole for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda i: (-remainders[i], i))
    for index in by_remainder[: total_cents - sum(parts)]:
        parts[index] += 1
    return parts


def split_within(
    total_cents: int, weights: Sequence[int], rooms: Sequence[int]
) -> list[int]:
    """Return parts of `total_cents` as `split` does, none larger than its room.

    rooms: the most each part may be, >= 0, one for each weight. What a full part
    cannot take is split over the others; a weight of 0 takes nothing while another
    has room. When the rooms together are less than the total, each is filled: the
    parts then sum to less.

    Raises ValueError as `split`, and on a negative room.
    """
    if len(weights) != len(rooms) or min(rooms, default=0) < 0:
        raise ValueError("each weight has a room that is not negative")
    parts = [0] * len(rooms)
    left = min(total_cents, sum(rooms))
    while left:
        open_ = [i for i, room in enumerate(rooms) if parts[i] < room]
        weighty = [i for i in open_ if weights[i]]
        open_ = weighty or open_
        shares = split(left, [weights[i] for i in open_])
        for i, share in zip(open_, shares, strict=True):
            taken = min(share, rooms[i] - parts[i])
            parts[i] += taken
            left -= taken
    return parts


def round_together(exact: Sequence[int]) -> list[int]:
    """Return whole cents for amounts that are rounded once, as one sum.

    exact: amounts in hundred-thousandths of a cent (cents times a rate), >= 0. The
    sum of the parts is the sum of `exact`, half a cent up; each part is its own
    amount rounded down or up, the largest fractions up, ties to the earlier part
    (behaviour.md §5).

    Raises ValueError on a negative amount.
    """
    if any(amount < 0 for amount in exact):
        raise ValueError("amounts that are rounded together are never negative")
    parts = [amount // RATE_UNIT for amount in exact]
    missing = percent_of(sum(exact), 1) - sum(parts)
    by_fraction = sorted(range(len(exact)), key=lambda i: (-(exact[i] % RATE_UNIT), i))
    for index in by_fraction[:missing]:
        parts[index] += 1
    return parts


def discount_percent(regular_cents: int, price_cents: int) -> int:
    """Return the whole percent saved, rounded down: a rebate is never overstated.

    regular_cents: > 0. Source: behaviour.md §5.1, law-and-tax.md L15.
    """
    return max(0, (regular_cents - price_cents) * 100 // regular_cents)
