"""The checkout form: where it goes, and to whom."""

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError

from flashsale.kernel.places import HOME, OrderDelivery, Province
from flashsale.orders import wording
from flashsale.orders.addresses import Address
from flashsale.sales.forms import is_token
from flashsale.shipping.points import Point
from flashsale.shipping.postal_codes import is_postal_code, tidy_postal_code
from flashsale.web.provinces import PROVINCES

LONGEST_LINE = 120
LARGEST_TOTAL = 12
LONGEST_CODE = 60
LONGEST_ID = 19


def _tidy(text: str | None) -> str | None:
    """Return the words of a line with single spaces between them."""
    return " ".join(text.split()) if text is not None else None


def _required() -> DataRequired:
    return DataRequired(lazy_gettext("Ce champ est à remplir."))


def _short() -> Length:
    return Length(max=LONGEST_LINE, message=lazy_gettext("C’est trop long."))


def _written(form: FlaskForm, field: StringField) -> None:
    text = field.data or ""
    if text and not (text.isprintable() and any(c.isalnum() for c in text)):
        raise ValidationError(gettext("Écrivez-le avec des lettres ou des chiffres."))


def shown_cents(text: str | None) -> int:
    """Return the cents a hidden field says were shown, -1 when it is not a count."""
    text = text or ""
    fits = text.isascii() and text.isdigit() and len(text) <= LARGEST_TOTAL
    return int(text) if fits else -1


class CheckoutForm(FlaskForm):
    """Delivery, address and credit; with the basket and the amounts that were shown."""

    delivery = RadioField(
        lazy_gettext("Livraison"),
        validate_choice=False,
    )
    name = StringField(
        lazy_gettext("Nom complet"),
        [_required(), _short(), _written],
        filters=[_tidy],
    )
    line1 = StringField(
        lazy_gettext("Adresse"),
        [_required(), _short(), _written],
        filters=[_tidy],
    )
    line2 = StringField(
        lazy_gettext("Appartement, bureau"), [_short(), _written], filters=[_tidy]
    )
    city = StringField(
        lazy_gettext("Ville"), [_required(), _short(), _written], filters=[_tidy]
    )
    province = SelectField(
        lazy_gettext("Province ou territoire"),
        [_required()],
        default=str(HOME),
        validate_choice=False,
    )
    postal_code = StringField(
        lazy_gettext("Code postal"),
        [_required()],
        filters=[lambda text: tidy_postal_code(text) if text is not None else None],
    )
    code = StringField(lazy_gettext("Code promo"))
    promo_credit = BooleanField(lazy_gettext("Utiliser mon crédit promo"))
    money = BooleanField(lazy_gettext("Payer avec mon crédit"))
    keep_card = BooleanField(lazy_gettext("Garder cette carte pour payer d’un geste"))
    point = RadioField(lazy_gettext("Où le prendre"), validate_choice=False)
    joindre = BooleanField(lazy_gettext("Joindre à mon colis ouvert"), default=True)
    garder_ouvert = BooleanField(lazy_gettext("Garder mon colis ouvert sept jours"))
    token = HiddenField()
    total = HiddenField()
    due = HiddenField()

    def offer(
        self, deliveries: Sequence[OrderDelivery], points: Sequence[Point] = ()
    ) -> None:
        """Offer these ways out of the house; the first one when none was chosen.

        points: where it can be fetched; the only one is chosen.
        """
        self.point.choices = [
            SelectChoice(str(point.id), point.words.name) for point in points
        ]
        if len(points) == 1 and not self.point.data:
            self.point.data = str(points[0].id)
        self.province.choices = [
            SelectChoice(str(p), str(name)) for p, name in PROVINCES.items()
        ]
        self.delivery.choices = [
            SelectChoice(str(d), str(wording.DELIVERIES[d])) for d in deliveries
        ]
        if self.delivery.data not in [str(d) for d in deliveries]:
            if self.delivery.raw_data is None or len(deliveries) == 1:
                self.delivery.data = str(deliveries[0])

    def is_right(self) -> bool:
        """Say whether every field may be taken as it is; else each has its errors."""
        return bool(self.validate())  # type: ignore[no-untyped-call]

    def validate_delivery(self, field: RadioField) -> None:
        """Refuse a way that is not offered."""
        if field.data not in [choice.value for choice in field.choices or ()]:
            raise ValidationError(gettext("Choisissez comment vous le recevez."))

    def validate_point(self, field: RadioField) -> None:
        """Refuse to fetch it nowhere, where there are several places."""
        values = [choice.value for choice in field.choices or ()]
        is_fetched = self.wanted_delivery is OrderDelivery.PICKUP
        if is_fetched and values and field.data not in values:
            raise ValidationError(gettext("Choisissez un point de cueillette."))

    def validate_province(self, field: SelectField) -> None:
        """Refuse what is not a province."""
        if field.data not in tuple(Province):
            raise ValidationError(gettext("Choisissez une province ou un territoire."))

    def validate_postal_code(self, field: StringField) -> None:
        """Refuse a code that the post does not know in that province."""
        code = field.data or ""
        if not is_postal_code(code):
            raise ValidationError(
                gettext("Un code postal s’écrit comme ceci : H2X 1Y4.")
            )
        if not is_postal_code(code, self.chosen_province):
            raise ValidationError(
                gettext("Ce code postal n’est pas de la province choisie.")
            )

    @property
    def typed_place(self) -> str:
        """The address typed so far, in one line; empty as long as none is."""
        place = (self.line1.data, self.line2.data, self.city.data)
        typed = ", ".join(text.strip() for text in place if text and text.strip())
        if not self.line1.data or not typed:
            return ""
        return f"{typed} ({self.chosen_province}) {self.postal_code.data or ''}".strip()

    @property
    def chosen_province(self) -> Province:
        """The province chosen, or home as long as none is."""
        value = self.province.data
        return Province(value) if value in tuple(Province) else HOME

    def chosen_delivery(self, deliveries: Sequence[OrderDelivery]) -> OrderDelivery:
        """Return the way chosen among these, or the first one."""
        value = self.delivery.data
        return next((d for d in deliveries if str(d) == value), deliveries[0])

    @property
    def wanted_delivery(self) -> OrderDelivery | None:
        """The way asked for, or None when it is not one of the house's."""
        value = self.delivery.data
        return OrderDelivery(value) if value in tuple(OrderDelivery) else None

    @property
    def point_id(self) -> int | None:
        """The pickup point chosen, or None."""
        value = self.point.data or ""
        fits = value.isascii() and value.isdigit() and len(value) <= LONGEST_ID
        return int(value) if fits and int(value) < 1 << 63 else None

    @property
    def door(self) -> Address | None:
        """Where it would go as typed so far, or None as long as no door is named."""
        if not (self.line1.data and self.city.data and self.postal_code.data):
            return None
        return self.address("")

    @property
    def typed_code(self) -> str:
        """The promo code as it was typed; of a longer text only its beginning."""
        return (self.code.data or "").replace("\0", "")[:LONGEST_CODE]

    @property
    def shown_token(self) -> str:
        """The revision of the basket that the page showed; empty for what is none."""
        token = self.token.data or ""
        return token if is_token(token) else ""

    @property
    def shown_total_cents(self) -> int:
        """The total that the page showed, or -1 when it is not one of ours."""
        return shown_cents(self.total.data)

    @property
    def shown_due_cents(self) -> int:
        """What the page showed as due, or -1 when it is not one of ours."""
        return shown_cents(self.due.data)

    def fill(self, address: Address) -> None:
        """Put a known address in the fields."""
        for field in ("name", "line1", "line2", "city", "postal_code"):
            self[field].data = getattr(address, field)
        self.province.data = str(address.province)

    def address(self, email: str) -> Address:
        """Return the address that the fields hold, once they are valid."""
        return Address(
            name=self.name.data or "",
            line1=self.line1.data,
            line2=self.line2.data or "",
            city=self.city.data,
            province=self.chosen_province,
            postal_code=self.postal_code.data,
            email=email,
        )
