"""Completing by hand what a file did not say of a work."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import select

from flashsale.catalogue.identifiers import is_isbn
from flashsale.catalogue.models import Producer, Sku, WorkRow
from flashsale.catalogue.onix_codes import UNDEFINED_FORM
from flashsale.catalogue.slugs import slug_of
from flashsale.db import Work
from flashsale.kernel.errors import NotFound
from flashsale.kernel.ids import SkuId, WorkId
from flashsale.kernel.kinds import Form, Kind, tax_class_of


class CompletionRefusal(StrEnum):
    """Why a work is not kept as sent."""

    TITLE_MISSING = "title_missing"
    TITLE_IS_A_CODE = "title_is_a_code"


@dataclass(frozen=True, slots=True, kw_only=True)
class SkuCompletion:
    """What was said of one SKU. weight_g, thickness_mm: None when not known."""

    form: Form
    weight_g: int | None = None
    thickness_mm: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCompletion:
    """A work as the team wants it written; texts within the columns' lengths."""

    work_id: WorkId
    title: str
    subtitle: str
    byline: str
    producer_name: str
    kind: Kind
    cover_alt_fr: str
    cover_alt_en: str
    skus: Mapping[SkuId, SkuCompletion] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Completed:
    """The work is written. is_incomplete: whether something is still missing."""

    is_incomplete: bool


@dataclass(frozen=True, slots=True)
class CompletionRefused:
    """Nothing was changed."""

    refusal: CompletionRefusal


def complete(work: Work, wanted: WorkCompletion) -> Completed | CompletionRefused:
    """Write what the team knows of a work over what the files said.

    The tax class of each SKU follows its kind and form (law-and-tax.md L22). A
    later import of the same work writes over this again.

    Raises NotFound when there is no such work.
    """
    row = work.session.get(WorkRow, wanted.work_id)
    if row is None:
        raise NotFound("work", wanted.work_id)
    title = wanted.title.strip()
    if not title:
        return CompletionRefused(CompletionRefusal.TITLE_MISSING)
    if title in {sku.code for sku in row.skus}:
        return CompletionRefused(CompletionRefusal.TITLE_IS_A_CODE)
    row.title = title
    row.subtitle = wanted.subtitle.strip()
    row.byline = wanted.byline.strip()
    row.producer = _producer(work, wanted.producer_name.strip())
    is_same_kind, row.kind = row.kind == wanted.kind, str(wanted.kind)
    row.cover_alt_fr = wanted.cover_alt_fr.strip()
    row.cover_alt_en = wanted.cover_alt_en.strip()
    for sku in row.skus:
        _complete_sku(
            sku, wanted.kind, wanted.skus.get(SkuId(sku.id)), is_same_kind=is_same_kind
        )
    row.is_incomplete = any(sku.onix_form == UNDEFINED_FORM for sku in row.skus)
    row.updated_at = work.now
    work.session.flush()
    return Completed(row.is_incomplete)


def _complete_sku(
    sku: Sku, kind: Kind, said: SkuCompletion | None, *, is_same_kind: bool
) -> None:
    form = Form(sku.form) if said is None else said.form
    is_told = said is not None and sku.onix_form == UNDEFINED_FORM
    # Where nothing changes, the class stays: the file may have said another.
    if sku.form != form or is_told or not is_same_kind:
        sku.tax_class = str(tax_class_of(kind, form, has_isbn=is_isbn(sku.gtin)))
    if said is None:
        return
    if sku.form != form or is_told:
        sku.onix_form = ""
    sku.form = str(form)
    sku.weight_g = said.weight_g
    sku.thickness_mm = said.thickness_mm


def _producer(work: Work, name: str) -> Producer | None:
    """Return the producer of this name, made when it is new; None without a name."""
    if not name:
        return None
    known = work.session.scalars(
        select(Producer).where(Producer.name == name).order_by(Producer.id).limit(1)
    ).first()
    if known is not None:
        return known
    slug, number = slug_of(name), 1
    while work.session.scalar(select(Producer.id).where(Producer.slug == slug)):
        number += 1
        slug = f"{slug_of(name)}-{number}"
    made = Producer(
        id=work.ids.new(work.now), slug=slug, name=name, created_at=work.now
    )
    work.session.add(made)
    return made


def producer_names(work: Work) -> tuple[str, ...]:
    """Return the names of the known producers, for the form's suggestions."""
    return tuple(work.session.scalars(select(Producer.name).order_by(Producer.name)))
