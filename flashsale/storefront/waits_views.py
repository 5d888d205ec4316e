"""The page of all a member waits for, with what is to be bought for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Blueprint, render_template
from flask_login import current_user

from flashsale.kernel.ids import EntryId
from flashsale.mandates import mandates
from flashsale.mandates.mandates import StandingMandate
from flashsale.members.sessions import SignedInMember
from flashsale.sales.waits import WaitLine, wait_lines
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime

blueprint = Blueprint("waits", __name__)


@dataclass(frozen=True, slots=True)
class WaitsPage:
    """What the member waits for, and what lately ended without a copy.

    mandates: the automatic purchases they asked for, by place.
    """

    lines: tuple[WaitLine, ...]
    mandates: Mapping[EntryId, StandingMandate]
    now: datetime


@blueprint.get("/listes-attente")
@audience(Audience.MEMBER)
def get_waits() -> str:
    """Show the member's places, with what is offered to them first."""
    member_id = cast(SignedInMember, current_user).id
    with runtime().read() as work:
        lines, now = wait_lines(work, member_id), work.now
        standing = mandates.standing_of(work, member_id)
    sorted_lines = tuple(sorted(lines, key=lambda line: not line.wait.offer))
    page = WaitsPage(sorted_lines, standing, now)
    return render_template("storefront/waits.html", page=page)
