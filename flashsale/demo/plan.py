"""When each drop of the demo club opens and closes, relative to the present; pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from flashsale.kernel.window import Length, WallWindow, Window, WindowRefusal, window_of

# With less than this before the next opening, today's one-day drops would close
# while one reads them: they are planned for two days.
TOO_LATE_FOR_ONE_DAY = timedelta(hours=4)
# The visitor needs a moment to open the page, and sees the door open all the same.
OPENS_AFTER = timedelta(seconds=65)
CLOSES_AFTER = timedelta(minutes=30)
# Long enough to find the queue and take a place in it.
RUSH_AFTER = timedelta(minutes=4)


class Part(StrEnum):
    """What a drop is there to show."""

    LEAD = "lead"
    TWO_DAYS = "two_days"
    ALMOST_GONE = "almost_gone"
    SOLD_OUT = "sold_out"
    CLOSES_SOON = "closes_soon"
    OPENS_SOON = "opens_soon"
    RUSH = "rush"
    ALL_HELD = "all_held"
    SCHEDULED = "scheduled"
    PAST = "past"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Taken:
    """What members have of one lot. sold: paid; held: in live holds of others."""

    sold: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDrop:
    """One drop of the plan. work: slug of the work, which is the drop's too.

    wall: as a curator would write it; its instants may name a night hour, which only
    the window says. taken: by format, in the order of the work's editions. per_minute:
    turns in a minute of its opening queue, None for an ordinary opening.
    """

    work: str
    part: Part
    wall: WallWindow
    window: Window
    place: int
    member_limit: int = 2
    taken: tuple[Taken, ...] = ()
    per_minute: int | None = None


# These are awaited by many and open by turns: one as soon as one has found its queue.
_QUEUED = {"moraine-14": 30, "onde-courte": 12}
# (work, days after the opening of today's sheet, two days long, place on the table)
_SCHEDULED: tuple[tuple[str, int, bool, int], ...] = (
    ("moraine-14", 1, False, 1),
    ("le-telephone-de-rollande", 1, False, 2),
    ("poemes-de-char", 2, True, 1),
    ("une-tuque-a-l-opera", 2, True, 2),
    ("frequences-du-bas-du-fleuve", 3, False, 1),
    ("portage", 3, True, 4),
    ("echangeur", 4, True, 1),
    ("sous-le-b", 4, False, 2),
    ("estran-8", 5, False, 2),
    ("le-carnet-d-adelard", 6, False, 1),
    ("coulee", 7, False, 1),
    ("cine-grange", 7, True, 2),
)
# (work, days after the opening of today's sheet): in the curators' drawer
_DRAFTS: tuple[tuple[str, int], ...] = (
    ("recettes-de-char", 8),
    ("musique-pour-traversier", 9),
)
# (work, days before the opening of today's sheet, two days long, place, units sold)
_PAST: tuple[tuple[str, int, bool, int, tuple[int, ...]], ...] = (
    ("les-heures-de-glace", 2, True, 1, (5,)),
    ("le-piano-du-centre-d-achats", 3, False, 1, (7, 2)),
    ("petite-histoire-du-sloche", 3, True, 2, (6, 2)),
    ("laine-d-acier-3", 4, False, 1, (4, 1)),
    ("cabane-cabane", 5, True, 2, (16, 2)),
    ("atlas-des-tavernes", 6, True, 1, (4,)),
    ("lampe-de-galerie", 7, False, 2, (3,)),
    ("saint-prime-la-nuit", 8, False, 1, (4, 2)),
    ("bout-du-rang-5", 9, False, 1, (4, 1)),
    ("chalet-a-vendre", 10, False, 1, (4,)),
    ("les-patenteux", 12, False, 1, (2,)),
    ("le-phare-a-eteint", 13, True, 2, (2,)),
    ("ruban-noir-2", 15, False, 1, (2, 0, 2)),
)


@dataclass(frozen=True, slots=True)
class Sheets:
    """The opening instants around the present.

    zone: of the house. hour: the opening hour on its walls. day: the local date of the
    sheet that is out, which is yesterday's until today's opening.
    """

    zone: ZoneInfo
    hour: time
    day: date

    def wall(self, days: int, length: Length) -> WallWindow:
        """Return the window that opens `days` after the sheet that is out."""
        day = self.day + timedelta(days=days)
        return WallWindow(day, self.hour, length, self.zone.key)

    def opens_at(self, days: int) -> datetime:
        """Return the instant at which the sheet of that day opens."""
        return _standard(self.wall(days, Length.ONE_DAY)).opens_at


def sheets_at(now: datetime, zone: ZoneInfo, opening_hour: time) -> Sheets:
    """Return the sheets around `now` (aware)."""
    today = Sheets(zone, opening_hour, now.astimezone(zone).date())
    if today.opens_at(0) <= now:
        return today
    return Sheets(zone, opening_hour, today.day - timedelta(days=1))


def _standard(wall: WallWindow) -> Window:
    window = window_of(wall)
    if isinstance(window, WindowRefusal):
        raise TypeError(f"the opening hour {wall.hour} cannot be: {window}")
    return window


def custom_wall(window: Window, zone: ZoneInfo) -> WallWindow:
    """Return what a curator would write for a window of any instants."""
    opens = window.opens_at.astimezone(zone)
    closes = window.closes_at.astimezone(zone)
    return WallWindow(
        opens.date(),
        opens.time().replace(tzinfo=None),
        Length.CUSTOM,
        zone.key,
        closes.date(),
        closes.time().replace(tzinfo=None),
    )


def _usual(
    sheets: Sheets,
    work: str,
    part: Part,
    days: int,
    length: Length,
    place: int,
    taken: tuple[Taken, ...] = (),
    member_limit: int = 2,
) -> PlannedDrop:
    wall = sheets.wall(days, length)
    return PlannedDrop(
        work=work,
        part=part,
        wall=wall,
        window=_standard(wall),
        place=place,
        taken=taken,
        member_limit=member_limit,
        per_minute=_QUEUED.get(work),
    )


def _open_now(sheets: Sheets, now: datetime) -> tuple[PlannedDrop, ...]:
    is_late = sheets.opens_at(1) - now < TOO_LATE_FOR_ONE_DAY
    lead = Length.TWO_DAYS if is_late else Length.ONE_DAY
    before = 0 if is_late else -1
    two = Length.TWO_DAYS
    return (
        _usual(
            sheets,
            "chaleur-tournante",
            Part.LEAD,
            0,
            lead,
            1,
            (Taken(29, 2), Taken(4), Taken(3)),
        ),
        _usual(
            sheets,
            "deneiger-la-nuit",
            Part.TWO_DAYS,
            0,
            two,
            2,
            (Taken(26), Taken(4)),
        ),
        _usual(
            sheets,
            "depanneur-mon-amour-6",
            Part.ALMOST_GONE,
            before,
            two,
            3,
            (Taken(55, 1), Taken(8), Taken(6)),
            member_limit=3,
        ),
        _usual(
            sheets,
            "grand-bal-des-sous-sols",
            Part.SOLD_OUT,
            before,
            two,
            4,
            (Taken(40),),
            member_limit=4,
        ),
        _all_held(sheets, before),
        _closes_soon(sheets, now),
    )


def _all_held(sheets: Sheets, days: int) -> PlannedDrop:
    return _usual(
        sheets,
        "scrap-book-de-ruelle",
        Part.ALL_HELD,
        days,
        Length.TWO_DAYS,
        7,
        (Taken(48, 2), Taken(30)),
        member_limit=3,
    )


def _closes_soon(sheets: Sheets, now: datetime) -> PlannedDrop:
    closing = Window(sheets.opens_at(0), _whole_minute(now + CLOSES_AFTER))
    return PlannedDrop(
        work="sept-heures-vers-senneterre",
        part=Part.CLOSES_SOON,
        wall=custom_wall(closing, sheets.zone),
        window=closing,
        place=5,
        taken=(Taken(20), Taken(4)),
    )


def _whole_minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)


def _opening(
    sheets: Sheets, opens_at: datetime, work: str, part: Part, place: int
) -> PlannedDrop:
    window = Window(opens_at, opens_at + timedelta(days=1))
    return PlannedDrop(
        work=work,
        part=part,
        wall=custom_wall(window, sheets.zone),
        window=window,
        place=place,
        per_minute=_QUEUED.get(work),
    )


def _opens_soon(sheets: Sheets, now: datetime) -> tuple[PlannedDrop, ...]:
    first = (now + OPENS_AFTER).replace(microsecond=0)
    then = (now + RUSH_AFTER).replace(microsecond=0)
    return (
        _opening(sheets, first, "cassette-jaune", Part.OPENS_SOON, 6),
        _opening(sheets, then, "onde-courte", Part.RUSH, 8),
    )


def plan(now: datetime, zone: ZoneInfo, opening_hour: time) -> tuple[PlannedDrop, ...]:
    """Return every drop of the club, in the order in which they open.

    now: aware, any hour of the day or night. One is the lead, one is almost gone, one
    sold out, one all held with somebody waiting, one closes within the half hour, one
    opens in about a minute, one by turns in about four, twelve
    are scheduled over the next seven sheets, thirteen are past, two are drafts.
    """
    sheets = sheets_at(now, zone, opening_hour)
    length = {False: Length.ONE_DAY, True: Length.TWO_DAYS}
    drops = [*_open_now(sheets, now), *_opens_soon(sheets, now)]
    drops += (
        _usual(sheets, work, Part.SCHEDULED, days, length[is_long], place)
        for work, days, is_long, place in _SCHEDULED
    )
    drops += (
        _usual(
            sheets,
            work,
            Part.PAST,
            -days,
            length[is_long],
            place,
            tuple(map(Taken, sold)),
        )
        for work, days, is_long, place, sold in _PAST
    )
    drops += (
        _usual(sheets, work, Part.DRAFT, days, Length.ONE_DAY, 1)
        for work, days in _DRAFTS
    )
    return tuple(sorted(drops, key=lambda drop: (drop.window.opens_at, drop.place)))
