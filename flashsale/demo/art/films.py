"""Posters of the films, one composition each."""

from math import cos, pi, sin
from random import Random

from flashsale.demo.art.sheet import (
    BLANC,
    BLEU,
    JAUNE,
    NUIT,
    ROSE,
    ROUGE,
    VERT,
    Sheet,
    number,
    polygon,
    smooth,
)


def _spruce(x: float, top: float, wide: float, high: float) -> str:
    """Return a three-storey spruce as one path."""
    storeys = []
    for step in range(3):
        reach = wide * (1 + 0.62 * step)
        y = top + high * 0.44 * step
        storeys.append(polygon([(x, y), (x + reach, y + high), (x - reach, y + high)]))
    return "".join(storeys)


def senneterre(draw: Random) -> Sheet:
    """Draw a railway running through spruces to a striped sun."""
    paper = "#FFE08A"
    sheet = Sheet("senneterre", 400, 600, paper)
    for top, high, grain in ((0, 160, 5.4), (160, 90, 3.6), (250, 80, 2)):
        sheet.rect(0, top, 400, high, sheet.dots(ROUGE, 12, grain, 30))
    sheet.disc(200, 330, 92, ROUGE)
    for y, high in ((290, 5), (304, 8), (320, 12)):
        sheet.rect(100, y, 200, high, paper)
    sheet.rect(0, 336, 400, 264, "#0B6B4B")
    far, near, front = "", "", ""
    for x in (*range(-6, 150, 19), *range(252, 410, 19)):
        far += _spruce(
            x, draw.randint(260, 300), draw.uniform(9, 14), draw.uniform(26, 42)
        )
    for x, top in ((74, 320), (120, 330), (292, 332), (342, 318)):
        near += _spruce(x, top, 16, 48)
    for x, top, wide in ((18, 320, 24), (-6, 372, 32), (392, 316, 28), (408, 404, 32)):
        front += _spruce(x, top, wide, wide * 2.8)
    sheet.path(far, "#063B2B")
    sheet.path(near, "#084C36")
    sheet.path(front, NUIT)
    sheet.path("M192 337H208L292 600H108Z", paper)
    ties, at, gap = "", 346.0, 7.0
    while at < 560:
        half = 16 + (at - 346) * 0.36
        thick = 3 + (at - 346) * 0.035
        ties += (
            f"M{200 - half:.0f} {at:.0f}H{200 + half:.0f}v{thick:.0f}H{200 - half:.0f}Z"
        )
        at, gap = at + gap, gap * 1.26
    sheet.path(ties, NUIT)
    sheet.path("M196 337L138 600H124L194 337ZM204 337L262 600H276L206 337Z", ROUGE)
    for line, text in enumerate(("Sept heures", "vers", "Senneterre")):
        sheet.title(22, 86 + line * 60, 80, text)
    sheet.rect(0, 562, 400, 38, NUIT)
    sheet.label(22, 586, 14, "UN FILM D’ANAÏS LEBŒUF", paper, tracking=70)
    return sheet


def patenteux(draw: Random) -> Sheet:
    """Draw a machine made of a bicycle, a fan, a horn and good will."""
    paper = "#E9F2D8"
    sheet = Sheet("patenteux", 400, 600, paper)
    sheet.disc(210, 360, 170, sheet.dots(JAUNE, 13, 4.6, 20), over=True)
    sheet.rect(0, 520, 400, 80, sheet.lines(VERT, 9, 3.6))
    for x, y, r in ((112, 460, 74), (304, 484, 50)):
        sheet.line(
            f"M{x - r} {y}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0", NUIT, 9
        )
        spokes = "".join(
            f"M{x} {y}l{number(r * cos(k * pi / 6))} {number(r * sin(k * pi / 6))}"
            for k in range(12)
        )
        sheet.line(spokes, NUIT, 2)
        sheet.disc(x, y, 11, ROUGE)
    frame = "M112 460L176 352L268 352L304 484M176 352L218 470L112 460M218 470L268 352"
    sheet.line(frame, BLEU, 10, over=True, ends="round")
    sheet.line("M160 328L176 352M140 322H182", NUIT, 9, ends="round")
    sheet.line("M268 352L276 306L312 298", NUIT, 8, ends="round")
    sheet.line(
        "M184 470a34 34 0 1 0 68 0a34 34 0 1 0 -68 0", ROUGE, 8, dash="9 5", over=True
    )
    with sheet.group("translate(326 386)"):
        for turn in range(5):
            with sheet.group(f"rotate({turn * 72 + draw.randint(-6, 6)})"):
                sheet.path(
                    "M-8 -8C-34 -50 -20 -78 8 -80C20 -52 14 -26 8 -6Z", ROUGE, over=True
                )
        sheet.disc(0, 0, 15, NUIT)
    sheet.path("M58 354L120 372L118 396L54 412C44 400 44 366 58 354Z", JAUNE, over=True)
    sheet.line("M58 354L120 372L118 396L54 412C44 400 44 366 58 354Z", NUIT, 3)
    sheet.line("M118 384C150 392 160 380 176 352", NUIT, 4)
    sheet.path("M200 250H262L254 320H208Z", VERT, over=True)
    sheet.line("M262 266C300 262 306 300 288 306", NUIT, 6)
    sheet.line(
        "M231 250C231 216 256 230 250 206S220 196 232 172", NUIT, 4, ends="round"
    )
    sheet.line("M214 320L206 352M248 320L252 352", NUIT, 6)
    sheet.title(22, 116, 110, "Les", ROUGE)
    sheet.title(22, 116, 110, "Les", NUIT, outline=2)
    sheet.title(158, 60, 44, "Un film", NUIT)
    sheet.title(158, 112, 44, "de garage", NUIT)
    sheet.title(22, 202, 96, "patenteux", width=356, over=True)
    sheet.rect(0, 562, 400, 38, NUIT)
    sheet.label(22, 586, 14, "OMER LABRIE-SAVARD", paper, tracking=70)
    return sheet


def heures_de_glace(draw: Random) -> Sheet:
    """Draw a hockey stick across the lines of an empty rink, seen from above."""
    ice = "#EAF3FB"
    sheet = Sheet("glace", 400, 600, ice)
    scratches = [""] * 2
    for index in range(30):
        x, y = draw.randint(-20, 380), draw.randint(170, 590)
        bend, reach = draw.randint(-30, 30), draw.randint(50, 120)
        scratches[index % 2] += f"M{x} {y}q{reach // 2} {bend} {reach} {bend // 2}"
    sheet.line(scratches[0], "#B9D2EC", 2.4, ends="round")
    sheet.line(scratches[1], "#8FB4E0", 1.6, ends="round")
    sheet.rect(0, 214, 400, 22, BLEU, over=True)
    sheet.rect(0, 392, 400, 12, ROUGE, over=True)
    sheet.line("M-4 398H404", ice, 4, dash="16 12")
    sheet.line("M82 398a118 118 0 1 0 236 0a118 118 0 1 0 -236 0", ROUGE, 7, over=True)
    sheet.disc(200, 398, 118, sheet.dots(ROUGE, 13, 2.6, 20), over=True)
    sheet.disc(200, 398, 12, ROUGE)
    stick = (
        "M196 118H220V476C220 498 206 510 186 510H98C86 510 82 482 98 480H176"
        "C190 480 196 474 196 460Z"
    )
    with sheet.group("rotate(-30 210 380)"):
        sheet.path(stick, JAUNE, over=True)
        with sheet.group("translate(5 5)", over=True):
            sheet.line(stick, NUIT, 4)
        sheet.rect(194, 118, 28, 92, sheet.lines(NUIT, 9, 6))
        with sheet.group(clip=sheet.clip("M90 478H172V512H90Z")):
            sheet.rect(90, 478, 82, 34, sheet.lines(NUIT, 13, 8, 90))
    sheet.oval(132, 524, 36, 27, NUIT)
    sheet.oval(132, 515, 36, 26, BLEU, over=True)
    sheet.rect(0, 0, 400, 168, ice)
    sheet.title(22, 86, 88, "Les heures")
    sheet.title(22, 154, 88, "de glace")
    sheet.label(378, 154, 14, "73 min", align="end")
    sheet.rect(0, 562, 400, 38, NUIT)
    sheet.label(22, 586, 14, "NADINE PETIQUAY", ice, tracking=70)
    return sheet


def sous_le_b(draw: Random) -> Sheet:
    """Draw a bingo card, dabbed in two inks, one number short."""
    paper = "#FFF6E8"
    sheet = Sheet("bingo", 400, 600, "#D9E3FF")
    sheet.rect(0, 0, 400, 600, sheet.dots(BLEU, 14, 2.2, 30))
    with sheet.group("rotate(-4 200 330)"):
        sheet.rect(40, 152, 334, 384, NUIT)
        sheet.rect(32, 144, 334, 384, paper)
        sheet.rect(32, 144, 334, 66, ROUGE)
        for column, head in enumerate("BINGO"):
            sheet.title(65 + column * 67, 200, 62, head, paper, align="middle")
        grid = "".join(f"M{32 + k * 66.8:.0f} 210V528" for k in range(6))
        grid += "".join(f"M32 {210 + k * 63.6:.0f}H366" for k in range(6))
        sheet.line(grid, NUIT, 3)
        dabbed = {
            (0, 1),
            (0, 3),
            (1, 0),
            (1, 2),
            (1, 4),
            (2, 1),
            (2, 2),
            (2, 3),
            (3, 1),
            (3, 4),
            (4, 0),
            (4, 3),
        }
        for column in range(5):
            pool = draw.sample(range(column * 15 + 1, column * 15 + 16), 5)
            pool = [14, 3, 9, 7, 11] if column == 0 else pool
            for row, value in enumerate(pool):
                x, y = 65 + column * 67, 242 + row * 63.6
                if (column, row) != (2, 2):
                    sheet.sorts(x, y + 15, 42, str(value), NUIT)
                if (column, row) in dabbed:
                    ink = ROSE if (column + row) % 2 else VERT
                    sheet.disc(
                        x + draw.randint(-5, 5),
                        y + draw.randint(-5, 5),
                        27,
                        ink,
                        over=True,
                    )
        sheet.line("M34 242a31 31 0 1 0 62 0a31 31 0 1 0 -62 0", ROUGE, 6)
    sheet.title(20, 116, 128, "Sous le B", width=360)
    sheet.rect(0, 560, 400, 40, NUIT)
    sheet.label(20, 585, 14, "COMÉDIE LENTE · 94 MIN", paper, tracking=50)
    return sheet


def chalet(draw: Random) -> Sheet:
    """Draw an A-frame cottage by a lake that repeats it in lines."""
    paper, dusk = "#FFD9C2", "#7A2A6B"
    sheet = Sheet("chalet", 400, 600, paper)
    sheet.rect(0, 168, 400, 90, sheet.dots(ROSE, 12, 4.4, 15), over=True)
    sheet.rect(0, 258, 400, 132, sheet.dots(ROSE, 12, 2.6, 15), over=True)
    sheet.path(
        "M0 360L70 300L150 350L250 284L330 344L400 306V396H0Z", "#B55A9A", over=True
    )
    trees = "".join(
        _spruce(x, draw.randint(262, 300), 11, 44)
        for x in (8, 40, 70, 312, 340, 374, 396)
    )
    sheet.path(trees, dusk)
    sheet.path("M198 196L302 396H94Z", JAUNE)
    sheet.path("M198 196L302 396H270L198 258L126 396H94Z", NUIT)
    sheet.line("M198 262V396M140 370H256M160 332H236", NUIT, 6)
    sheet.rect(236, 218, 22, 60, NUIT)
    sheet.rect(0, 394, 400, 10, NUIT)
    lake = sheet.lines(dusk, 10, 4)
    sheet.rect(0, 404, 400, 196, lake)
    for row in range(13):
        half = (104 - row * 8) * (1 + draw.uniform(-0.16, 0.16))
        shift = draw.uniform(-9, 9)
        sheet.rect(
            198 - half + shift,
            408 + row * 13,
            half * 2,
            6,
            NUIT if row % 4 == 0 else JAUNE,
        )
    sheet.line("M56 404V470M44 404H140", NUIT, 7)
    with sheet.group("rotate(-5 90 452)"):
        sheet.rect(22, 424, 122, 60, ROUGE)
        sheet.title(83, 467, 42, "À vendre", BLANC, align="middle", width=102)
    sheet.line("M40 424L56 406M124 416L112 404", NUIT, 3)
    sheet.line(
        smooth([(292, 250), (300, 226), (280, 206), (300, 186)]), NUIT, 4, ends="round"
    )
    sheet.title(22, 84, 84, "Chalet")
    sheet.title(22, 152, 84, "à vendre")
    sheet.rect(0, 562, 400, 38, paper)
    sheet.label(22, 586, 14, "Un film de Karl-Antoine Dubé", NUIT)
    return sheet
