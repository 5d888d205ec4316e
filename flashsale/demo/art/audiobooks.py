"""Covers of the audiobooks, square, one composition each."""

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
    smooth,
)


def _around(x: float, y: float, radius: float, turn: float) -> str:
    """Return « x y » of the point at `turn` (in turns, 0 is up) around a centre."""
    angle = turn * 2 * pi
    return f"{number(x + radius * sin(angle))} {number(y - radius * cos(angle))}"


def onde_courte(draw: Random) -> Sheet:
    """Draw the dial of a short-wave radio, its needle red."""
    paper = "#F7E7C4"
    sheet = Sheet("onde", 600, 600, paper)
    for radius, grain in ((330, 2), (250, 3.4), (170, 4.8)):
        sheet.disc(300, 470, radius, sheet.dots("#F08A24", 13, grain, 22), over=True)
    for radius, thick in ((292, 4), (226, 9), (160, 4)):
        d = f"M{300 - radius} 470A{radius} {radius} 0 0 1 {300 + radius} 470"
        sheet.line(d, "#0C5C6B", thick, over=True)
    fine, bold = "", ""
    for tick in range(61):
        turn = (tick / 60 - 0.5) * 0.5
        reach = 276 if tick % 5 else 262
        mark = f"M{_around(300, 470, reach, turn)}L{_around(300, 470, 292, turn)}"
        fine, bold = (fine + mark, bold) if tick % 5 else (fine, bold + mark)
    sheet.line(fine, NUIT, 2)
    sheet.line(bold, NUIT, 5)
    for index, band in enumerate(("49", "41", "31", "25", "19")):
        angle = (index - 2) * 0.085 * 2 * pi
        x, y = 300 + 196 * sin(angle), 470 - 196 * cos(angle)
        with sheet.group(f"rotate({(index - 2) * 30.6:.0f} {x:.0f} {y:.0f})"):
            sheet.title(x, y + 14, 42, band, NUIT, align="middle")
    with sheet.group("rotate(24 300 470)"):
        sheet.path("M295 470L299 168H303L307 470Z", ROUGE, over=True)
    sheet.disc(300, 470, 62, NUIT)
    sheet.disc(300, 470, 40, "#F08A24")
    sheet.line("M300 470L326 442", NUIT, 9, ends="round")
    sheet.rect(0, 500, 600, 100, NUIT)
    sheet.disc(300, 470, 30, "#F08A24")
    sheet.label(28, 566, 21, "BERTRAND AUBUT-ROY", paper, tracking=60)
    sheet.label(572, 566, 21, "6 H 12", paper, align="end")
    sheet.title(26, 110, 112, "Onde courte", width=548)
    return sheet


def lampe_de_galerie(draw: Random) -> Sheet:
    """Draw a moth, open, in the halo of a porch light."""
    night, glow = "#2A1F5C", "#FFE08A"
    sheet = Sheet("lampe", 600, 600, night)
    for radius, grain in ((300, 1.6), (230, 3), (160, 4.6)):
        sheet.disc(300, 250, radius, sheet.dots(JAUNE, 14, grain, 30))
    sheet.disc(300, 250, 92, glow)
    sheet.line("M300 0V120", NUIT, 12)
    sheet.path("M262 112H338L352 158H248Z", NUIT)
    veins = sheet.lines("#8C3A5E", 13, 4, 62)
    spots = sheet.dots(ROSE, 12, 3.6, 10)
    for side in (1, -1):
        with sheet.group(f"translate(300 320) scale({side} 1)"):
            upper = (
                "M6 6C60 -96 176 -150 262 -120C272 -40 206 60 92 68C52 70 18 50 6 30Z"
            )
            lower = "M8 36C76 60 150 76 168 132C150 200 84 214 44 166C22 136 8 90 8 36Z"
            sheet.path(lower, "#E8743B")
            sheet.path(lower, spots)
            sheet.path(upper, "#F7D9B0")
            sheet.path(upper, veins)
            sheet.disc(150, -34, 30, "#E8743B")
            sheet.disc(153, -31, 17, NUIT)
            sheet.disc(147, -38, 6, glow)
            sheet.line("M10 -18C20 -60 44 -84 66 -92", glow, 5, ends="round")
            sheet.line("M30 -66l-12 -8M42 -80l-12 -8M54 -88l-8 -12", glow, 3.5)
    sheet.path(
        "M300 292C322 292 324 330 322 372C320 430 310 470 300 484"
        "C290 470 280 430 278 372C276 330 278 292 300 292Z",
        "#F7D9B0",
    )
    sheet.line("M281 372H319M282 398H318M285 424H315M290 450H310", "#8C3A5E", 6)
    sheet.disc(300, 298, 18, "#E8743B")
    sheet.title(26, 574, 92, "Lampe de galerie", glow, width=548)
    sheet.rect(0, 0, 600, 52, NUIT)
    sheet.label(28, 33, 19, "Sabine Ouellet-Huard", glow)
    return sheet


def rollande(draw: Random) -> Sheet:
    """Draw a rotary telephone seen from above, its cord wandering off."""
    paper = "#DDEFE0"
    sheet = Sheet("rollande", 600, 600, paper)
    sheet.disc(312, 352, 236, sheet.dots(ROSE, 13, 4.4), over=True)
    sheet.line("M-12 486" + "c30 -64 30 40 -6 0m16 0" * 11, NUIT, 4, over=True)
    sheet.path(
        "M118 236C120 150 184 128 300 128S480 150 482 236L520 470"
        "C524 506 500 520 470 520H130C100 520 76 506 80 470Z",
        VERT,
        over=True,
    )
    sheet.disc(300, 360, 140, paper)
    sheet.disc(300, 360, 140, sheet.lines(VERT, 9, 2.6, 45))
    sheet.line("M166 360a134 134 0 1 0 268 0a134 134 0 1 0 -268 0", NUIT, 6)
    for index, digit in enumerate("1234567890"):
        angle = (0.13 - index * 0.082) * 2 * pi
        x, y = 300 + 98 * sin(angle), 360 - 98 * cos(angle)
        sheet.disc(x, y, 24, BLANC)
        sheet.title(x, y + 12, 32, digit, NUIT, align="middle")
    sheet.disc(300, 360, 44, ROSE, over=True)
    sheet.line("M404 452L434 478", NUIT, 9, ends="round")
    handset = (
        "M92 204C86 140 150 104 300 104S514 140 508 204C506 222 492 226 470 226"
        "C446 226 428 222 424 200C420 178 396 172 300 172S180 178 176 200"
        "C172 222 154 226 130 226C108 226 94 222 92 204Z"
    )
    with sheet.group("translate(5 4)", over=True):
        sheet.path(handset, ROSE)
    sheet.line(handset, NUIT, 4)
    sheet.title(26, 82, 84, "Le téléphone de Rollande", width=548)
    sheet.rect(0, 552, 600, 48, NUIT)
    sheet.label(28, 584, 20, "P.-O. LIZOTTE", paper, tracking=60)
    sheet.label(572, 584, 20, "4 h 05", paper, align="end")
    return sheet


def phare(draw: Random) -> Sheet:
    """Draw a lighthouse, its two beams, and the sea in rows below."""
    paper, sea = "#FCE3DA", "#1B4E8C"
    sheet = Sheet("phare", 600, 600, paper)
    beam = sheet.dots(JAUNE, 12, 4.8, 30)
    thin = sheet.dots(JAUNE, 12, 2.8, 30)
    sheet.path("M300 250L-20 176V386Z", beam, over=True)
    sheet.path("M300 250L620 330V430L300 262Z", thin, over=True)
    sheet.path("M254 500L270 292H330L346 500Z", ROUGE, over=True)
    sheet.path("M267 338L264 384H336L333 338ZM260 430L257 476H343L340 430Z", paper)
    with sheet.group("translate(5 3)", over=True):
        sheet.line("M254 500L270 292H330L346 500", NUIT, 4)
    sheet.rect(256, 280, 88, 12, NUIT)
    sheet.path("M276 280V232H324V280Z", JAUNE)
    sheet.line("M276 280V232H324V280M300 232V280", NUIT, 4)
    sheet.path("M266 232L300 192L334 232Z", NUIT)
    sheet.path("M290 500V462a10 10 0 0 1 20 0V500Z", NUIT)
    sheet.path("M150 520C190 474 250 490 300 494S420 476 470 524Z", NUIT)
    for row in range(5):
        y = 506 + row * 20
        points = [
            (x, y + (9 if (x // 50 + row) % 2 else -9) + draw.uniform(-2, 2))
            for x in range(-50, 701, 50)
        ]
        wave = smooth(points)
        sheet.path(f"{wave}V600H-20Z", sea if row % 2 else "#2F77C2", over=row > 2)
        sheet.line(wave, paper, 4)
    for x, y in ((92, 214), (138, 190), (470, 236), (512, 216), (548, 246)):
        sheet.line(f"M{x - 16} {y - 7}q9 -6 16 7q7 -13 16 -7", NUIT, 4, ends="round")
    sheet.title(26, 84, 84, "Le phare a éteint", width=548)
    sheet.title(26, 152, 62, "tout seul", BLEU)
    sheet.label(572, 140, 18, "Gervaise Cloutier-Ahern", align="end")
    return sheet
