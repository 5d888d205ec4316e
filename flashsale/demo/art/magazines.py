"""Covers of the magazines, one composition each."""

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
    Sheet,
    polygon,
    smooth,
)


def moraine(draw: Random) -> Sheet:
    """Draw strata: what a glacier leaves, one screen a layer."""
    paper, rust = "#EFE9DC", "#E4572E"
    sheet = Sheet("moraine", 420, 560, paper)
    fills = (
        rust,
        sheet.dots(rust, 10, 3.1),
        NUIT,
        sheet.lines(NUIT, 6, 2, 8),
        OCRE,
        sheet.dots(NUIT, 7, 1.6, 40),
        rust,
        sheet.lines(rust, 9, 4, -6),
    )
    for layer, fill in enumerate(fills):
        base = 206 + layer * 46
        points = [
            (x, base + sin(x / 58 + layer * 1.7) * 18 + draw.uniform(-9, 9))
            for x in range(-42, 505, 42)
        ]
        shape = f"{smooth(points)}V560H-42Z"
        sheet.path(shape, paper)
        sheet.path(shape, fill)
    sheet.title(22, 104, 112, "Moraine", width=296)
    sheet.title(398, 104, 112, "14", rust, align="end")
    sheet.label(24, 150, 17, "REVUE D’ESSAIS ET D’IMAGES")
    return sheet


def laine_d_acier(draw: Random) -> Sheet:
    """Draw a ball of steel wool, one endless line, and the spark it gives."""
    paper, steel = "#F0F0F4", "#5C6F8A"
    sheet = Sheet("laine", 420, 560, paper)
    sheet.disc(222, 352, 168, sheet.dots(ROUGE, 12, 3.4, 30), over=True)
    for ink, thick, turns, phase in ((steel, 3, 42, 0.4), (NUIT, 2.2, 34, 1.9)):
        points = []
        for step in range(turns * 3):
            angle = step * 2.39996 / 1.6 + phase
            reach = 150 * (0.28 + 0.72 * abs(sin(step * 0.37 + phase)))
            reach += draw.uniform(-12, 12)
            points.append((208 + cos(angle) * reach, 350 + sin(angle) * reach * 0.94))
        sheet.line(smooth(points), ink, thick, over=True, ends="round")
    for x, y, size in ((336, 226, 34), (372, 262, 18), (66, 470, 22), (92, 500, 12)):
        star = [
            (
                x + size * (1 if k % 2 == 0 else 0.3) * cos(k * pi / 4),
                y + size * (1 if k % 2 == 0 else 0.3) * sin(k * pi / 4),
            )
            for k in range(8)
        ]
        sheet.path(polygon(star), JAUNE, over=True)
    sheet.title(22, 88, 84, "Laine d’acier", width=376)
    sheet.disc(362, 150, 36, ROUGE, over=True)
    sheet.title(362, 172, 62, "3", NUIT, align="middle")
    sheet.label(24, 128, 16, "RÉCITS DE MÉTIERS")
    sheet.label(24, 540, 14, "Numéro soudure")
    return sheet


def estran(draw: Random) -> Sheet:
    """Draw the lines a tide leaves on the flats, and what it forgot there."""
    paper, sea = "#F8EBD6", "#0F8C9C"
    sheet = Sheet("estran", 420, 560, paper)
    sheet.rect(0, 150, 420, 410, sheet.dots(OCRE, 13, 2.2, 24))
    for row in range(9):
        base = 190 + row * 30
        points = [
            (
                x,
                base
                + sin(x / 66 + row * 0.32) * (26 - row)
                + sin(x / 23 + row) * 5
                + draw.uniform(-3, 3),
            )
            for x in range(-42, 505, 42)
        ]
        wave = smooth(points)
        if row < 3:
            sheet.path(
                f"{wave}V150H-42Z",
                ("#0F8C9C", sheet.lines(sea, 8, 3.6), sheet.dots(sea, 10, 3))[row],
                over=True,
            )
        sheet.line(wave, sea if row % 2 else BLEU, 6 - row * 0.4, over=True)
    for x, y, size, ink in (
        (96, 470, 30, ROUGE),
        (312, 420, 18, NUIT),
        (236, 506, 14, NUIT),
        (356, 500, 22, BLEU),
    ):
        sheet.oval(x, y, size * 1.2, size * 0.8, ink, over=True)
    sheet.disc(88, 462, 4, BLANC)
    sheet.disc(106, 460, 4, BLANC)
    sheet.line(
        "M64 456q-26 -10 -22 -32q16 4 12 16M128 456q26 -10 22 -32q-16 4 -12 16",
        ROUGE,
        7,
        ends="round",
    )
    sheet.line(
        "M70 484l-20 14M82 492l-12 18M122 484l20 14M110 492l12 18",
        ROUGE,
        5,
        ends="round",
    )
    sheet.title(20, 112, 128, "Estran", width=276)
    sheet.title(402, 112, 128, "8", sea, align="end")
    sheet.label(24, 142, 15, "LE FLEUVE DEUX FOIS PAR JOUR", tracking=20)
    return sheet


def bout_du_rang(draw: Random) -> Sheet:
    """Draw furrows running to a silo at the end of a straight road."""
    paper = "#FFF0C2"
    sheet = Sheet("rang", 420, 560, paper)
    sheet.disc(116, 250, 62, ROUGE, over=True)
    sheet.rect(0, 172, 420, 136, sheet.lines("#7FB3E8", 13, 4.4), over=True)
    horizon = 308
    greens = (
        VERT,
        sheet.dots(VERT, 8, 3.2, 20),
        "#0B6B4B",
        JAUNE,
        sheet.lines(VERT, 7, 3, 90),
    )
    edges = [-760 + step * 122 for step in range(16)]
    for index, (left, right) in enumerate(pairwise(edges)):
        near = 236 + (left - 236) * 0.06, 236 + (right - 236) * 0.06
        field = polygon(
            [(near[0], horizon), (near[1], horizon), (right, 560), (left, 560)]
        )
        sheet.path(field, greens[index % 5])
    sheet.path("M231 308H241L300 560H172Z", paper)
    sheet.line("M236 312V560", NUIT, 3.4, dash="16 14")
    sheet.path(
        "M268 308V212a20 20 0 0 1 40 0V308ZM314 308V236a17 17 0 0 1 34 0V308Z", BLANC
    )
    sheet.line(
        "M268 308V212a20 20 0 0 1 40 0V308M314 308V236a17 17 0 0 1 34 0"
        "V308M268 234H308M268 256H308M268 278H308M314 258H348M314 280H348",
        NUIT,
        3.4,
    )
    sheet.path("M342 308V268L374 244L406 268V308Z", ROUGE)
    sheet.path("M334 272L374 238L414 272L408 276L374 250L340 276Z", NUIT)
    sheet.path("M364 308V280H384V308Z", NUIT)
    sheet.rect(0, 304, 420, 6, NUIT)
    crow = "M0 0C14 -18 40 -20 52 -6L72 -10L58 2C54 18 30 26 12 18L-18 26L-8 12Z"
    for x, y, size in ((84, 470, 1.1), (330, 430, 0.7), (40, 400, 0.5)):
        with sheet.group(f"translate({x} {y + draw.randint(-6, 6)}) scale({size})"):
            sheet.path(crow, NUIT)
            sheet.line("M22 20V36M32 18V34", NUIT, 4)
    sheet.title(22, 86, 84, "Bout du rang", width=376)
    sheet.label(24, 122, 15, "LA TERRE, LE MONDE, LA MÉTÉO")
    sheet.title(398, 152, 62, "5", ROSE, align="end", over=True)
    return sheet
