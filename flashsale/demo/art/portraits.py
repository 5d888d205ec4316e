"""The drawn faces of those who sign the notes."""

from dataclasses import dataclass

from flashsale.demo.art.sheet import NUIT


@dataclass(frozen=True, slots=True)
class Portrait:
    """What tells one drawn face from another.

    ground: the disc behind, also the face's colour. hair: path data of the hair,
    empty for none. shoulders: path data. face: centre and radius of the face.
    extra: path data drawn over the face in ink, for glasses or a beard.
    """

    ground: str
    hair: str
    shoulders: str = "M8 46c2-12 9-17 18-17s16 5 18 17"
    face: tuple[float, float, float] = (26, 21, 8)
    extra: str = ""
    extra_stroke: str = ""


def portrait_svg(portrait: Portrait) -> str:
    """Return the face as a standalone SVG of 52 by 52."""
    x, y, radius = portrait.face
    parts = [f'<circle cx="26" cy="26" r="26" fill="{portrait.ground}"/>']
    parts.append(f'<path d="{portrait.shoulders}" fill="{NUIT}"/>')
    if portrait.hair:
        parts.append(f'<path d="{portrait.hair}" fill="{NUIT}"/>')
    parts.append(f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{portrait.ground}"/>')
    if portrait.extra:
        parts.append(f'<path d="{portrait.extra}" fill="{NUIT}"/>')
    if portrait.extra_stroke:
        stroke = f'fill="none" stroke="{NUIT}" stroke-width="1.6"'
        parts.append(f'<path d="{portrait.extra_stroke}" {stroke}/>')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 52 52" '
        f'width="52" height="52">{"".join(parts)}</svg>'
    )


ROSALIE = Portrait(
    ground="#FF5FA8",
    hair="M15 20c0-8 5-13 11-13s11 5 11 13v7H15z",
)
FELIX = Portrait(
    ground="#19B3C4",
    hair="M15 17c-1-7 5-11 11-11s13 3 11 11l-2 3-3-4h-12l-3 4z",
    face=(26, 21.5, 8),
    extra="M18 22c0 7 3 11 8 11s8-4 8-11c-2 3-4 4-8 4s-6-1-8-4z",
)
NOEMIE = Portrait(
    ground="#FF4B33",
    hair="M26 4c4 0 6 2 5 5c5 2 7 6 7 12c0 5-2 9-4 11H18c-2-2-4-6-4-11"
    "c0-6 2-10 7-12c-1-3 1-5 5-5z",
    face=(26, 22, 8.5),
    extra_stroke="M18.500 21.500h15M19 21.500a3.200 3.200 0 1 0 6.400 0a3.200 3.200 "
    "0 1 0-6.400 0M26.600 21.500a3.200 3.200 0 1 0 6.400 0a3.200 3.200 0 1 0-6.400 0",
)

PORTRAITS: dict[str, Portrait] = {
    "rosalie-tran": ROSALIE,
    "felix-arsenault": FELIX,
    "noemie-garant": NOEMIE,
}
