"""How money and instants are written; the only place that formats them.

Every function takes the language, so that letters and tests need no request.
`register` offers them to templates under French names.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_currency
from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from flashsale.kernel.language import Language
from flashsale.kernel.window import HOUSE_ZONE

NBSP = "\u00a0"
MINUS = "\u2212"
LOCALES = {Language.FR: "fr_CA", Language.EN: "en_CA"}
ZONE = ZoneInfo(HOUSE_ZONE)
_WORDS = {
    Language.FR: (
        "zéro une deux trois quatre cinq six sept huit neuf dix onze douze".split()
    ),
    Language.EN: (
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    ),
}


def local(at: datetime) -> datetime:
    """Return an aware instant as the house's wall clock shows it."""
    return at.astimezone(ZONE)


def price(cents: int, language: Language) -> str:
    """Return an amount of CAD: `1 234,50 $`, `$1,234.50`."""
    amount = format_currency(Decimal(cents) / 100, "CAD", locale=LOCALES[language])
    return str(amount).replace("-", MINUS)


def rebate(percent: int, language: Language) -> str:
    """Return a saving in whole percent: `−40 %`, `40% off`."""
    if language is Language.FR:
        return f"{MINUS}{percent}{NBSP}%"
    return f"{percent}% off"


def hour(at: datetime, language: Language) -> str:
    """Return the wall hour: `11 h`, `14 h 30`; `11 a.m.`, `2:30 p.m.`, `noon`."""
    wall = local(at)
    if language is Language.FR:
        minutes = f"{NBSP}{wall.minute:02}" if wall.minute else ""
        return f"{wall.hour}{NBSP}h{minutes}"
    if wall.minute == 0 and wall.hour in (0, 12):
        return "noon" if wall.hour else "midnight"
    minutes = f":{wall.minute:02}" if wall.minute else ""
    half = "a.m." if wall.hour < 12 else "p.m."
    return f"{wall.hour % 12 or 12}{minutes}{NBSP}{half}"


def _wall_day(day: date | datetime) -> date:
    return local(day).date() if isinstance(day, datetime) else day


def day(of: date | datetime, language: Language) -> str:
    """Return a date in words: `jeudi 26 novembre`, `Thursday, November 26`."""
    wall = _wall_day(of)
    if language is Language.EN:
        return format_date(wall, "EEEE, MMMM d", locale=LOCALES[language])
    number = "1er" if wall.day == 1 else str(wall.day)
    weekday, month = (
        format_date(wall, form, locale=LOCALES[language]) for form in ("EEEE", "MMMM")
    )
    return f"{weekday} {number}{NBSP}{month}"


def day_and_year(of: date | datetime, language: Language) -> str:
    """Return a date with its year: `jeudi 26 novembre 2026`."""
    comma = "," if language is Language.EN else ""
    return f"{day(of, language)}{comma} {_wall_day(of).year}"


def short_day(of: date | datetime, language: Language) -> str:
    """Return the weekday and number: `ven. 27`, `Fri. 27`."""
    wall = _wall_day(of)
    name = format_date(wall, "EEE", locale=LOCALES[language]).rstrip(".")
    return f"{name}.{NBSP}{wall.day}"


def day_and_month(of: date | datetime, language: Language) -> str:
    """Return the number and the short month: `23 nov.`, `Nov. 23`."""
    wall = _wall_day(of)
    if language is Language.EN:
        return format_date(wall, f"MMM{NBSP}d", locale=LOCALES[language])
    number = "1er" if wall.day == 1 else str(wall.day)
    return f"{number}{NBSP}{format_date(wall, 'MMM', locale=LOCALES[language])}"


def weekday(of: date | datetime, language: Language) -> str:
    """Return the name of the day: `jeudi`, `Thursday`."""
    return format_date(_wall_day(of), "EEEE", locale=LOCALES[language])


def month(of: date | datetime, language: Language) -> str:
    """Return the name of the month: `novembre`, `November`."""
    return format_date(_wall_day(of), "MMMM", locale=LOCALES[language])


def sentence(text: str) -> str:
    """Return a text with its first letter as a capital, the others as they are."""
    return text[:1].upper() + text[1:]


def days_away(at: date | datetime, now: datetime, language: Language) -> str:
    """Return how many days off: `demain`, `dans deux jours`, `in two days`."""
    days = (_wall_day(at) - local(now).date()).days
    french = language is Language.FR
    near = {
        -1: ("hier", "yesterday"),
        0: ("aujourd’hui", "today"),
        1: ("demain", "tomorrow"),
    }
    if days in near:
        return near[days][0 if french else 1]
    count = spelled(abs(days), language)
    if days > 0:
        return f"dans {count} jours" if french else f"in {count} days"
    return f"il y a {count} jours" if french else f"{count} days ago"


def moment(
    at: datetime, now: datetime, language: Language, *, full: bool = False
) -> str:
    """Return an instant as one says it from `now`.

    `demain à 11 h`, `samedi à 11 h`, `le jeudi 3 décembre à 11 h`. full: a near
    day keeps its name: `demain, vendredi, à 11 h`.
    """
    french = language is Language.FR
    days = (local(at).date() - local(now).date()).days
    joint = " à " if french else " at "
    if days in (-1, 0, 1):
        near = days_away(at, now, language)
        if full and days == 1:
            near = f"{near}, {weekday(at, language)},"
    elif 2 <= days <= 6:
        near = weekday(at, language) if french else f"on {weekday(at, language)}"
    else:
        near = f"le {day(at, language)}" if french else f"on {day(at, language)}"
    return f"{near}{joint}{hour(at, language)}"


def span(seconds: float, language: Language) -> str:
    """Return a length of time to the minute, rounded up: `23 h 18`, `42 min`."""
    minutes = max(0, -int(-seconds // 60))
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    tail = "" if language is Language.FR else f"{NBSP}min"
    return f"{hours}{NBSP}h" + (f"{NBSP}{rest:02}{tail}" if rest else "")


def until(at: datetime, now: datetime, language: Language) -> str:
    """Return the time left before `at`, never below `0 min`."""
    return span((at - now).total_seconds(), language)


def _seconds_left(at: datetime, now: datetime) -> tuple[int, int]:
    return divmod(max(0, -int(-(at - now).total_seconds() // 1)), 60)


def stopwatch(at: datetime, now: datetime) -> str:
    """Return the time left before `at` as digits: `8:42`."""
    minutes, seconds = _seconds_left(at, now)
    return f"{minutes}:{seconds:02}"


def stopwatch_in_words(at: datetime, now: datetime) -> str:
    """Return the time left before `at` with its units: `8 min 42 s`."""
    minutes, seconds = _seconds_left(at, now)
    tail = f"{seconds}{NBSP}s"
    return f"{minutes}{NBSP}min {tail}" if minutes else tail


def numeric_day(of: date | datetime) -> str:
    """Return the date for staff tables: `2026-11-26`."""
    return _wall_day(of).isoformat()


def numeric_instant(at: datetime) -> str:
    """Return the wall date and hour for staff tables: `2026-11-26 14:30`."""
    return local(at).strftime("%Y-%m-%d %H:%M")


def machine_instant(at: datetime) -> str:
    """Return the instant for a `datetime` attribute: ISO 8601, UTC, whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def spelled(count: int, language: Language) -> str:
    """Return a small count in letters (feminine in French), digits from 13 up."""
    words = _WORDS[language]
    return words[count] if 0 <= count < len(words) else str(count)


def percentage(rate: int, language: Language) -> str:
    """Return a rate as one reads it: `9,975 %`, `9.975%`.

    rate: thousandths of a percent, >= 0.
    """
    whole, rest = divmod(rate, 1_000)
    tail = f"{rest:03}".rstrip("0")
    if language is Language.EN:
        return f"{whole}.{tail}%" if tail else f"{whole}%"
    return f"{whole},{tail}{NBSP}%" if tail else f"{whole}{NBSP}%"


def register(env: Environment, language: Callable[[], Language]) -> None:
    """Offer the formats to the templates of `env`, in the language of the moment."""

    def spoken(form: Callable[..., str]) -> Callable[..., str]:
        # Asking for the context keeps Jinja from folding a constant at compile
        # time, in the language of whoever came first.
        @pass_context
        def filtered(context: Context, *values: object, **options: object) -> str:
            return form(*values, language(), **options)

        return filtered

    env.filters.update(
        prix=spoken(price),
        rabais=spoken(rebate),
        taux=spoken(percentage),
        heure=spoken(hour),
        jour=spoken(day),
        jour_annee=spoken(day_and_year),
        jour_court=spoken(short_day),
        jour_mois=spoken(day_and_month),
        semaine=spoken(weekday),
        mois=spoken(month),
        dans_jours=spoken(days_away),
        moment=spoken(moment),
        duree=spoken(span),
        reste=spoken(until),
        lettres=spoken(spelled),
        phrase=sentence,
        chrono=stopwatch,
        chrono_mots=stopwatch_in_words,
        date_num=numeric_day,
        instant_num=numeric_instant,
        iso=machine_instant,
        local=local,
    )
