"""Posters of the shows, one composition each."""

from itertools import pairwise
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
    VERT,
    Point,
    Sheet,
    polygon,
)


def grand_bal(draw: Random) -> Sheet:
    """Draw an accordion, a mirror ball, and a checkered floor."""
    paper = "#FBE3D6"
    sheet = Sheet("bal", 480, 600, paper)
    floor, rows = "", (392, 412, 438, 474, 524, 600)
    for row, (top, bottom) in enumerate(pairwise(rows)):
        near, far = (top - 330) / 270 * 300, (bottom - 330) / 270 * 300
        for tile in range(-12, 13):
            if (tile + row) % 2 == 0:
                corners: list[Point] = [
                    (240 + tile * near * 0.5, top),
                    (240 + (tile + 1) * near * 0.5, top),
                    (240 + (tile + 1) * far * 0.5, bottom),
                    (240 + tile * far * 0.5, bottom),
                ]
                if corners[1][0] > -60 and corners[0][0] < 540:
                    floor += polygon(corners)
    sheet.path(floor, NUIT)
    grain = sheet.dots(ROUGE, 11, 3.4)
    for fold in range(15):
        start, end = (fold / 15 - 0.5) * 2.35, ((fold + 1) / 15 - 0.5) * 2.35
        middle = (start + end) / 2
        corners = [
            (240 + sin(angle) * reach, 372 - cos(angle) * reach)
            for angle, reach in (
                (start, 92),
                (start, 204),
                (middle, 216),
                (end, 204),
                (end, 92),
            )
        ]
        sheet.path(polygon(corners), grain if fold % 2 else ROUGE, over=True)
    buttons = sheet.dots(NUIT, 9, 2.4, 0)
    for x, turn in ((64, -20), (416, 20)):
        with sheet.group(f"translate({x} 318) rotate({turn})"):
            sheet.rect(-34, -56, 68, 132, VERT, over=True)
            sheet.rect(-34, -56, 68, 132, buttons, over=True)
            for row in range(5):
                sheet.disc(-14, row * 23 - 36, 7.5, paper)
                sheet.disc(12, row * 23 - 30, 7.5, paper)
    sheet.line("M240 176V214", NUIT, 4)
    sheet.disc(240, 262, 50, VERT, over=True)
    ball = (
        "M190 262a50 50 0 1 0 100 0a50 50 0 1 0 -100 0"
        "M220 262a20 50 0 1 0 40 0a20 50 0 1 0 -40 0"
    )
    sheet.line(f"{ball}M190 262H290M197 237H283M197 287H283M240 212V312", NUIT, 3)
    sheet.title(24, 76, 70, "Grand bal")
    sheet.title(24, 136, 70, "des sous-sols")
    sheet.label(458, 40, 15, "+ d’église", align="end")
    return sheet


def tuque(draw: Random) -> Sheet:
    """Draw a knitted tuque taking a bow between two curtains."""
    paper = "#F7E2EE"
    sheet = Sheet("tuque", 450, 600, paper)
    sheet.disc(225, 330, 196, sheet.dots(JAUNE, 14, 5, 20), over=True)
    folds = sheet.lines("#7E1024", 26, 9, 90)
    for side in (1, -1):
        with sheet.group(f"translate({0 if side > 0 else 450} 0) scale({side} 1)"):
            curtain = "M0 170H120C124 290 96 380 40 430C70 470 74 530 70 600H0Z"
            sheet.path(curtain, ROUGE)
            sheet.path(curtain, folds, over=True)
            sheet.rect(28, 420, 50, 12, JAUNE)
    sheet.path("M112 452C104 320 150 236 225 236S346 320 338 452Z", BLEU, over=True)
    knit = ""
    for row in range(5):
        y = 300 + row * 32
        half = (76, 92, 102, 108, 111)[row]
        knit += f"M{225 - half} {y}" + "l11 15l11 -15" * round(half * 2 / 22)
    sheet.line(knit, paper, 6)
    sheet.path(
        "M100 436H350a14 14 0 0 1 14 14v34a14 14 0 0 1 -14 14"
        "H100a14 14 0 0 1 -14 -14v-34a14 14 0 0 1 14 -14Z",
        NUIT,
    )
    sheet.rect(96, 440, 258, 54, sheet.lines(BLEU, 16, 6, 90))
    fringe = ""
    for ray in range(44):
        angle = ray / 44 * 2 * pi
        reach = draw.uniform(40, 58)
        fringe += (
            f"M225 214L{225 + cos(angle) * reach:.0f} {214 + sin(angle) * reach:.0f}"
        )
    sheet.line(fringe, ROUGE, 7, ends="round")
    sheet.disc(225, 214, 34, ROUGE)
    sheet.rect(0, 560, 450, 40, NUIT)
    sheet.path("M60 560Q225 500 390 560Z", JAUNE, over=True)
    sheet.rect(0, 0, 450, 164, paper)
    sheet.title(22, 84, 86, "Une tuque")
    sheet.title(22, 152, 86, "à l’opéra", ROUGE)
    sheet.label(428, 146, 15, "en tricot dièse", align="end")
    return sheet


def lave_auto(draw: Random) -> Sheet:
    """Draw two great brushes of a car wash and an open book between them."""
    paper, suds = "#DDF1F7", "#19A7CE"
    sheet = Sheet("laveauto", 600, 600, paper)
    sheet.rect(0, 420, 600, 180, sheet.lines(NUIT, 18, 5))
    for x, ink, phase in ((118, ROSE, 0), (482, BLEU, 14)):
        fringe = ""
        for row in range(17):
            y = 168 + row * 22 + phase * 0.4
            reach = 92 + draw.randint(-12, 12)
            fringe += (
                f"M{x} {y:.0f}q{reach * 0.6:.0f} 4 {reach} 20M{x} {y:.0f}"
                f"q{-reach * 0.6:.0f} 4 {-reach} 20"
            )
        sheet.line(fringe, ink, 15, over=True, ends="round")
        sheet.rect(x - 15, 132, 30, 440, NUIT)
        sheet.rect(x - 26, 560, 52, 20, NUIT)
        sheet.rect(x - 15, 132, 30, 440, sheet.lines(paper, 30, 7, 45))
    sheet.path("M300 356C262 322 212 322 178 336V482C214 468 264 470 300 500Z", BLANC)
    sheet.path("M300 356C338 322 388 322 422 336V482C386 468 336 470 300 500Z", BLANC)
    with sheet.group("translate(5 5)", over=True):
        sheet.path(
            "M300 356C338 322 388 322 422 336V482C386 468 336 470 300 500Z", JAUNE
        )
    rules = "".join(f"M198 {366 + k * 22}q44 -10 84 10" for k in range(5))
    rules += "".join(f"M402 {366 + k * 22}q-44 -10 -84 10" for k in range(5))
    sheet.line(rules, NUIT, 4)
    sheet.line(
        "M300 356V500M178 336V482C214 468 264 470 300 500C336 470 386 468 422 482V336",
        NUIT,
        4,
    )
    for _ in range(22):
        x, y = draw.randint(150, 450), draw.randint(186, 560)
        r = draw.choice((5, 8, 13, 18))
        if not (170 < x < 430 and 320 < y < 505):
            sheet.disc(x, y, r, BLANC)
            sheet.line(
                f"M{x - r} {y}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0",
                suds,
                3,
            )
    sheet.rect(0, 0, 600, 136, paper)
    sheet.title(26, 70, 64, "Lecture dans", width=330)
    sheet.title(26, 126, 64, "un lave-auto", width=330)
    sheet.label(572, 56, 19, "GARDEZ VOS", align="end")
    sheet.label(572, 84, 19, "VITRES FERMÉES", align="end")
    return sheet


def cine_grange(draw: Random) -> Sheet:
    """Draw a barn whose door throws a film at the field."""
    night, beam = "#1B2352", "#FFE9A8"
    sheet = Sheet("grange", 450, 600, night)
    for size in (2, 3.4, 5):
        spots = [(draw.randint(8, 442), draw.randint(176, 380)) for _ in range(17)]
        sheet.specks(spots, BLANC, size)
    sheet.path("M0 430C100 400 190 424 280 414S400 404 450 420V600H0Z", "#0B6B4B")
    sheet.path(
        "M0 430C100 400 190 424 280 414S400 404 450 420V600H0Z",
        sheet.lines("#063B2B", 9, 3.4, -5),
    )
    sheet.path("M296 352L-30 470V640H150Z", beam)
    sheet.path("M296 352L-30 470V640H150Z", sheet.dots(OCRE, 12, 3.6, 25))
    sheet.path("M212 460V324L236 262L318 216L400 262L424 324V460Z", ROUGE)
    sheet.path(
        "M212 460V324L236 262L318 216L400 262L424 324V460Z",
        sheet.lines("#A31D12", 15, 3.6, 90),
    )
    sheet.line("M204 330L232 258L318 208L404 258L432 330", BLANC, 9)
    sheet.path("M276 460V350H360V460Z", NUIT)
    sheet.line("M276 460V350H360V460M276 350L360 460M360 350L276 460", BLANC, 5)
    sheet.disc(318, 292, 25, NUIT)
    sheet.disc(318, 292, 16, beam)
    sheet.line("M318 276V308M302 292H334", NUIT, 3)
    cow = (
        "M0 0V-34C2 -48 20 -52 66 -48C74 -60 92 -60 96 -48L108 -40L102 -28"
        "L88 -30L84 0H76L74 -22H18L14 0Z"
    )
    for x, y, size in ((34, 566, 1.0), (148, 590, 0.8)):
        with sheet.group(f"translate({x} {y}) scale({size})"):
            sheet.path(cow, NUIT)
            sheet.path(
                "M24 -46C30 -32 48 -34 50 -48ZM60 -24C56 -34 68 -40 74 -32Z", BLANC
            )
    sheet.rect(0, 596, 450, 4, NUIT)
    sheet.title(22, 112, 116, "Ciné-grange", beam, width=406)
    sheet.label(24, 152, 16, "deux films, cent ballots de foin", beam)
    return sheet
