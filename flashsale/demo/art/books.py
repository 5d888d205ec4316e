"""Covers of the books, one composition each."""

from math import cos, pi, sin
from random import Random

from flashsale.demo.art.sheet import (
    BLANC,
    BLEU,
    JAUNE,
    NUIT,
    OCRE,
    ROSE,
    ROUGE,
    Sheet,
    polygon,
    scatter,
)


def deneiger(draw: Random) -> Sheet:
    """Draw a street lamp, a red shovel, a path cut in the snow."""
    sheet = Sheet("deneiger", 400, 600, "#1C1F8C")
    for radius, grain in ((178, 1.7), (122, 3.1), (72, 4.6)):
        sheet.disc(268, 238, radius, sheet.dots(JAUNE, 12, grain, 30))
    sheet.disc(268, 238, 30, JAUNE)
    sheet.line("M268 256V470M268 232C268 196 246 190 226 196", NUIT, 8)
    bank = "M0 420C70 380 130 392 190 414S330 440 400 388V600H0Z"
    sheet.path(bank, "#B9C8FF")
    sheet.path(bank, sheet.lines("#8FA8FF", 10, 4.4, -16))
    sheet.path("M0 474C60 440 120 452 168 470L150 600H0Z", BLANC)
    sheet.path("M400 440C340 462 280 470 236 470L300 600H400Z", BLANC)
    drift = sheet.dots("#C9D6FF", 14, 3.4, 10)
    sheet.path("M0 540C50 520 110 528 156 556L150 600H0Z", drift)
    sheet.path("M400 520C366 536 320 540 276 552L300 600H400Z", drift)
    sheet.path("M168 470H236L300 600H150Z", "#1C1F8C")
    with sheet.group("rotate(24 118 470)"):
        sheet.rect(112, 330, 9, 130, ROUGE)
        sheet.path("M86 454H148V500C148 520 86 520 86 500Z", ROUGE)
        sheet.path("M98 326H136V338H98Z", ROUGE)
    for size in (3.2, 4.6, 6.4):
        sheet.specks(scatter(draw, 19, (4, 214, 396, 560)), BLANC, size)
    sheet.title(24, 96, 92, "Déneiger", BLANC)
    sheet.title(24, 168, 92, "la nuit", BLANC)
    sheet.label(26, 200, 14, "Maude Tanguay-Roy", "#C9D6FF")
    return sheet


def poemes_de_char(draw: Random) -> Sheet:
    """Draw a car seen from the side before an enormous sun."""
    sheet = Sheet("char", 420, 560, "#D9F0E2")
    sheet.disc(210, 276, 158, JAUNE, over=True)
    sheet.disc(210, 276, 158, sheet.dots(ROSE, 11, 3.2), over=True)
    body = "M34 440C38 372 66 352 120 344L166 258H268L322 344C372 348 388 374 390 440Z"
    sheet.path(body, BLEU, over=True)
    sheet.path("M152 336L178 282H212V336ZM224 336V282H258L290 336Z", "#D9F0E2")
    with sheet.group("translate(4 3)", over=True):
        sheet.line(body, NUIT, 3)
    sheet.rect(352, 380, 34, 16, JAUNE)
    sheet.rect(36, 388, 18, 22, ROUGE)
    sheet.line("M224 360H244", "#D9F0E2", 5, ends="round")
    for x in (124, 302):
        sheet.disc(x, 440, 46, NUIT)
        sheet.disc(x, 440, 19, "#D9F0E2")
        sheet.disc(x, 440, 6, NUIT)
    road = sheet.lines(NUIT, 10, 3.5)
    sheet.rect(0, 486, 420, 74, road)
    for index, x in enumerate((12, 0, 22, 8)):
        sheet.rect(x - 12, 376 + index * 18, 24 - index * 4, 5, ROSE, over=True)
    sheet.title(20, 88, 88, "Poèmes")
    sheet.title(20, 160, 88, "de char")
    sheet.label(396, 42, 14, "Kevin Labonté", align="end")
    return sheet


def sloche(draw: Random) -> Sheet:
    """Draw a red boot landing in a puddle of slush, and what it splashes."""
    paper, brown = "#E6EEF6", "#A35F2C"
    sheet = Sheet("sloche", 400, 600, paper)
    for row in range(3):
        grain = 1.4 + row * 0.9
        sheet.rect(0, 250 + row * 70, 400, 70, sheet.dots("#8FB4E0", 12, grain, 15))
    coarse, fine = sheet.dots(brown, 11, 4.3), sheet.dots(brown, 11, 2.6)
    for rx, ry, fill in ((230, 84, fine), (172, 60, coarse), (112, 36, brown)):
        sheet.oval(196, 510, rx, ry, fill, over=True)
    sheet.rect(0, 556, 400, 44, brown, over=True)
    for index in range(17):
        angle = pi * (0.06 + 0.88 * index / 16)
        reach = draw.uniform(118, 196)
        x, y = 196 - cos(angle) * reach, 500 - sin(angle) * reach * 0.72
        size = draw.uniform(5, 13)
        with sheet.group(f"rotate({(index - 8) * 10.5:.0f} {x:.0f} {y:.0f})"):
            drop = f"M{x:.0f} {y - size * 2:.0f}q{size:.0f} {size * 1.6:.0f} 0 "
            drop += f"{size * 3:.0f}q{-size:.0f} {-size * 1.4:.0f} 0 {-size * 3:.0f}Z"
            sheet.path(drop, brown if index % 3 else BLEU, over=True)
    boot = "M146 226H232V414C266 424 306 440 308 486C308 502 296 508 282 508H150C140"
    sheet.path(f"{boot} 508 138 500 140 486C148 400 150 320 146 226Z", ROUGE, over=True)
    with sheet.group("translate(5 4)", over=True):
        sheet.path(
            "M138 486H309C309 504 298 514 282 514H150C136 514 136 500 138 486Z", NUIT
        )
        sheet.rect(142, 222, 92, 26, NUIT)
        sheet.line("M232 300C220 330 222 380 234 412", NUIT, 4, ends="round")
        sheet.line("M250 436L262 424M270 444L282 432", NUIT, 5, ends="round")
    sheet.title(22, 84, 78, "Petite histoire", width=356)
    sheet.title(22, 176, 112, "du sloche", width=356)
    sheet.label(200, 586, 14, "RÉAL BOISCLAIR", paper, align="middle", tracking=90)
    return sheet


def _glass(
    sheet: Sheet, x: float, y: float, level: float, inks: tuple[str, str]
) -> None:
    """Draw one beer glass standing at (x, y); level: 0 empty to 1 full."""
    beer, foam = inks
    top = y - 22 - 76 * level
    lean = (y - top) / 100 * 8
    sheet.path(
        polygon(
            [
                (x - 24, y - 10),
                (x + 24, y - 10),
                (x + 24 + lean, top),
                (x - 24 - lean, top),
            ]
        ),
        beer,
        over=True,
    )
    if level > 0.3:
        for offset in (-22, 0, 22):
            sheet.disc(x + offset, top, 13, foam)
    glass = polygon([(x - 24, y), (x + 24, y), (x + 34, y - 112), (x - 34, y - 112)])
    sheet.line(glass, NUIT, 4, over=True, ends="round")
    sheet.rect(x - 25, y - 8, 50, 8, NUIT)


def tavernes(draw: Random) -> Sheet:
    """Draw nine glasses on three shelves, from full to empty."""
    paper = "#FFF3D6"
    sheet = Sheet("tavernes", 450, 600, paper)
    fine = sheet.dots(ROUGE, 9, 2.6, 30)
    bars = sheet.lines(OCRE, 8, 5, 90)
    beers = (JAUNE, fine, OCRE, ROUGE, JAUNE, bars, fine, OCRE, JAUNE)
    levels = (1, 0.9, 0.78, 0.95, 0.62, 0.5, 0.7, 0.34, 0.06)
    for index, (beer, level) in enumerate(zip(beers, levels, strict=True)):
        x, y = 92 + index % 3 * 133, 306 + index // 3 * 137
        _glass(sheet, x, y, level + draw.uniform(-0.04, 0.02), (beer, BLANC))
    for row in range(3):
        sheet.rect(0, 306 + row * 137, 450, 9, NUIT)
    sheet.disc(388, 124, 38, ROUGE, over=True)
    sheet.line("M391 88V166M352 127H430", NUIT, 2.5)
    sheet.line("M369 127a22 22 0 1 0 44 0a22 22 0 1 0 -44 0", NUIT, 2.5)
    sheet.title(24, 86, 84, "Atlas")
    sheet.title(24, 160, 84, "des tavernes", width=298)
    sheet.label(426, 62, 14, "148 adresses", align="end")
    return sheet
