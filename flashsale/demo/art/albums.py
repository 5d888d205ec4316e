"""Covers of the albums, square, one composition each."""

from math import exp, sin
from random import Random

from flashsale.demo.art.sheet import (
    BLANC,
    BLEU,
    JAUNE,
    NUIT,
    OCRE,
    ROSE,
    ROUGE,
    VERT,
    Sheet,
    number,
    polygon,
    smooth,
)


def chaleur_tournante(draw: Random) -> Sheet:
    """Draw a stove's red spiral laid on the centre of a rink."""
    paper = "#F3EEDF"
    sheet = Sheet("chaleur", 600, 600, paper)
    for x in (64, 496):
        sheet.rect(x, 0, 40, 600, BLEU, over=True)
    for radius, grain in ((282, 2), (214, 3.5), (140, 5)):
        sheet.disc(318, 330, radius, sheet.dots(ROUGE, 13, grain, 22), over=True)
    sheet.line("M110 330a190 190 0 1 0 380 0a190 190 0 1 0 -380 0", BLEU, 15, over=True)
    sheet.line("M300 0V600", BLEU, 9, over=True, dash="34 20")
    sheet.disc(300, 330, 24, BLEU, over=True)
    spiral, x, radius = "M294 330", 294, 24
    for turn in range(7):
        x += (2 if turn % 2 == 0 else -2) * radius
        spiral += f"A{radius} {radius} 0 0 1 {x} 330"
        radius += 31
    sheet.line(spiral, ROUGE, 29, over=True, ends="round")
    sheet.rect(0, 0, 600, 132, paper)
    sheet.title(26, 104, 104, "Chaleur tournante", width=548)
    sheet.rect(0, 548, 600, 52, paper)
    sheet.label(28, 582, 21, "PATINOIRE INTÉRIEURE", tracking=70)
    sheet.label(572, 582, 21, "33 T", align="end")
    return sheet


def frequences(draw: Random) -> Sheet:
    """Draw the lines of a river recorded, bent by what passed."""
    sheet = Sheet("frequences", 600, 600, "#E9E4F7")
    sheet.disc(452, 176, 84, ROUGE, over=True)
    sheet.disc(452, 176, 84, sheet.dots(JAUNE, 11, 3.2), over=True)
    for row in range(15):
        base = 214 + row * 26
        points = []
        for x in range(-30, 661, 30):
            swell = 46 * exp(-(((x - 190 - row * 4) / 92) ** 2))
            gust = 52 * exp(-(((x - 380 + row * 5) / 74) ** 2))
            lift = sin(x / 62 + row * 0.7) * 7
            points.append((x, base - swell + gust * sin(row / 3) + lift))
        ink, thick = ((VERT, 9), (BLEU, 5), (BLEU, 5))[row % 3]
        sheet.line(smooth(points), ink, thick, over=True)
    sheet.title(24, 96, 92, "Fréquences")
    sheet.label(28, 138, 19, "DU BAS-DU-FLEUVE", tracking=70)
    return sheet


def cassette_jaune(draw: Random) -> Sheet:
    """Draw a yellow cassette with its tape pulled out and tangled."""
    paper = "#F4D7E6"
    sheet = Sheet("cassette", 600, 600, paper)
    sheet.rect(0, 0, 600, 600, sheet.lines(ROSE, 16, 5, 45))
    points = [(210, 420)]
    for step in range(17):
        points.append((90 + step * 30 + draw.randint(-60, 60), draw.randint(440, 590)))
    sheet.line(smooth(points), NUIT, 7, over=True, ends="round")
    with sheet.group("rotate(-6 300 270)"):
        sheet.put(
            f'<rect x="66" y="112" width="468" height="306" rx="22" fill="{JAUNE}"/>'
        )
        sheet.line(
            "M94 118H518a22 22 0 0 1 22 22V402a22 22 0 0 1 -22 22H94"
            "a22 22 0 0 1 -22 -22V140a22 22 0 0 1 22 -22Z",
            NUIT,
            5,
        )
        sheet.rect(96, 138, 408, 208, BLANC)
        sheet.rect(96, 138, 408, 60, BLEU, over=True)
        sheet.rect(96, 300, 408, 46, sheet.dots(BLEU, 10, 3.4), over=True)
        sheet.title(300, 186, 54, "Cassette jaune", BLANC, align="middle", width=368)
        sheet.put(
            f'<rect x="166" y="212" width="268" height="84" rx="42" fill="{NUIT}"/>'
        )
        for x in (212, 388):
            sheet.disc(x, 254, 34, BLANC)
            for turn in range(6):
                with sheet.group(f"rotate({turn * 60 + 12} {x} 254)"):
                    sheet.line(f"M{x} 226V238", NUIT, 8)
        sheet.rect(260, 236, 80, 36, paper)
        sheet.path("M150 424L172 362H428L450 424Z", OCRE, over=True)
        for x in (206, 262, 338, 394):
            sheet.disc(x, 396, 9, NUIT)
    sheet.title(26, 92, 78, "Les Beaux Risques", width=548)
    return sheet


def piano(draw: Random) -> Sheet:
    """Draw a keyboard that climbs like an escalator under the neon of a mall."""
    paper = "#E3F1F6"
    sheet = Sheet("piano", 600, 600, paper)
    sheet.rect(0, 0, 600, 600, sheet.dots("#7FD0C7", 15, 3, 0), over=True)
    sheet.disc(430, 250, 150, ROSE, over=True)
    sheet.disc(430, 250, 150, sheet.lines(ROUGE, 12, 4, 90), over=True)
    teeth = sheet.lines(NUIT, 7, 3.4, 90)
    for step in range(9):
        x, y = step * 72 - 30, 560 - step * 46
        key = polygon([(x, y), (x + 72, y), (x + 72, y + 420), (x, y + 420)])
        sheet.path(key, BLANC)
        sheet.line(key, NUIT, 5)
        sheet.rect(x + 3, y + 2, 67, 14, teeth)
        if step % 7 in (0, 1, 3, 4, 5):
            sheet.rect(x + 50, y - 20, 44, 150 if step < 8 else 130, NUIT)
            sheet.rect(x + 56, y - 14, 8, 120, "#7FD0C7")
    rail = [(-40, 424), (600, 14)]
    sheet.line(
        f"M{rail[0][0]} {rail[0][1]}L{rail[1][0]} {rail[1][1]}", NUIT, 26, ends="round"
    )
    sheet.line(
        f"M{rail[0][0]} {rail[0][1] - 4}L{rail[1][0]} {rail[1][1] - 4}", JAUNE, 6
    )
    sheet.rect(0, 0, 396, 168, paper)
    sheet.title(26, 88, 84, "Le piano du", width=350)
    sheet.title(26, 152, 64, "centre d’achats", width=350)
    sheet.label(28, 196, 18, "Gaston Lavertu, piano")
    return sheet


def traversier(draw: Random) -> Sheet:
    """Draw a ferry, its smoke, and the other shore."""
    paper, river = "#FFE9C9", "#1368A8"
    sheet = Sheet("traversier", 600, 600, paper)
    sheet.disc(448, 244, 112, ROUGE, over=True)
    sheet.disc(448, 244, 112, sheet.lines(paper, 18, 6))
    sheet.path(
        "M0 384L90 330L170 360L290 316L420 366L520 336L600 372V420H0Z",
        sheet.dots(VERT, 9, 3.4),
        over=True,
    )
    smoke = [
        (268, 236),
        (246, 214),
        (288, 184),
        (230, 160),
        (262, 132),
        (180, 120),
        (96, 148),
    ]
    sheet.line(smooth(smoke), "#BFB3C9", 40, over=True, ends="round")
    sheet.line(smooth([(x - 6, y + 5) for x, y in smoke]), NUIT, 3, over=True)
    sheet.path("M250 228H288V282H250Z", ROUGE)
    sheet.rect(250, 242, 38, 12, NUIT)
    sheet.path("M150 282H410L424 336H136Z", BLANC)
    sheet.path("M96 334H500L486 360H110Z", paper)
    sheet.line("M96 334H500L486 360H110ZM150 282H410L424 334", NUIT, 4)
    for x in range(170, 400, 34):
        sheet.rect(x, 298, 20, 20, BLEU)
    hull = "M62 360H538L498 446C440 460 150 460 104 446Z"
    sheet.path(hull, BLEU, over=True)
    with sheet.group("translate(5 4)", over=True):
        sheet.path("M78 392H524L516 410H86Z", ROUGE)
    for x in range(134, 480, 42):
        sheet.disc(x, 376, 7, paper)
    sheet.line("M438 282V200M438 206L470 216L438 226", NUIT, 4)
    for row in range(7):
        y = 440 + row * 25
        points = [
            (x, y + (8 if (x // 40 + row) % 2 else -8)) for x in range(-40, 681, 40)
        ]
        sheet.line(smooth(points), river if row % 2 else BLEU, 8 + row, over=True)
    sheet.title(26, 84, 80, "Musique pour traversier", width=548)
    sheet.label(572, 122, 19, "QUATUOR DE QUAI", align="end", tracking=60)
    return sheet


def _maple(sheet: Sheet, draw: Random, x: int, wide: int, bark: str) -> None:
    """Draw a trunk with its bark and its bucket, its left side at `x`."""
    sway = draw.randint(-8, 8)
    trunk = [
        (x, 640),
        (x + 6, 400),
        (x + sway, 120),
        (x + wide + sway, 120),
        (x + wide - 6, 400),
        (x + wide, 640),
    ]
    sheet.path(polygon(trunk), bark, over=True)
    bark_lines = "".join(
        f"M{number(x + draw.uniform(8, wide - 8))} {draw.randint(150, 540)}"
        f"v{draw.randint(26, 60)}"
        for _ in range(7)
    )
    sheet.line(bark_lines, NUIT, 3, over=True, ends="round")
    middle, y = x + wide / 2, 446 + draw.randint(-16, 26)
    sheet.path(
        polygon(
            [
                (middle - 26, y),
                (middle + 26, y),
                (middle + 20, y + 58),
                (middle - 20, y + 58),
            ]
        ),
        "#8FA3B8",
    )
    sheet.path(
        polygon(
            [
                (middle - 30, y - 8),
                (middle + 30, y - 8),
                (middle + 30, y + 4),
                (middle - 30, y + 4),
            ]
        ),
        NUIT,
    )
    sheet.rect(middle - 3, y - 34, 6, 16, NUIT)
    sheet.disc(middle, y - 14, 4.5, JAUNE)


def coulee(draw: Random) -> Sheet:
    """Draw a sugar shack steaming between maples with their buckets."""
    paper, bark = "#FDF0DC", "#7A3B1E"
    sheet = Sheet("coulee", 600, 600, paper)
    for radius, grain in ((200, 2.2), (150, 3.6), (98, 5.2)):
        sheet.disc(318, 232, radius, sheet.dots("#F2B134", 14, grain, 30), over=True)
    sheet.path("M0 452C120 418 220 440 320 452S520 424 600 446V600H0Z", BLANC)
    sheet.path(
        "M0 452C120 418 220 440 320 452S520 424 600 446V600H0Z",
        sheet.dots("#9CC3EE", 14, 3.2, 12),
    )
    steam = [
        (310, 330),
        (302, 300),
        (336, 270),
        (290, 236),
        (344, 200),
        (284, 170),
        (330, 140),
    ]
    sheet.line(smooth(steam), BLANC, 62, ends="round")
    sheet.line(smooth(steam), sheet.dots("#9CC3EE", 9, 2.8), 62, ends="round")
    sheet.path("M204 470V380H432V470Z", ROUGE, over=True)
    sheet.rect(204, 380, 228, 90, sheet.lines(bark, 15, 4, 90), over=True)
    sheet.path("M180 388L240 326H292V308H346V326H396L456 388Z", NUIT)
    sheet.rect(296, 410, 44, 60, NUIT)
    sheet.rect(236, 404, 34, 28, JAUNE)
    sheet.rect(368, 404, 34, 28, JAUNE)
    for x, wide in ((-8, 74), (112, 44), (470, 52), (556, 80)):
        _maple(sheet, draw, x, wide, bark)
    sheet.rect(0, 0, 600, 122, paper)
    sheet.title(26, 104, 118, "Coulée", width=330)
    sheet.label(572, 60, 19, "MODULE", align="end", tracking=60)
    sheet.label(572, 96, 19, "D’ÉRABLE", align="end", tracking=60)
    return sheet
