"""The stock sheet draws as many squares as there are copies, in three states."""

from hypothesis import given
from hypothesis import strategies as st

from flashsale.web.planche import MOST_SQUARES, sheet


def squares(path: str) -> int:
    """Return how many squares a path draws."""
    return path.count("z")


@given(st.data())
def test_every_copy_has_its_square(data: st.DataObject) -> None:
    allotted = data.draw(st.integers(1, MOST_SQUARES))
    left = data.draw(st.integers(0, allotted))
    mine = data.draw(st.integers(0, left))
    drawn = sheet(allotted, left, mine)
    assert drawn.per_square == 1
    assert squares(drawn.mine) == mine
    assert squares(drawn.left) == left - mine
    assert squares(drawn.gone) == allotted - left


@given(st.data())
def test_a_large_edition_keeps_a_square_for_each_state(data: st.DataObject) -> None:
    allotted = data.draw(st.integers(MOST_SQUARES + 1, 100_000))
    left = data.draw(st.integers(0, allotted))
    drawn = sheet(allotted, left)
    assert drawn.per_square > 1
    total = squares(drawn.gone) + squares(drawn.mine) + squares(drawn.left)
    assert total <= MOST_SQUARES
    assert bool(drawn.left) == (left > 0)


def test_rows_follow_each_other_from_the_top_left() -> None:
    drawn = sheet(60, 4, 1)
    assert drawn.view_box == "-1 -1 278 40"
    assert drawn.gone.startswith("M0 0h10v10h-10zm14 0h10")
    assert drawn.mine == "M224 28h10v10h-10z"
    assert drawn.left.startswith("M238 28")
