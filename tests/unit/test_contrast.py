"""Every pair of inks and papers, recomputed from the style sheet (look §6)."""

import gzip
import re

import pytest

from flashsale.web.assets import FOLDER

SHEET = (FOLDER / "tirage.css").read_text(encoding="utf-8")
PAPERS = ("ciel", "saumon", "canari", "menthe", "rose", "lilas", "bond", "bureau")
TEXT, LARGE = 4.5, 3.0
Colour = tuple[float, float, float]


def token(name: str, *, dark: bool = False) -> Colour:
    """Return the value a custom property has on `:root`, light or dark."""
    found = re.search(rf"--{name}:(light-dark\()?(#\w{{6}})(?:,(#\w{{6}})\))?", SHEET)
    assert found, name
    value = found[3] if dark and found[3] else found[2]
    return tuple(int(value[i : i + 2], 16) / 255 for i in (1, 3, 5))  # type: ignore[return-value]


def paper(name: str) -> Colour:
    """Return the colour of a paper."""
    return token(name)


def clair(name: str) -> Colour:
    """Return the light shade of a paper."""
    found = re.search(rf"\.p-{name}\{{[^}}]*--jour-clair:(#\w{{6}})", SHEET)
    assert found, name
    return tuple(int(found[1][i : i + 2], 16) / 255 for i in (1, 3, 5))  # type: ignore[return-value]


def luminance(colour: Colour) -> float:
    """Return the relative luminance (WCAG 2.2)."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mix(one: Colour, share: float, other: Colour) -> Colour:
    """Return `share` of one colour and the rest of the other."""
    return tuple(  # type: ignore[return-value]
        a * share + b * (1 - share) for a, b in zip(one, other, strict=True)
    )


def second_ink() -> Colour:
    """Return the lighter ink of the light papers."""
    found = re.search(r"--encre-2:light-dark\((#\w{6}),", SHEET)
    assert found
    return tuple(int(found[1][i : i + 2], 16) / 255 for i in (1, 3, 5))  # type: ignore[return-value]


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("shade", [paper, clair])
def test_inks_are_read_on_every_paper(name: str, shade: type) -> None:
    ground = shade(name)
    for ink in ("noir", "rouge", "bleu", "vert"):
        assert contrast(token(ink), ground) >= TEXT, ink
    assert contrast(second_ink(), ground) >= TEXT
    assert contrast(token("vif"), ground) >= LARGE


@pytest.mark.parametrize("name", PAPERS)
def test_overprint_is_read_where_it_is_large(name: str) -> None:
    ground = paper(name)
    printed = tuple(a * b for a, b in zip(token("surimp"), ground, strict=True))
    assert contrast(printed, ground) >= LARGE  # type: ignore[arg-type]


def test_ink_is_read_on_the_fluorescent_fill() -> None:
    assert contrast(token("noir"), token("fluo")) >= TEXT


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("ground", ["carbone", "carbone-2"])
def test_papers_become_inks_in_the_dark(name: str, ground: str) -> None:
    share = re.search(r"var\(--jour\) (\d+)%,var\(--carbone\)", SHEET)
    assert share
    dark, ink = token(ground), paper(name)
    assert contrast(ink, dark) >= TEXT
    assert contrast(mix(ink, int(share[1]) / 100, token("carbone")), dark) >= TEXT
    for other in ("rouge", "bleu", "vert"):
        assert contrast(token(other, dark=True), dark) >= TEXT, other
    assert contrast(token("vif", dark=True), dark) >= LARGE


@pytest.mark.parametrize(
    "sheets",
    [("tirage", "formes", "vitrine"), ("tirage", "formes", "atelier", "bureau")],
)
def test_what_a_page_loads_stays_within_its_budget(sheets: tuple[str, ...]) -> None:
    whole = b"".join((FOLDER / f"{name}.css").read_bytes() for name in sheets)
    assert len(gzip.compress(whole, 9)) <= 14 * 1024
