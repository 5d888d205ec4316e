"""How a page writes what is its reader's own: the seconds and paths of their basket.

Each mark is the text as the layout writes it, with the attribute that tells it from
the same digits elsewhere; a print is cut at these marks (`web/printing.py`).
"""

from datetime import datetime

from flashsale.web.chrome import BasketGlance
from flashsale.web.filters import machine_instant, stopwatch, stopwatch_in_words


def basket_marks(basket: BasketGlance, now: datetime) -> dict[str, str]:
    """Return what the header and the reminder show of a basket at `now`, by name."""
    end = basket.expires_at
    if end is None:
        return {}
    marks = {
        "basket_end": f'data-garde-fin="{machine_instant(end)}"',
        "basket_clock": f"data-garde>{stopwatch(end, now)}<",
        "basket_words": f"data-garde-long>{stopwatch_in_words(end, now)}<",
    }
    if basket.extend_path:
        marks["basket_extend"] = f'"{basket.extend_path}"'
    return marks


def basket_shape(basket: BasketGlance) -> tuple[int, bool]:
    """Return what else the layout shows of a basket: equal for many readers."""
    return basket.copies, basket.extend_path is not None
