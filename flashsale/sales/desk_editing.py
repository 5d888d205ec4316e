"""The page where a drop is made or changed: what it shows, and what it writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from flashsale.catalogue.catalogue import (
    SkuFacts,
    WorkFacts,
    skus_of_work,
    works_by_id,
)
from flashsale.catalogue.desk_reads import Search, ShelfRow, works_matching
from flashsale.db import Work
from flashsale.kernel.folding import one_line
from flashsale.kernel.ids import MemberId, WorkId, written_id
from flashsale.kernel.typed_days import day_of
from flashsale.kernel.window import (
    Length,
    WallWindow,
    Window,
    WindowRefusal,
    window_of,
)
from flashsale.sales.catalogue import DropFacts
from flashsale.sales.compositions import (
    UNWRITTEN,
    Composed,
    ComposeRefused,
    check,
    compose,
)
from flashsale.sales.desk_early import (
    EarlyEffect,
    early_effect,
    early_typed,
    fill_early,
)
from flashsale.sales.desk_forms import (
    LONGEST_TITLE,
    DropForm,
    fill_lot,
    form_for,
    lots_typed,
    offer_choices,
    window_typed,
)
from flashsale.sales.desk_typed import count_of, hour_of
from flashsale.sales.drops import DropDraft
from flashsale.sales.early import EarlyAccess
from flashsale.sales.limits import UsualLimits
from flashsale.sales.lots import LotDraft, lot_refusals
from flashsale.web.filters import local

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Habits:
    """What the house begins a new drop with, where its curator says nothing else."""

    opening_hour: time
    limits: UsualLimits
    early: EarlyAccess
    places: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DropFormPage:
    """Making or changing a drop.

    work, form: None until a work is chosen. drop: None for a new one. found: the
    works of the search. kept: the day and place asked for, to carry them along.
    window: the instants of what is typed, for the closing in words; or None. early:
    what the early access typed will do. usual_limit: the limit where none is typed.
    """

    drop: DropFacts | None
    work: WorkFacts | None
    skus: tuple[SkuFacts, ...]
    form: DropForm | None
    words: str = ""
    found: tuple[ShelfRow, ...] = ()
    more: int = 0
    kept: tuple[tuple[str, str], ...] = ()
    window: Window | None = None
    early: EarlyEffect | None = None
    usual_limit: int = 0


def new_drop_page(work: Work, asked: Mapping[str, str], habits: Habits) -> DropFormPage:
    """Return the page of a new drop: the search, then the form of the chosen work.

    asked: the query of the address: `oeuvre`, `jour`, `place`, `q`.
    """
    kept = tuple(
        (name, asked[name][:20]) for name in ("jour", "place") if asked.get(name)
    )
    chosen = _work(work, asked.get("oeuvre", ""))
    if chosen is None:
        words = asked.get("q", "")[:200]
        shelf = works_matching(work, Search(words=words))
        return DropFormPage(
            drop=None,
            work=None,
            skus=(),
            form=None,
            words=words,
            found=shelf.rows[:MOST_FOUND],
            more=max(0, shelf.total - MOST_FOUND),
            kept=kept,
        )
    skus = _skus(work, chosen)
    form = form_for(skus)(None, title=chosen.title)
    offer_choices(form, habits.places)
    _default_window(form, asked, habits, local(work.now).date())
    for sku in skus:
        fill_lot(form, _default_lot(sku))
        form[f"lot-{sku.id}-pris"].data = len(skus) == 1
    return _of_form(form, None, chosen, skus, habits, kept=kept)


def _of_form(
    form: DropForm,
    drop: DropFacts | None,
    chosen: WorkFacts,
    skus: tuple[SkuFacts, ...],
    habits: Habits,
    *,
    kept: tuple[tuple[str, str], ...] = (),
) -> DropFormPage:
    """Return the page of a form, with what stands in it said in words."""
    window = _window(form)
    early = early_typed(form)
    allotments = [
        count_of(form[f"lot-{sku.id}-quantite"].data or "") or 0
        for sku in skus
        if form[f"lot-{sku.id}-pris"].data
    ]
    return DropFormPage(
        drop=drop,
        work=chosen,
        skus=skus,
        form=form,
        kept=kept,
        window=window,
        early=early_effect(early, window, allotments),
        usual_limit=habits.limits.of(chosen.kind),
    )


def _default_window(
    form: DropForm, asked: Mapping[str, str], habits: Habits, today: date
) -> None:
    day = day_of(asked.get("jour", "")) or today + timedelta(days=1)
    form.jour.data = day.isoformat()
    form.heure.data = habits.opening_hour.strftime("%H:%M")
    form.duree.data = str(Length.ONE_DAY)
    form.place.data = str(count_of(asked.get("place", "")) or 1)
    form.codes.data = True
    fill_early(form, habits.early, habits.early)


def _default_lot(sku: SkuFacts) -> LotDraft:
    return LotDraft(
        drop_id=UNWRITTEN,
        sku_id=sku.id,
        allotted=0,
        price_cents=0,
    )


def known_drop_page(work: Work, drop: DropFacts, habits: Habits) -> DropFormPage:
    """Return the page of a drop that is written, with its lots filled in."""
    skus = _skus(work, drop.work, drop)
    form = form_for(skus)(None, title=drop.title)
    offer_choices(form, max(habits.places, drop.place))
    closes = local(drop.window.closes_at)
    form.jour.data, form.heure.data = drop.day, drop.hour
    form.duree.data = str(drop.length)
    if drop.length is Length.CUSTOM:
        form.fin_jour.data = closes.date().isoformat()
        form.fin_heure.data = closes.strftime("%H:%M")
    form.place.data, form.limite.data = str(drop.place), str(drop.member_limit)
    form.version.data = str(drop.version)
    form.codes.data = drop.takes_codes
    fill_early(form, drop.early, habits.early)
    for sku in skus:
        fill_lot(form, _default_lot(sku))
        form[f"lot-{sku.id}-pris"].data = False
    for lot in drop.lots:
        fill_lot(
            form,
            LotDraft(
                drop_id=drop.id,
                sku_id=lot.sku.id,
                allotted=lot.level.allotted,
                price_cents=lot.price_cents,
                pay_from_cents=lot.pay_from_cents,
                regular_price_cents=lot.regular_price_cents,
                regular_price_proof=lot.regular_price_proof,
                regular_price_proof_en=lot.regular_price_proof_en,
                producer_share_cents=lot.producer_share_cents,
                payment_share_cents=lot.payment_share_cents,
            ),
        )
    return _of_form(form, drop, drop.work, skus, habits)


def sent_page(
    work: Work, raw_work_id: str, habits: Habits, *, drop: DropFacts | None
) -> DropFormPage | None:
    """Return the page with what was sent in this request, or None: no such work."""
    chosen = _work(work, raw_work_id)
    if chosen is None:
        return None
    skus = _skus(work, chosen, drop)
    form = form_for(skus)()
    offer_choices(form, max(habits.places, drop.place if drop else 1))
    return _of_form(form, drop, chosen, skus, habits)


def write(
    work: Work,
    page: DropFormPage,
    curator_id: MemberId,
    habits: Habits,
    *,
    only_looks: bool = False,
) -> Composed | ComposeRefused:
    """Write the drop of a sent page, or tell each field why it cannot be.

    A field that cannot be read does not hide what is wrong with the others.
    only_looks: write nothing; then a refusal without a reason says that it could be.
    """
    form, chosen = page.form, page.work
    if form is None or chosen is None:
        raise ValueError("a page without a form was not sent")
    is_read = bool(form.validate())  # type: ignore[no-untyped-call]
    typed = lots_typed(form, page.skus)
    lots = [lot for lot in typed if lot is not None]
    window, early = window_typed(form), early_typed(form)
    if window is None:
        found = {lot.sku_id: lot_refusals(lot) for lot in lots}
        return ComposeRefused(
            lots={sku_id: refusals for sku_id, refusals in found.items() if refusals}
        )
    wanted = DropDraft(
        # A longer one was told: it is cut only for the rest to be judged.
        title=one_line(form.title.data or "")[:LONGEST_TITLE],
        slug=page.drop.slug if page.drop else "",
        work_id=chosen.id,
        curator_id=curator_id,
        wall=WallWindow(
            day=window.day,
            hour=window.hour,
            length=window.length,
            end_day=window.end_day,
            end_hour=window.end_hour,
        ),
        place=window.place,
        member_limit=habits.limits.of(chosen.kind, sum(lot.allotted for lot in lots))
        if window.member_limit is None
        else window.member_limit,
        early=early or EarlyAccess(),
        takes_codes=window.takes_codes,
    )
    drop_id = page.drop.id if page.drop else None
    is_whole = is_read and early is not None and len(lots) == len(typed)
    if only_looks or not is_whole:
        return check(work, wanted, lots, drop_id=drop_id)
    version = count_of(form.version.data or "") or 0 if page.drop else None
    return compose(work, wanted, lots, drop_id=drop_id, based_on_version=version)


def _work(work: Work, raw: str) -> WorkFacts | None:
    found = written_id(raw)
    if found is None:
        return None
    work_id = WorkId(found)
    return works_by_id(work, [work_id]).get(work_id)


def _skus(
    work: Work, chosen: WorkFacts, drop: DropFacts | None = None
) -> tuple[SkuFacts, ...]:
    """Return what can be sold of a work, and what a drop of it sells already."""
    offered = [sku for sku in skus_of_work(work, chosen.id) if not sku.is_withdrawn]
    known = {sku.id for sku in offered}
    sold = [lot.sku for lot in drop.lots if lot.sku.id not in known] if drop else []
    return (*offered, *sold)


def _window(form: DropForm) -> Window | None:
    """Return the instants of a form, for the closing in words; None if it has none."""
    day, hour = day_of(form.jour.data or ""), hour_of(form.heure.data or "")
    length = form.duree.data
    if day is None or hour is None or length not in tuple(Length):
        return None
    found = window_of(
        WallWindow(
            day=day,
            hour=hour,
            length=Length(length),
            end_day=day_of(form.fin_jour.data or ""),
            end_hour=hour_of(form.fin_heure.data or ""),
        )
    )
    return None if isinstance(found, WindowRefusal) else found
