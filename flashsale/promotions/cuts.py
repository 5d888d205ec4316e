"""What a promo code takes off the lines of a basket; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from flashsale.kernel.money import percent_of, split_within


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeCut:
    """What one code takes off, and off which lines.

    rate: in thousandths of a percent, 0 to 100 % (10_000 is 10 %). amount_cents: a
    fixed sum, >= 0, for the lines together. One of the two is 0.
    positions: of the lines it applies to, in their order, without a repetition.
    word: the code as it is shown.
    """

    word: str = ""
    rate: int = 0
    amount_cents: int = 0
    positions: tuple[int, ...] = ()


def shares_of(cut: CodeCut | None, line_cents: Sequence[int]) -> list[int]:
    """Return what each line loses to a code, never more than the line.

    A percentage is taken off each line total, half a cent up; a fixed sum is shared
    by largest remainder over the line totals (behaviour.md §5.4).
    """
    shares = [0] * len(line_cents)
    if cut is None:
        return shares
    cut_lines = [line_cents[position] for position in cut.positions]
    if cut.rate:
        parts = [min(cents, percent_of(cents, cut.rate)) for cents in cut_lines]
    else:
        parts = split_within(cut.amount_cents, cut_lines, cut_lines)
    for position, part in zip(cut.positions, parts, strict=True):
        shares[position] = part
    return shares
