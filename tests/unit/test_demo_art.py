"""The drawings stand alone, stay light, and are the same each time."""

import re
from xml.etree import ElementTree

import pytest

from flashsale.demo.art.covers import COVERS, cover
from flashsale.demo.art.portraits import PORTRAITS, portrait_svg
from flashsale.demo.art.sheet import Sheet
from flashsale.demo.art.spreads import SPREADS, spread
from flashsale.demo.lettering import letter
from flashsale.demo.people import STAFF
from flashsale.demo.works import WORKS
from flashsale.kernel.kinds import Kind

HEAVIEST = 14 * 1024
RATIOS = {
    Kind.BOOK: {2 / 3, 3 / 4},
    Kind.AUDIOBOOK: {1},
    Kind.ALBUM: {1},
    Kind.FILM: {2 / 3},
    Kind.MAGAZINE: {3 / 4},
    Kind.FANZINE: {3 / 4},
    Kind.TICKET: {1, 3 / 4, 4 / 5},
}
DRAWINGS = {name: cover(name).svg() for name in COVERS}
DRAWINGS |= {name: spread(name).svg() for name in SPREADS}
DRAWINGS |= {name: portrait_svg(face) for name, face in PORTRAITS.items()}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_stands_alone_and_stays_light(name: str) -> None:
    svg = DRAWINGS[name]
    assert len(svg.encode()) <= HEAVIEST
    tags = {element.tag.split("}")[1] for element in ElementTree.fromstring(svg).iter()}  # noqa: S314
    assert not tags & {"script", "text", "image", "foreignObject", "a"}
    for address in re.findall(r'(?:href="|url\()([^")]*)', svg):
        assert address.startswith("#")
    assert " on" not in svg


def test_no_two_drawings_share_an_id() -> None:
    ids = [
        key for svg in DRAWINGS.values() for key in re.findall(r' id="([^"]*)"', svg)
    ]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", COVERS)
def test_a_cover_is_the_same_each_time_and_has_the_ratio_of_its_kind(name: str) -> None:
    sheet = cover(name)
    assert sheet.svg() == DRAWINGS[name]
    assert sheet.width / sheet.height in RATIOS[WORKS[name].kind]


def test_every_work_has_its_cover_and_every_signature_its_face() -> None:
    assert set(COVERS) == set(WORKS)
    assert set(PORTRAITS) == {person.key for person in STAFF}


def test_every_inside_that_a_work_names_is_drawn() -> None:
    named = [inside.name for work in WORKS.values() for inside in work.spreads]
    assert set(named) == set(SPREADS)
    assert len([work for work in WORKS.values() if work.spreads]) >= 2


def test_letters_are_kerned_and_tracked() -> None:
    assert letter("Té").width < letter("T").width + letter("é").width
    assert letter("abc", tracking=100).width > letter("abc").width


def test_a_letter_that_was_not_cut_is_refused() -> None:
    with pytest.raises(KeyError):
        letter("☃")


def test_a_title_fits_the_width_it_is_given() -> None:
    sheet = Sheet("essai", 100, 100, "#FFFFFF")
    assert sheet.title(0, 50, 20, "Large", width=80) == pytest.approx(80)
