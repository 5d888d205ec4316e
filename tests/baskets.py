"""Articles and reductions for tests of prices: made by hand, or by hypothesis."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from flashsale.kernel.ids import DropId, HoldId, LotId
from flashsale.kernel.kinds import DELIVERY_OF, Form, Kind, TaxClass
from flashsale.kernel.places import Province
from flashsale.orders.quote import Article
from flashsale.orders.reductions import Reductions
from flashsale.orders.tariffs import Tariffs
from flashsale.promotions.cuts import CodeCut
from flashsale.shipping import shipped as shipping
from flashsale.taxes import shipped as taxes
from flashsale.taxes.rates import Authority, Registration

# As the program ships them; and of a house that is registered everywhere.
SHIPPED = Tariffs(taxes.shipped_table(), shipping.shipped_table())
REGISTERED = replace(
    SHIPPED.taxes,
    registrations=tuple(
        Registration(authority=one, since=date(2008, 1, 1), is_registered=True)
        for one in Authority
    ),
)
EVERYWHERE = Tariffs(REGISTERED, SHIPPED.shipping)


def article(
    cents: int = 20_00,
    tax_class: TaxClass = TaxClass.GOODS,
    form: Form = Form.PRINT,
    quantity: int = 1,
    weight_g: int | None = 70,
    thickness_mm: int | None = 4,
    venue: Province | None = None,
) -> Article:
    """Return a line of a basket: a zine at 20.00 unless told otherwise."""
    return Article(
        hold_id=HoldId(1),
        lot_id=LotId(1),
        drop_id=DropId(1),
        kind=Kind.FANZINE,
        quantity=quantity,
        unit_price_cents=cents,
        tax_class=tax_class,
        form=form,
        delivery=DELIVERY_OF[form],
        weight_g=weight_g,
        thickness_mm=thickness_mm,
        venue=venue,
    )


articles = st.lists(
    st.builds(
        article,
        st.integers(0, 400_00),
        st.sampled_from(TaxClass),
        st.sampled_from(Form),
        st.integers(1, 5),
        st.none() | st.integers(0, 9_000),
        st.none() | st.integers(0, 60),
        st.none() | st.sampled_from(Province),
    ),
    max_size=10,
)
amounts = st.just(0) | st.integers(0, 900_00)


@st.composite
def cuts(draw: st.DrawFn, lines: int) -> CodeCut | None:
    """Draw a code for a basket of so many lines, or none."""
    if draw(st.booleans()):
        return None
    chosen = draw(st.sets(st.integers(0, lines - 1))) if lines else set()
    positions = tuple(sorted(chosen))
    if draw(st.booleans()):
        return CodeCut(rate=draw(st.integers(1, 100_000)), positions=positions)
    return CodeCut(amount_cents=draw(st.integers(1, 300_00)), positions=positions)


@st.composite
def reductions(draw: st.DrawFn, lines: int) -> Reductions:
    """Draw what a member brings to a basket of so many lines."""
    return Reductions(
        code=draw(cuts(lines)),
        promo_credit_cents=draw(amounts),
        floor_percent=draw(st.sampled_from((0, 20, 33, 100)) | st.integers(0, 100)),
        refund_credit_cents=draw(amounts),
        paid_credit_cents=draw(amounts),
    )
