"""Covers of the fanzines, one composition each."""

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
)


def _bottle(sheet: Sheet, x: float, y: float, screen: str) -> None:
    sheet.path(
        f"M{x - 7} {y - 78}h14v20c13 8 11 20 11 55h-36v-35c0 -10 11 -12 11 -20Z", screen
    )
    sheet.rect(x - 14, y - 34, 36, 19, ROSE, over=True)
    sheet.rect(x - 5, y - 81, 16, 9, BLEU, over=True)


def _popsicle(sheet: Sheet, x: float, y: float, screen: str) -> None:
    sheet.path(f"M{x - 20} {y - 17}v-38a20 20 0 0 1 40 0v38Z", ROSE)
    sheet.rect(x - 1, y - 15, 8, 17, BLEU, over=True)
    sheet.line(
        f"M{x - 4} {y - 54}v28M{x + 10} {y - 54}v28", BLEU, 6, over=True, ends="round"
    )


def _can(sheet: Sheet, x: float, y: float, screen: str) -> None:
    sheet.rect(x - 19, y - 56, 38, 53, BLEU)
    sheet.path(f"M{x - 20} {y - 18}l44 -22v16l-44 20Z", ROSE, over=True)


def _chips(sheet: Sheet, x: float, y: float, screen: str) -> None:
    sheet.path(
        f"M{x - 25} {y - 68}l4 2l6 -8l6 8l6 -8l6 8l6 -8l6 8l6 -8l6 6l-4 66h-42Z", ROSE
    )
    sheet.disc(x + 2, y - 32, 17, screen, over=True)
    sheet.line(
        f"M{x - 15} {y - 32}a17 17 0 1 0 34 0a17 17 0 1 0 -34 0", BLEU, 3, over=True
    )


def _gum(sheet: Sheet, x: float, y: float, screen: str) -> None:
    for dx, dy in ((-20, -34), (0, -34), (-10, -50), (10, -50), (0, -66)):
        sheet.disc(x + dx, y + dy, 10, ROSE)
    sheet.line(
        f"M{x - 29} {y - 46}a29 29 0 1 0 58 0a29 29 0 1 0 -58 0", BLEU, 4, over=True
    )
    sheet.path(f"M{x - 21} {y - 20}h42l-4 18h-34Z", BLEU)


def depanneur(draw: Random) -> Sheet:
    """Draw a striped awning and three shelves of bottles, chips and popsicles."""
    paper = "#FFFBEA"
    sheet = Sheet("depanneur", 420, 560, paper)
    screen = sheet.dots(BLEU, 9, 3.4, 15)
    scallop = "h56v76a28 28 0 0 1 -56 0Z"
    for strip in range(0, 7, 2):
        sheet.path(f"M{14 + strip * 56} 36{scallop}", ROSE)
    outline = "".join(f"M{19 + strip * 56} 40{scallop}" for strip in range(7))
    sheet.line(outline, BLEU, 3.2, over=True)
    goods = [_bottle, _popsicle, _can, _chips, _gum, _bottle]
    for shelf in range(3):
        draw.shuffle(goods)
        y = 236 + shelf * 88
        sheet.rect(20, y - 4, 380, 7, BLEU)
        for place, item in enumerate(goods):
            item(sheet, 58 + place * 61 + draw.randint(-3, 3), y - 4, screen)
    sheet.title(24, 484, 66, "Dépanneur", BLEU)
    sheet.title(24, 540, 66, "mon amour", BLEU)
    sheet.disc(352, 492, 50, ROSE, over=True)
    sheet.title(352, 525, 96, "6", BLEU, align="middle", over=True)
    return sheet


def cabane_cabane(draw: Random) -> Sheet:
    """Draw rows of ice-fishing huts, no two of the same colours."""
    paper = "#EAF4FA"
    sheet = Sheet("cabane", 420, 560, paper)
    roofs = (NUIT, ROUGE, VERT, BLEU)
    walls = (
        ROUGE,
        JAUNE,
        sheet.lines(BLEU, 9, 4, 90),
        sheet.dots(ROSE, 9, 3.4),
        VERT,
        sheet.lines(ROUGE, 9, 4),
    )
    snow = sheet.dots("#8FB4E0", 8, 2.2)
    for row in range(4):
        y = 262 + row * 84
        sheet.path(f"M0 {y - 8}q105 -14 210 0t210 0v14H0Z", snow)
        for column in range(4):
            x = 62 + column * 98 + (16 if row % 2 else -10) + draw.randint(-5, 5)
            wall = walls[(row * 5 + column * 2) % 6]
            with sheet.group(f"translate({x} {y}) rotate({draw.randint(-5, 5)})"):
                sheet.path("M-34 0V-46H34V0Z", wall)
                sheet.path(
                    "M-44 -40L0 -76L44 -40Z", roofs[(row + column) % 4], over=True
                )
                sheet.path("M-9 0V-32H11V0Z", NUIT)
                if (row + column) % 2:
                    sheet.line("M24 -58V-82", NUIT, 6)
                else:
                    sheet.rect(18, -34, 10, 11, JAUNE)
    sheet.line("M0 536H420", BLEU, 3, dash="2 12", ends="round")
    sheet.title(22, 78, 76, "Cabane,", NUIT)
    sheet.title(22, 142, 76, "cabane", ROUGE)
    sheet.label(398, 62, 15, "pêche blanche", align="end")
    return sheet


def ruelle(draw: Random) -> Sheet:
    """Draw clotheslines between two walls, a ladder and a cat."""
    paper, brick = "#FFF1E2", "#C2452D"
    sheet = Sheet("ruelle", 420, 560, paper)
    sheet.rect(92, 150, 236, 410, sheet.dots("#8EC5F2", 13, 3, 20))
    walls = sheet.lines(brick, 13, 9.4)
    for x in (0, 320):
        sheet.rect(x, 150, 100, 410, walls)
        sheet.rect(x, 150, 100, 410, sheet.lines(paper, 27, 2.6, 90))
    for x, y in ((22, 196), (22, 326), (356, 236), (356, 366)):
        sheet.rect(x, y, 44, 62, NUIT)
        sheet.rect(x + 5, y + 5, 34, 24, JAUNE)
        sheet.rect(x + 5, y + 33, 34, 24, "#8EC5F2")
    for line, (left, right) in enumerate(((198, 226), (292, 276), (384, 402))):
        sheet.line(f"M90 {left}Q210 {(left + right) / 2 + 22} 330 {right}", NUIT, 3)
        for place in range(4):
            x = 128 + place * 54 + draw.randint(-6, 6)
            y = left + (right - left) * (x - 90) // 240 + 9
            ink = (ROSE, BLEU, VERT, ROUGE)[(place + line) % 4]
            shirt = f"M{x - 20} {y}h40l10 18l-12 8v34h-36v-34l-12 -8Z"
            pants = f"M{x - 17} {y}h34l6 58h-15l-8 -36l-8 36h-15Z"
            sheet.path(shirt if (place + line) % 2 else pants, ink, over=True)
    sheet.line("M262 560V420M210 560V420", NUIT, 4)
    for step in range(8):
        y = 548 - step * 17
        sheet.line(f"M{212 + step * 3} {y}H{258 + step * 4}", NUIT, 5)
    sheet.path(
        "M120 560C122 536 130 524 146 522L144 510L154 518H166L176 510"
        "L174 524C184 532 184 548 180 560Z",
        NUIT,
    )
    sheet.line("M122 552C104 552 104 530 112 524", NUIT, 6, ends="round")
    sheet.specks([(152, 530), (168, 530)], JAUNE, 5)
    sheet.title(22, 74, 70, "Scrap-book", width=270)
    sheet.title(22, 136, 70, "de ruelle", BLEU)
    sheet.label(398, 132, 15, "été, côté cour", align="end")
    return sheet


def recettes_de_char(draw: Random) -> Sheet:
    """Draw a steering wheel set as a plate, with an egg on it."""
    paper = "#FFE3EC"
    sheet = Sheet("recettes", 420, 560, paper)
    check = "".join(
        f"M{x} {y}h42v42h-42Z"
        for row, y in enumerate(range(140, 560, 42))
        for x in range(0 if row % 2 else 42, 420, 84)
    )
    sheet.path(check, sheet.lines(ROUGE, 7, 3, 45), over=True)
    sheet.disc(210, 350, 142, BLANC)
    ring = "M74 350a136 136 0 1 0 272 0a136 136 0 1 0 -272 0"
    sheet.line(ring, NUIT, 32)
    sheet.line(ring, BLEU, 5, dash="3 13")
    sheet.path("M84 332H336V362H260L238 470H182L160 362H84Z", NUIT)
    egg = (
        "M150 330C146 288 190 270 226 280C266 280 288 318 274 352"
        "C276 392 232 404 204 396C164 402 140 366 150 330Z"
    )
    sheet.path(egg, BLANC)
    with sheet.group("translate(5 4)", over=True):
        sheet.line(egg, BLEU, 3.4)
    sheet.disc(214, 338, 36, JAUNE)
    sheet.disc(218, 342, 36, sheet.dots(ROUGE, 8, 2.4), over=True)
    sheet.line(
        "M38 250V480M22 250V300Q38 322 54 300V250M38 250V300", NUIT, 8, ends="round"
    )
    sheet.path("M376 480V250C402 262 406 330 392 372H384V480Z", NUIT)
    sheet.line("M380 360V480", NUIT, 9, ends="round")
    for x in (176, 214, 252):
        sway = draw.randint(6, 14)
        sheet.line(f"M{x} 246q{sway} -16 0 -32t0 -32", BLEU, 6, over=True, ends="round")
    sheet.rect(0, 0, 420, 140, paper)
    sheet.title(22, 72, 70, "Recettes")
    sheet.title(22, 132, 70, "de char", ROUGE)
    sheet.label(398, 56, 15, "capot ouvert,", align="end")
    sheet.label(398, 78, 15, "moteur tiède", align="end")
    return sheet


def ruban_noir(draw: Random) -> Sheet:
    """Draw a typewriter from the front, writing its own name."""
    paper = "#FBF3D9"
    sheet = Sheet("ruban", 420, 560, paper)
    sheet.rect(0, 0, 420, 560, sheet.dots(ROSE, 15, 2.4, 30))
    sheet.path("M92 40H328V330H92Z", BLANC)
    with sheet.group("translate(5 4)", over=True):
        sheet.line("M92 40H328V330H92Z", VERT, 3)
    sheet.title(210, 128, 84, "Ruban", NUIT, align="middle", width=204)
    sheet.title(210, 206, 84, "noir", NUIT, align="middle")
    for row in range(5):
        wide = draw.randint(90, 196)
        sheet.line(f"M112 {232 + row * 16}h{wide}", NUIT, 4, dash="11 4 24 4 7 4")
    sheet.rect(44, 300, 332, 36, NUIT)
    sheet.path("M18 306H44V330H18ZM376 306H402V330H376Z", ROUGE)
    body = "M84 336H336L372 414L392 540H28L48 414Z"
    sheet.path(body, VERT, over=True)
    with sheet.group("translate(-4 4)", over=True):
        sheet.line(body, NUIT, 4)
    sheet.path("M120 350H300L310 388H110Z", NUIT)
    strikes = "".join(f"M{150 + k * 12} 388L{186 + k * 4.4:.0f} 352" for k in range(11))
    sheet.line(strikes, paper, 2.6)
    for x in (100, 320):
        sheet.disc(x, 366, 22, ROUGE, over=True)
        sheet.disc(x, 366, 6, NUIT)
    letters = ("AZERTYUIO", "QSDFGHJK", "WXCVBN")
    for row, keys in enumerate(letters):
        y = 428 + row * 34
        for place in range(len(keys)):
            x = 210 + (place * 2 - len(keys) + 1) * 35 // 2
            sheet.disc(x, y, 14, NUIT)
            sheet.disc(x - 1.5, y - 2, 11, BLANC if (place + row) % 7 else ROUGE)
    sheet.put(f'<rect x="118" y="514" width="184" height="16" rx="8" fill="{NUIT}"/>')
    sheet.title(398, 92, 76, "2", ROUGE, align="end", over=True)
    sheet.title(22, 92, 40, "nº", ROUGE, over=True)
    return sheet
