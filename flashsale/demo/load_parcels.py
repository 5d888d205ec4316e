"""Where the demo club fetches what it buys, and the days on which it posts parcels."""

from datetime import datetime, timedelta
from functools import partial

from flashsale.db import Work
from flashsale.demo.history import History
from flashsale.demo.load_people import Club
from flashsale.kernel.errors import Fault
from flashsale.orders import handovers, parcels_here
from flashsale.shipping import points
from flashsale.shipping.points import PointWords

# Invented counters in real streets of Montréal.
POINTS = (
    PointWords(
        name="Comptoir de la maison",
        line1="61, avenue du Quai",
        city="Montréal",
        postal_code="H2S 1C3",
        hours_fr="Jeudi et vendredi, de 12 h à 18 h ; samedi, de 10 h à 16 h",
        hours_en="Thursday and Friday, 12 to 6 p.m.; Saturday, 10 a.m. to 4 p.m.",
    ),
    PointWords(
        name="Librairie des Écluses",
        line1="208, rue de l’Écluse",
        city="Montréal",
        postal_code="H4C 2K1",
        hours_fr="Du mardi au samedi, de 11 h à 17 h",
        hours_en="Tuesday to Saturday, 11 a.m. to 5 p.m.",
    ),
)
POSTED_EVERY = timedelta(days=2)
RESTS_FOR = timedelta(days=1)
MOST_POSTED = 500
_POSTER = "noemie-garant"


def write_points(work: Work) -> None:
    """Write the pickup points."""
    for words in POINTS:
        refusals = points.write(work, words, None, None)
        if refusals:
            raise Fault(f"{words.name}: {refusals}")


def note_posting(
    history: History, now: datetime, bought_at: list[datetime], club: Club
) -> None:
    """Note that what was bought is posted every other day, but the last parcels.

    bought_at: the instants of all purchases.
    """
    day = min(bought_at, default=now) + POSTED_EVERY
    while day < now - RESTS_FOR:
        history.at(day, partial(_post, club=club))
        day += POSTED_EVERY


def _post(work: Work, club: Club) -> None:
    for parcel in parcels_here.parcels_here(work, most=MOST_POSTED):
        if not parcel.is_open and parcel.closes_at <= work.now - RESTS_FOR:
            parcels_here.send(work, parcel.id, club[_POSTER])
    for one in handovers.to_hand_over(work, most=MOST_POSTED):
        handovers.hand_over(work, one.order_id, one.way, club[_POSTER])
