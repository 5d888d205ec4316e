"""Puts the works into the catalogue, as an import would, with their drawings."""

from collections.abc import Callable
from datetime import timedelta
from html import escape
from pathlib import Path

from sqlalchemy import select, update

from flashsale.catalogue.import_writing import Written, write_batch
from flashsale.catalogue.records import (
    Accepted,
    ContributorRecord,
    PerformanceRecord,
    PriceRecord,
    SkuRecord,
    WorkRecord,
)
from flashsale.db import Base, Work
from flashsale.demo.art.covers import cover
from flashsale.demo.art.press import press
from flashsale.demo.art.spreads import spread
from flashsale.demo.content import DemoWork, Edition
from flashsale.demo.producers import PRODUCERS
from flashsale.demo.works import WORKS
from flashsale.kernel.errors import Fault
from flashsale.kernel.ids import SkuId, WorkId

WORKS_FOLDER = "oeuvres"
_NAMES = {producer.slug: producer.name for producer in PRODUCERS}
# ONIX list 58: recommended retail price without tax.
_RETAIL = "01"
_SATURDAY = 5


class WorkNotWritten(Fault):
    """The catalogue refused one of the demo's works."""


def write_works(work: Work) -> None:
    """Write every work and format into the catalogue.

    Raises WorkNotWritten when the catalogue refuses one.
    """
    batch = [
        Accepted(line, _work_record(work, thing), _sku_record(edition))
        for line, (thing, edition) in enumerate(
            (thing, edition) for thing in WORKS.values() for edition in thing.editions
        )
    ]
    for result in write_batch(work, batch):
        if not isinstance(result, Written):
            raise WorkNotWritten(str(result))
    producer = Base.metadata.tables["producer"]
    for house in PRODUCERS:
        work.session.execute(
            update(producer)
            .where(producer.c.name == house.name)
            .values(city=house.city, about_fr=house.about.fr, about_en=house.about.en)
        )


def _work_record(work: Work, thing: DemoWork) -> WorkRecord:
    show = None
    if thing.showing is not None:
        day = (work.now + timedelta(days=thing.showing.days)).date()
        day += timedelta(days=(_SATURDAY - day.weekday()) % 7)
        show = PerformanceRecord(
            thing.showing.venue, thing.showing.city, f"{day}T{thing.showing.hour}"
        )
    return WorkRecord(
        kind=thing.kind,
        reference=thing.slug,
        title=thing.title,
        subtitle=thing.subtitle,
        contributors=tuple(ContributorRecord(*credit) for credit in thing.credits),
        producer=_NAMES[thing.producer],
        language=thing.language,
        published_on=thing.published_on,
        publishing_status="04",
        description_fr=f"<p>{escape(thing.description.fr, quote=False)}</p>",
        description_en=f"<p>{escape(thing.description.en, quote=False)}</p>",
        cover_alt_fr=thing.cover_alt.fr,
        cover_alt_en=thing.cover_alt.en,
        performance=show,
    )


def _sku_record(edition: Edition) -> SkuRecord:
    return SkuRecord(
        code=edition.code,
        gtin=edition.gtin,
        form=edition.form,
        label_fr=edition.label.fr,
        label_en=edition.label.en,
        prices=(PriceRecord(_RETAIL, edition.regular_cents, "CAD", False),),
        pages=edition.pages,
        minutes=edition.minutes,
        height_mm=edition.height_mm,
        width_mm=edition.width_mm,
        thickness_mm=edition.thickness_mm,
        weight_g=edition.weight_g,
    )


def dress_works(work: Work, media: Path, on_step: Callable[[int, int], None]) -> None:
    """Draw the covers and the insides, and write what no import file says."""
    table = Base.metadata.tables["work"]
    for done, thing in enumerate(WORKS.values(), start=1):
        sheet = cover(thing.slug)
        work.session.execute(
            update(table)
            .where(table.c.reference == _reference(thing))
            .values(
                byline=thing.byline,
                cover_file=press(sheet.svg(), media, WORKS_FOLDER),
                cover_width=sheet.width,
                cover_height=sheet.height,
                facts=[
                    {
                        "fr": [line.label.fr, line.value.fr],
                        "en": [line.label.en, line.value.en],
                    }
                    for line in thing.facts
                ],
                spreads=[
                    {
                        "file": press(drawn, media, WORKS_FOLDER),
                        "alt_fr": inside.alt.fr,
                        "alt_en": inside.alt.en,
                        "caption_fr": inside.caption.fr,
                        "caption_en": inside.caption.en,
                    }
                    for inside in thing.spreads
                    for drawn in (spread(inside.name).svg(),)
                ],
            )
        )
        on_step(done, len(WORKS))
    work.session.expire_all()


def _reference(thing: DemoWork) -> str:
    return f"{thing.kind}:{thing.slug}"


def catalogue_ids(work: Work) -> tuple[dict[str, WorkId], dict[str, SkuId]]:
    """Return the id of each work by its slug, and of each format by its code."""
    works, skus = Base.metadata.tables["work"], Base.metadata.tables["sku"]
    references = work.session.execute(select(works.c.reference, works.c.id)).all()
    codes = work.session.execute(select(skus.c.code, skus.c.id)).all()
    by_reference = dict(map(tuple, references))
    return (
        {
            slug: WorkId(by_reference[_reference(thing)])
            for slug, thing in WORKS.items()
        },
        {code: SkuId(sku_id) for code, sku_id in codes},
    )
