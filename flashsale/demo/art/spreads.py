"""Inside spreads, « Dedans »: what one sees on opening two of the works."""

from collections.abc import Callable
from random import Random

from flashsale.demo.art.sheet import (
    BLEU,
    JAUNE,
    NUIT,
    ROSE,
    ROUGE,
    Point,
    Sheet,
    smooth,
)

ZINE, SLEEVE = "#FFFBEA", "#F3EEDF"


def _spread(name: str, paper: str) -> Sheet:
    """Start a double page with its fold."""
    sheet = Sheet(name, 520, 340, paper)
    sheet.put(f'<path d="M260 0V340" stroke="{NUIT}" stroke-opacity=".25"/>')
    return sheet


def store_plan(draw: Random) -> Sheet:
    """Draw the plan of a corner store from memory, with the prices of 1994."""
    sheet = _spread("plan", ZINE)
    sheet.line("M40 60H220V290H40ZM100 290v24M140 290v24", BLEU, 4)
    shelves = sheet.dots(ROSE, 9, 2.4)
    sheet.path("M52 76H92V270H52ZM112 76H148V180H112ZM168 76H208V240H168Z", shelves)
    sheet.disc(130, 240, 17, ROSE, over=True)
    sheet.path("M168 252H208V276H168Z", ROSE, over=True)
    prices = ("gomme balloune .05", "Mr. Freeze bleu .10", "pain tranché 1,09")
    for row, text in enumerate((*prices, "VHS 2,99", "gratteux 1,00")):
        sheet.label(296, 86 + row * 36, 15, text, BLEU)
    sheet.line("M292 152h172M292 224h116", ROSE, 7, over=True)
    sheet.title(296, 302, 54, "1994", BLEU)
    return sheet


def store_front(draw: Random) -> Sheet:
    """Draw the front of a corner store on a night of storm."""
    sheet = _spread("facade", ZINE)
    sheet.rect(0, 0, 520, 340, sheet.dots(BLEU, 10, 3.6, 30), over=True)
    sheet.rect(96, 96, 330, 196, ZINE)
    sheet.path("M96 96H426V136H96Z", ROSE, over=True)
    panes = "M116 154H236V262H116ZM256 154H336V262H256Z"
    sheet.path(panes, sheet.dots(ROSE, 10, 3.4, 0), over=True)
    sheet.path("M354 154H408V292H354Z", BLEU)
    sheet.line(panes, BLEU, 4)
    sheet.title(112, 128, 36, "OUVERT TARD", BLEU)
    sheet.path("M0 292H520V340H0Z", BLEU)
    sheet.disc(462, 62, 34, ROSE, over=True)
    return sheet


def store_credit(draw: Random) -> Sheet:
    """Print the word « crédit » twice, out of register."""
    sheet = _spread("credit", ZINE)
    with sheet.group("translate(166 304) rotate(-90)", over=True):
        sheet.title(0, 0, 112, "CRÉDIT", ROSE)
    with sheet.group("translate(171 308) rotate(-90)", over=True):
        sheet.title(0, 0, 112, "CRÉDIT", BLEU, outline=2.5)
    ruled = sheet.lines(BLEU, 11, 2)
    sheet.rect(296, 52, 88, 236, ruled)
    sheet.rect(402, 52, 82, 150, ruled)
    sheet.disc(443, 248, 40, sheet.dots(ROSE, 9, 2.6, 40), over=True)
    sheet.line("M403 248a40 40 0 1 0 80 0a40 40 0 1 0 -80 0", BLEU, 3)
    return sheet


def arena_plan(draw: Random) -> Sheet:
    """Draw the arena from above, with the place of each microphone."""
    sheet = _spread("arena", SLEEVE)
    sheet.put(
        f'<rect x="34" y="70" width="452" height="200" rx="86" fill="none" '
        f'stroke="{BLEU}" stroke-width="6"/>'
    )
    sheet.line("M186 70V270M334 70V270", BLEU, 5, over=True)
    sheet.line("M260 70V270", ROUGE, 5, dash="12 8")
    sheet.line("M222 170a38 38 0 1 0 76 0a38 38 0 1 0 -76 0", BLEU, 4)
    halo = sheet.dots(ROUGE, 8, 2.8, 22)
    for index, (x, y) in enumerate(((110, 140), (226, 208), (300, 122), (404, 196))):
        sheet.disc(x, y, 36, halo, over=True)
        sheet.disc(x, y, 12, ROUGE, over=True)
        sheet.sorts(x, y + 7, 20, str(index + 1), SLEEVE)
    sheet.label(34, 44, 15, "quatre micros, une nuit")
    sheet.label(486, 312, 15, "compresseur : ne pas éteindre", align="end")
    return sheet


def arena_tracks(draw: Random) -> Sheet:
    """Print the nine titles, as long as each one lasts."""
    sheet = _spread("titres", SLEEVE)
    bars = sheet.lines(BLEU, 6, 3.2, 90)
    sheet.title(34, 116, 76, "Face A")
    sheet.title(294, 116, 76, "Face B", ROUGE)
    for index, seconds in enumerate((214, 187, 262, 171, 305, 198, 241, 156, 372)):
        x, y = (34, 156 + index * 34) if index < 5 else (294, 156 + (index - 5) * 34)
        sheet.label(x, y + 10, 14, str(index + 1))
        sheet.rect(x + 24, y - 6, seconds / 2.05, 18, bars)
        end = x + 24 + seconds / 2.05
        sheet.rect(end - 26, y - 6, 26, 18, ROUGE, over=True)
    return sheet


def arena_compressor(draw: Random) -> Sheet:
    """Draw the compressor that never stops, and its breath."""
    sheet = _spread("compresseur", SLEEVE)
    for radius, grain in ((190, 2), (140, 3.6), (90, 5)):
        sheet.disc(150, 170, radius, sheet.dots(ROUGE, 13, grain, 22), over=True)
    sheet.path("M70 130H232a44 44 0 0 1 0 88H70a44 44 0 0 1 0 -88Z", BLEU, over=True)
    sheet.line("M92 218V262M210 218V262M70 264H232", NUIT, 9)
    sheet.disc(150, 174, 34, SLEEVE)
    sheet.line("M116 174a34 34 0 1 0 68 0a34 34 0 1 0 -68 0M150 174L170 154", NUIT, 5)
    breath: list[Point] = [(276, 174)]
    for step in range(13):
        swing = (30 if step % 2 else -30) * (1 - step / 15)
        breath.append((292 + step * 17, 174 + swing + draw.uniform(-4, 4)))
    sheet.line(smooth(breath), NUIT, 6, over=True, ends="round")
    sheet.title(296, 300, 60, "60 Hz", BLEU)
    sheet.disc(454, 280, 30, JAUNE, over=True)
    return sheet


SPREADS: dict[str, Callable[[Random], Sheet]] = {
    "store-plan": store_plan,
    "store-front": store_front,
    "store-credit": store_credit,
    "arena-plan": arena_plan,
    "arena-tracks": arena_tracks,
    "arena-compressor": arena_compressor,
}


def spread(name: str) -> Sheet:
    """Return an inside spread by its name; the same one each time."""
    return SPREADS[name](Random(name))  # noqa: S311, a drawing is no secret
