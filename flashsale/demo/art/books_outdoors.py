"""Covers of the books that look at a place, one composition each."""

from math import sin
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
    smooth,
)


def saint_prime(draw: Random) -> Sheet:
    """Draw a village and its silos by the lake, under a big grained moon."""
    night, moon = "#123A5C", "#FFE9A8"
    sheet = Sheet("saint-prime", 400, 600, night)
    for size in (2, 3.2, 4.8):
        sheet.specks(scatter(draw, 16, (6, 176, 394, 400)), moon, size)
    sheet.disc(252, 282, 112, moon)
    sheet.disc(252, 282, 112, sheet.dots(OCRE, 12, 3, 25))
    sheet.disc(230, 262, 84, moon)
    ground = "M0 430H400V452H0Z"
    dark = "#0B1526"
    sheet.path(
        "M30 430V330a24 24 0 0 1 48 0V430ZM84 430V352a20 20 0 0 1 40 0V430Z", dark
    )
    sheet.path("M124 430V386L160 362L196 386V430Z", dark)
    sheet.path("M218 430V384H230V338L244 292L258 338V384H286V430Z", dark)
    sheet.path(
        "M300 430V400L322 384L344 400V430ZM348 430V404L370 390L394 404V430Z", dark
    )
    sheet.line("M244 292V272M237 280H251", dark, 3)
    for x, y in (
        (310, 408),
        (326, 408),
        (360, 412),
        (150, 398),
        (168, 398),
        (240, 394),
    ):
        sheet.rect(x, y, 8, 10, JAUNE)
    sheet.path(ground, dark)
    sheet.rect(0, 452, 400, 148, sheet.lines("#2E6C96", 9, 3.2))
    for row in range(12):
        wide = 150 - row * 7 + draw.randint(-16, 16)
        sheet.rect(
            252 - wide / 2 + draw.randint(-14, 14), 458 + row * 9, wide, 4.2, moon
        )
    sheet.line("M313 458V510M159 458V500", JAUNE, 5, dash="4 5")
    sheet.title(22, 84, 82, "Saint-Prime,", moon)
    sheet.title(22, 154, 82, "la nuit", moon)
    sheet.label(22, 582, 14, "Odile Grand-Maison", moon)
    return sheet


def adelard(draw: Random) -> Sheet:
    """Draw a fire tower above the spruces, and one smoke far off."""
    paper = "#FBEBD0"
    sheet = Sheet("adelard", 400, 600, paper)
    sheet.disc(86, 380, 150, sheet.dots(ROUGE, 12, 2.2, 30), over=True)
    sheet.disc(86, 380, 104, sheet.dots(ROUGE, 12, 4.4, 30), over=True)
    smoke = [
        (322, 452),
        (314, 420),
        (332, 388),
        (312, 350),
        (344, 318),
        (322, 280),
        (366, 244),
    ]
    for thick, fill in ((46, "#D8C7B4"), (22, "#B9A48E")):
        sheet.line(smooth(smoke), fill, thick, over=True, ends="round")
    ridge = sheet.lines("#0B6B4B", 7, 2.6, 0)
    sheet.path("M0 432L90 404L190 440L300 410L400 446V600H0Z", ridge)
    sheet.line("M164 560L192 258M246 560L218 258M150 258H260", NUIT, 6)
    for step in range(5):
        y = 300 + step * 56
        half = 17 + step * 6
        low = half + 6
        sheet.line(
            f"M{205 - half} {y}H{205 + half}M{205 - half} {y}L{205 + low} {y + 56}"
            f"M{205 + half} {y}L{205 - low} {y + 56}",
            NUIT,
            3,
        )
    sheet.path("M164 206H246V258H164Z", ROUGE)
    sheet.path("M154 208L205 168L256 208Z", NUIT)
    sheet.path("M172 216H196V240H172ZM202 216H238V240H202Z", JAUNE)
    sheet.line("M205 168V146M205 148L226 154L205 160", NUIT, 3)
    for row, ink in enumerate(("#0B6B4B", "#084C36", NUIT)):
        for index in range(9 + row):
            x = index * 400 / (8 + row) + draw.randint(-9, 9)
            high = draw.randint(58, 96) + row * 16
            base = 530 + row * 40
            wide = 20 + row * 5
            tree = [(x, base - high), (x + wide, base + 20), (x - wide, base + 20)]
            sheet.path(polygon(tree), ink)
    sheet.rect(0, 590, 400, 10, NUIT)
    sheet.title(22, 62, 58, "Le carnet")
    sheet.title(22, 130, 84, "d’Adélard")
    sheet.label(378, 34, 13, "Jeanne Thivierge", align="end")
    return sheet


def abribus(draw: Random) -> Sheet:
    """Draw people of two inks waiting in a bus shelter, one over the other."""
    paper = "#EDE7FB"
    sheet = Sheet("abribus", 420, 560, paper)
    sheet.rect(0, 444, 420, 116, sheet.lines("#9FB2F5", 9, 3.4, -8))
    sheet.rect(38, 176, 344, 268, sheet.dots(BLEU, 13, 1.7, 30), over=True)
    people = (
        (96, 1.0, ROSE),
        (150, 0.86, BLEU),
        (206, 1.06, ROSE),
        (262, 0.72, BLEU),
        (316, 0.98, ROSE),
    )
    for x, tall, ink in people:
        head = 444 - 186 * tall
        sheet.disc(x, head, 23 * tall, ink, over=True)
        coat = f"M{x - 40 * tall:.0f} 444L{x - 34 * tall:.0f} {head + 54 * tall:.0f}"
        coat += f"Q{x} {head + 8 * tall:.0f} {x + 34 * tall:.0f} {head + 54 * tall:.0f}"
        sheet.path(f"{coat}L{x + 40 * tall:.0f} 444Z", ink, over=True)
    sheet.path("M79 236H113V222Q96 204 79 222Z", BLEU, over=True)
    sheet.path("M190 214H222V204Q206 186 190 204Z", BLEU, over=True)
    sheet.rect(300, 330, 34, 50, BLEU, over=True)
    sheet.line("M308 330Q317 312 326 330", BLEU, 4)
    sheet.rect(22, 158, 376, 22, NUIT)
    sheet.line("M40 176V450M382 176V450M154 180V444M268 180V444", NUIT, 6)
    sheet.rect(30, 444, 362, 8, NUIT)
    sheet.rect(356, 204, 20, 92, JAUNE)
    sheet.label(366, 222, 11, "51", align="middle")
    for size in (3.6, 5.2, 7):
        sheet.specks(scatter(draw, 18, (0, 150, 420, 540)), BLANC, size)
    sheet.title(22, 74, 66, "La vie secrète")
    sheet.title(22, 136, 66, "des abribus")
    sheet.rect(0, 520, 420, 40, paper)
    sheet.label(24, 545, 15, "Yves-Marie Castonguay")
    return sheet


def portage(draw: Random) -> Sheet:
    """Draw a canoe from above, crossing the bands of a current."""
    paper, river, deep = "#DDF3EF", "#159A9C", "#0C5C6B"
    sheet = Sheet("portage", 400, 600, paper)
    for index in range(15):
        base = 150 + index * 33
        points = [
            (x, base + sin(x / 74 + index * 0.55) * 16 + draw.uniform(-4, 4))
            for x in range(-20, 441, 46)
        ]
        ink, thick = ((river, 13), (deep, 5), (river, 5))[index % 3]
        sheet.line(smooth(points), ink, thick, over=True)
    hull = (
        "M0 -214C44 -120 52 -60 52 0S44 120 0 214C-44 120 -52 60 -52 0S-44 -120 0 -214Z"
    )
    with sheet.group("translate(206 376) rotate(32)"):
        sheet.path(hull, paper)
        with sheet.group("translate(8 7)", over=True):
            sheet.path(hull, deep)
        sheet.path(hull, "#E8743B")
        inside = (
            "M0 -186C32 -110 38 -56 38 0S32 110 0 186C-32 110 -38 56 -38 0"
            "S-32 -110 0 -186Z"
        )
        sheet.path(inside, "#FBD9A5")
        sheet.path(inside, sheet.lines("#E8743B", 15, 3.4))
        for y in (-92, 0, 92):
            sheet.rect(-38, y - 5, 76, 10, NUIT)
        sheet.path("M-27 40H27V84Q0 96 -27 84Z", "#0C5C6B")
        sheet.line("M-21 50H21M-21 66H21", paper, 4)
    with sheet.group("translate(298 300) rotate(-24)"):
        sheet.line("M0 -74V60", NUIT, 7, ends="round")
        sheet.path("M-15 56H15L20 112Q0 138 -20 112Z", NUIT)
    sheet.rect(0, 0, 400, 128, paper)
    sheet.title(20, 106, 124, "Portage", deep, width=360)
    sheet.rect(0, 560, 400, 40, deep)
    sheet.label(20, 585, 14, "SIMON VOLLANT-BACON", paper, tracking=60)
    return sheet


def echangeur(draw: Random) -> Sheet:
    """Draw the ribbons of an interchange passing over and under one another."""
    paper = "#F4EFE4"
    sheet = Sheet("echangeur", 450, 600, paper)
    sheet.rect(0, 0, 450, 600, sheet.dots("#F0A9B8", 13, 2.3, 25))
    ramps = (
        ("M-20 560C140 520 120 300 240 260S420 190 480 60", ROUGE, 62),
        ("M60 640C60 480 330 520 330 380S150 330 90 250S20 150 -40 170", NUIT, 62),
        ("M-20 300C120 300 180 400 300 420S440 470 480 540", JAUNE, 62),
        ("M400 640C420 420 330 330 210 330S-10 420 -30 440", BLEU, 52),
        ("M250 640C250 560 180 470 210 380S400 300 470 250", NUIT, 44),
    )
    for d, ink, thick in ramps:
        sheet.line(d, paper, thick + 14)
        sheet.line(d, ink, thick)
        mark = NUIT if ink == JAUNE else paper
        sheet.line(d, mark, 3.4, dash="17 13")
    for x, y, turn, ink in (
        (96, 524, -40, JAUNE),
        (322, 230, -24, NUIT),
        (214, 492, 72, ROUGE),
        (300, 419, 20, ROUGE),
        (398, 494, 75, ROUGE),
    ):
        with sheet.group(f"translate({x} {y}) rotate({turn})"):
            sheet.put(
                f'<rect x="-19" y="-24" width="38" height="19" rx="5" fill="{ink}"/>'
            )
            sheet.rect(-10, -21, 8, 13, paper)
            sheet.rect(4, -21, 6, 13, paper)
    sheet.rect(0, 0, 450, 122, paper)
    sheet.title(22, 100, 108, "Échangeur", width=406)
    sheet.rect(0, 560, 450, 40, NUIT)
    sheet.label(24, 586, 15, "MÉLODIE PAQUIN-ROY", paper, tracking=60)
    return sheet
