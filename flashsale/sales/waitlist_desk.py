"""The desk's side of the waitlist: who waits, why it stalls, what is asked for."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from flashsale.kernel.ids import DropId
from flashsale.sales import after_close
from flashsale.sales.catalogue import DropFacts, LotFacts, drop_by_id
from flashsale.sales.desk_wording import refusal_words
from flashsale.sales.drops import DropRefused, DropSaved
from flashsale.sales.waiting import EntryState
from flashsale.sales.waitlist_wording import ended_words, stall_words
from flashsale.sales.waits_desk import DeskWait, DeskWaitlists, desk_waitlists
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime

blueprint = Blueprint("waitlist_desk", __name__)

YES = "oui"


@dataclass(frozen=True, slots=True)
class LotLine:
    """The waitlist of one lot, in the order it is served."""

    lot: LotFacts
    waits: tuple[DeskWait, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitlistPage:
    """All waitlists of a drop. stall: what stops them all, in words, or empty. reasons:
    by stall of a member, its words. ended: how other waits ended, with how many.
    """

    drop: DropFacts
    now: datetime
    lines: tuple[LotLine, ...]
    found: DeskWaitlists
    stall: str
    reasons: dict[str, str]
    ended: tuple[tuple[str, int], ...]

    @property
    def hidden(self) -> int:
        """How many places are not listed, because there are so many."""
        return self.found.total - len(self.found.waits)

    @property
    def is_over(self) -> bool:
        """Whether the drop has closed: then who waits is demand."""
        return self.now >= self.drop.window.closes_at


@blueprint.get("/bureau/ventes/<id:drop_id>/attente")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def get_waitlist(drop_id: int) -> str:
    """Show the waitlists of a drop, and why nothing is offered where nothing is."""
    with runtime().read() as work:
        drop = drop_by_id(work, DropId(drop_id))
        if drop is None:
            abort(404)
        found, now = desk_waitlists(work, drop.id), work.now
    return render_template("sales/desk/waitlist.html", page=_page(drop, found, now))


def _page(drop: DropFacts, found: DeskWaitlists, now: datetime) -> WaitlistPage:
    lines = tuple(
        LotLine(lot, tuple(wait for wait in found.waits if wait.lot_id == lot.id))
        for lot in drop.lots
    )
    stalls = {wait.stall for wait in found.waits if wait.stall is not None}
    return WaitlistPage(
        drop=drop,
        now=now,
        lines=tuple(line for line in lines if line.waits),
        found=found,
        stall="" if found.stall is None else stall_words(found.stall),
        reasons={str(stall): stall_words(stall) for stall in stalls},
        ended=tuple(
            (ended_words(state), found.ended[state])
            for state in EntryState
            if state in found.ended
        ),
    )


@blueprint.post("/bureau/ventes/<id:drop_id>/attente/apres-fermeture")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def post_permission(drop_id: int) -> Response:
    """Note whether the producer lets a drop offer for a day after its closing."""
    allowed = request.form.get("permis") == YES
    with runtime().work() as work:
        outcome = after_close.allow(work, DropId(drop_id), allowed=allowed)
    match outcome:
        case DropSaved():
            flash(_done(allowed=allowed), "succes")
        case DropRefused(refusals):
            flash(" ".join(refusal_words(refusal) for refusal in refusals), "erreur")
        case _:
            assert_never(outcome)
    return redirect(f"/bureau/ventes/{drop_id}/attente", 303)


def _done(*, allowed: bool) -> str:
    if allowed:
        return gettext("C’est noté : ce qui revient sera offert après la fermeture.")
    return gettext("C’est noté : plus rien ne sera offert après la fermeture.")
