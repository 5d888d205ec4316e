"""How often one may go and pay: a member, and one of their sessions (S23).

A try is a payment page opened for an order; the same order again is the same try. Cards
are typed at the payment desk, which limits the tries on one page itself.
"""

from flask import make_response, render_template
from werkzeug.wrappers import Response

from flashsale.members.limits import Limit, door_limits
from flashsale.members.sessions import SignedInMember
from flashsale.members.too_many import page_until


def count(member: SignedInMember, *names: str) -> None:
    """Count a try to pay, unless it is one we counted already.

    names: all by which it may come again: the form's token, the payment.
    """
    counted = door_limits()
    are_new = [counted.spend(Limit.PAYMENT_PAGE, name) is None for name in names]
    if all(are_new):
        counted.spend(Limit.PAYMENT_SESSION, str(member.session_id))
        counted.spend(Limit.PAYMENT_MEMBER, str(member.id))


def refused(member: SignedInMember, name: str) -> Response | None:
    """Return the page that says when to come back, or None: go on.

    Asked before anything is written: the basket and an order under way stay as they
    are. What was counted goes on, so that a double click ends where the first led.
    """
    counted = door_limits()
    if counted.refused_until(Limit.PAYMENT_PAGE, name) is not None:
        return None
    again_at = counted.refused_until(
        Limit.PAYMENT_SESSION, str(member.session_id)
    ) or counted.refused_until(Limit.PAYMENT_MEMBER, str(member.id))
    if again_at is None:
        return None
    page = page_until(again_at)
    answer = make_response(render_template("orders/too_many.html", page=page), 429)
    answer.headers["Retry-After"] = str(page.seconds)
    return answer
