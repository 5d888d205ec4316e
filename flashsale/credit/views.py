"""A member's credit: what there is, what lapses when, how it came and went."""

from dataclasses import dataclass

from flask import render_template

from flashsale.credit.balances import balances_of, movements_of
from flashsale.credit.board import blueprint
from flashsale.credit.card_forms import RedeemForm
from flashsale.credit.pages import Statement, statement_of
from flashsale.members.pages import present_member
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class CreditPage:
    """The member's credit, and the form that adds a gift card to it."""

    statement: Statement
    form: RedeemForm


@blueprint.get("/credits")
@audience(Audience.MEMBER)
def get_credit() -> str:
    """Show the member's credit and its movements."""
    return credit_page(RedeemForm(is_sent=False))


def credit_page(form: RedeemForm) -> str:
    """Return the page of the present member's credit."""
    member = present_member()
    with runtime().read() as work:
        balances = balances_of(work, member.id)
        movements = movements_of(work, member.id, most=MOST_LISTED)
    page = CreditPage(statement_of(balances, movements), form)
    return render_template("credit/credit.html", page=page)
