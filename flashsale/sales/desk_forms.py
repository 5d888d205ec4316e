"""The form of a drop: its window, its place, and one line for each SKU of its work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import ClassVar

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired
from wtforms.validators import Length as TextLength
from wtforms.widgets import DateInput, TimeInput

from flashsale.catalogue.catalogue import SkuFacts
from flashsale.kernel.folding import one_line
from flashsale.kernel.ids import SkuId
from flashsale.kernel.typed_days import day_of, is_far_away
from flashsale.kernel.typed_money import cents_of, typed_amount
from flashsale.kernel.window import Length
from flashsale.sales.compositions import UNWRITTEN
from flashsale.sales.desk_typed import (
    count_of,
    hour_of,
)
from flashsale.sales.drops import MOST_PLACES
from flashsale.sales.lots import LotDraft

LONGEST_TITLE = 300
LONGEST_PROOF = 400
# Of a lot's line, in its order; a field's name is `lot-<sku>-<one of these>`.
LOT_FIELDS = (
    *("pris", "quantite", "prix", "plancher", "courant", "preuve", "proof"),
    *("maison", "frais"),
)


class Needed:
    """Says that a field is needed; who reads it tells what is wrong with it."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: object, field: object) -> None:
        """Accept anything."""


class DropForm(FlaskForm):
    """What a drop is, but for its lots; `form_for` adds those."""

    title = StringField(
        lazy_gettext("Titre"),
        [
            InputRequired(lazy_gettext("Donnez un titre à la vente.")),
            TextLength(
                max=LONGEST_TITLE,
                message=lazy_gettext("Pas plus de 300 caractères."),
            ),
        ],
    )
    jour = StringField(lazy_gettext("Jour d’ouverture"), [Needed()], widget=DateInput())
    heure = StringField(
        lazy_gettext("Heure d’ouverture"), [Needed()], widget=TimeInput()
    )
    duree = RadioField(lazy_gettext("Durée"), validate_choice=False)
    fin_jour = StringField(lazy_gettext("Jour de fermeture"), widget=DateInput())
    fin_heure = StringField(lazy_gettext("Heure de fermeture"), widget=TimeInput())
    place = SelectField(lazy_gettext("Place sur la table"), validate_choice=False)
    limite = StringField(lazy_gettext("Limite par membre"))
    codes = BooleanField(lazy_gettext("Accepter les codes promo"))
    anticipe = BooleanField(lazy_gettext("Donner un accès anticipé"))
    avance = StringField(lazy_gettext("Minutes avant l’ouverture"))
    part = StringField(lazy_gettext("Part du contingent, en %"))
    version = HiddenField()


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowTyped:
    """The window and limit of a form that was well written.

    member_limit: None where it is left to what is usual for such a work.
    """

    day: date
    hour: time
    length: Length
    end_day: date | None
    end_hour: time | None
    place: int
    member_limit: int | None
    takes_codes: bool


def form_for(skus: Sequence[SkuFacts]) -> type[DropForm]:
    """Return the form of a drop of a work that has these SKUs."""
    fields: dict[str, Field] = {}
    for sku in skus:
        name = f"lot-{sku.id}-"
        fields |= {
            f"{name}pris": BooleanField(lazy_gettext("Vendre ce format")),
            f"{name}quantite": StringField(lazy_gettext("Contingent")),
            f"{name}prix": StringField(lazy_gettext("Prix de la vente")),
            f"{name}plancher": StringField(lazy_gettext("Prix libre, à partir de")),
            f"{name}courant": StringField(lazy_gettext("Prix courant")),
            f"{name}preuve": _proof(lazy_gettext("Preuve du prix courant")),
            f"{name}proof": _proof(lazy_gettext("Preuve, en anglais")),
            f"{name}maison": StringField(lazy_gettext("Part du producteur")),
            f"{name}frais": StringField(lazy_gettext("Frais de paiement")),
        }
    return type("DropFormOfWork", (DropForm,), fields)


def _proof(label: LazyString) -> StringField:
    too_long = lazy_gettext("Pas plus de 400 caractères.")
    return StringField(label, [TextLength(max=LONGEST_PROOF, message=too_long)])


def offer_choices(form: DropForm, places: int) -> None:
    """Write the choices of length and place in the language of the moment.

    places: on the table, from 1; the drop's own may lie beyond them.
    """
    form.duree.choices = [
        (str(Length.ONE_DAY), gettext("24 h")),
        (str(Length.TWO_DAYS), gettext("48 h")),
        (str(Length.CUSTOM), gettext("Autre")),
    ]
    form.place.choices = [("1", gettext("À la une"))] + [
        (str(place), gettext("Case %(n)s", n=place))
        for place in range(2, min(places, MOST_PLACES) + 1)
    ]


def tell(field: Field, message: str) -> None:
    """Add a reason next to a field, once."""
    if message not in field.errors:
        field.errors = (*field.errors, message)


def window_typed(form: DropForm) -> WindowTyped | None:
    """Return the window a form holds, or None after telling each field what is wrong.

    Only the writing is judged here; the rules of a window are the use case's.
    """
    day, hour = _day(form.jour), _hour(form.heure)
    length = form.duree.data
    if length not in tuple(Length):
        tell(form.duree, gettext("Choisissez une durée."))
    is_custom = length == Length.CUSTOM
    end_day = _day(form.fin_jour) if is_custom else None
    end_hour = _hour(form.fin_heure) if is_custom else None
    place, limit = count_of(form.place.data or ""), count_of(form.limite.data or "")
    if place is None:
        tell(form.place, gettext("Choisissez une place sur la table."))
    if limit is None and (form.limite.data or "").strip():
        tell(form.limite, gettext("Écrivez un nombre entier, comme 2."))
    if day is None or hour is None or place is None or form.limite.errors:
        return None
    if length not in tuple(Length) or (is_custom and not (end_day and end_hour)):
        return None
    return WindowTyped(
        day=day,
        hour=hour,
        length=Length(length),
        end_day=end_day,
        end_hour=end_hour,
        place=place,
        member_limit=limit,
        takes_codes=bool(form.codes.data),
    )


def _day(field: StringField) -> date | None:
    typed = (field.data or "").strip()
    day = day_of(typed)
    if day is not None:
        return day
    if is_far_away(typed):
        tell(field, gettext("Choisissez une année de 2000 à 2199."))
    else:
        tell(field, gettext("Écrivez une date, comme 2026-11-26."))
    return None


def _hour(field: StringField) -> time | None:
    hour = hour_of((field.data or "").strip())
    if hour is None:
        tell(field, gettext("Écrivez une heure, comme 12:00."))
    return hour


def lots_typed(form: DropForm, skus: Sequence[SkuFacts]) -> list[LotDraft | None]:
    """Return the lots a form wants; None for each whose fields say what is wrong."""
    wanted = [sku.id for sku in skus if form[f"lot-{sku.id}-pris"].data]
    return [_lot(form, sku_id) for sku_id in wanted]


def _lot(form: DropForm, sku_id: SkuId) -> LotDraft | None:
    name = f"lot-{sku_id}-"
    allotted = count_of(form[f"{name}quantite"].data or "")
    if allotted is None:
        tell(form[f"{name}quantite"], gettext("Écrivez un nombre entier, comme 120."))
    price = _amount(form[f"{name}prix"], needed=True)
    pay_from = _amount(form[f"{name}plancher"], needed=False)
    regular = _amount(form[f"{name}courant"], needed=False)
    producer = _amount(form[f"{name}maison"], needed=False)
    payment = _amount(form[f"{name}frais"], needed=False)
    amounts = ("prix", "plancher", "courant", "maison", "frais")
    if allotted is None or any(form[f"{name}{amount}"].errors for amount in amounts):
        return None
    return LotDraft(
        drop_id=UNWRITTEN,
        sku_id=sku_id,
        allotted=allotted,
        price_cents=price or 0,
        pay_from_cents=pay_from,
        regular_price_cents=regular,
        regular_price_proof=_line(form[f"{name}preuve"]),
        regular_price_proof_en=_line(form[f"{name}proof"]),
        producer_share_cents=producer or 0,
        payment_share_cents=payment or 0,
    )


def _line(field: StringField) -> str:
    return one_line(field.data or "")[:LONGEST_PROOF]


def _amount(field: StringField, *, needed: bool) -> int | None:
    typed = (field.data or "").strip()
    cents = cents_of(typed)
    if cents is None and (typed or needed):
        tell(field, gettext("Écrivez un montant, comme 24,99."))
    return cents


def fill_lot(form: DropForm, lot: LotDraft) -> None:
    """Write a lot into its line of a form."""
    name = f"lot-{lot.sku_id}-"
    form[f"{name}pris"].data = True
    form[f"{name}quantite"].data = str(lot.allotted) if lot.allotted else ""
    form[f"{name}prix"].data = typed_amount(lot.price_cents or None)
    form[f"{name}plancher"].data = typed_amount(lot.pay_from_cents)
    form[f"{name}courant"].data = typed_amount(lot.regular_price_cents)
    form[f"{name}preuve"].data = lot.regular_price_proof
    form[f"{name}proof"].data = lot.regular_price_proof_en
    form[f"{name}maison"].data = typed_amount(lot.producer_share_cents or None)
    form[f"{name}frais"].data = typed_amount(lot.payment_share_cents or None)
