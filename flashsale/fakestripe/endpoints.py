"""What each path of the API does, once the request is known to be allowed."""

from collections.abc import Callable
from typing import TypeVar

from flashsale.fakestripe import payments, refunds, saved, sessions
from flashsale.fakestripe.parameters import Parameters, refuse_unknown
from flashsale.fakestripe.records import (
    Charge,
    Dispute,
    Event,
    Intent,
    Method,
    Page,
    Refund,
)
from flashsale.fakestripe.refusals import missing_thing, wrong_parameter
from flashsale.fakestripe.shapes import Json, charge_json, list_json
from flashsale.fakestripe.store import KIND_OF, Wanted
from flashsale.fakestripe.turn import Turn

LARGEST_LIST = 100
Handler = Callable[..., Json]
_CURSORS = ("limit", "starting_after", "ending_before", "created", "expand")

Listed = TypeVar("Listed", Page, Intent, Refund, Method, Dispute, Event)


def _expand(wanted: Parameters) -> tuple[str, ...]:
    return tuple(wanted.texts("expand"))


def create_session(turn: Turn, wanted: Parameters) -> Json:
    """POST /v1/checkout/sessions."""
    return turn.page_json(sessions.open_page(turn, wanted), _expand(wanted))


def retrieve_session(turn: Turn, wanted: Parameters, session: str) -> Json:
    """GET /v1/checkout/sessions/:id."""
    refuse_unknown(wanted.tree, ["expand"])
    return turn.page_json(sessions.page_of(turn, session), _expand(wanted))


def expire_session(turn: Turn, wanted: Parameters, session: str) -> Json:
    """POST /v1/checkout/sessions/:id/expire."""
    refuse_unknown(wanted.tree, ["expand"])
    return turn.page_json(sessions.expire(turn, session), _expand(wanted))


def list_sessions(turn: Turn, wanted: Parameters) -> Json:
    """GET /v1/checkout/sessions."""
    return _list(turn, wanted, Page, ("payment_intent", "status"))


def create_intent(turn: Turn, wanted: Parameters) -> Json:
    """POST /v1/payment_intents, with a saved card and `confirm=true` only."""
    return turn.intent_json(saved.charge(turn, wanted), _expand(wanted))


def create_customer(turn: Turn, wanted: Parameters) -> Json:
    """POST /v1/customers."""
    return turn.json_of(saved.make_customer(turn, wanted))


def retrieve_method(turn: Turn, wanted: Parameters, method: str) -> Json:
    """GET /v1/payment_methods/:id."""
    refuse_unknown(wanted.tree, ["expand"])
    return turn.json_of(saved.method_named(turn, method))


def detach_method(turn: Turn, wanted: Parameters, method: str) -> Json:
    """POST /v1/payment_methods/:id/detach."""
    refuse_unknown(wanted.tree, ["expand"])
    return turn.json_of(saved.detach(turn, method))


def retrieve_dispute(turn: Turn, wanted: Parameters, dispute: str) -> Json:
    """GET /v1/disputes/:id."""
    refuse_unknown(wanted.tree, ["expand"])
    found = turn.ledger.get(Dispute, dispute)
    if found is None:
        raise missing_thing("dispute", dispute)
    return turn.json_of(found)


def list_disputes(turn: Turn, wanted: Parameters) -> Json:
    """GET /v1/disputes."""
    return _list(turn, wanted, Dispute, ("charge", "payment_intent"))


def retrieve_intent(turn: Turn, wanted: Parameters, intent: str) -> Json:
    """GET /v1/payment_intents/:id."""
    refuse_unknown(wanted.tree, ["expand"])
    return turn.intent_json(payments.intent_named(turn, intent), _expand(wanted))


def capture_intent(turn: Turn, wanted: Parameters, intent: str) -> Json:
    """POST /v1/payment_intents/:id/capture."""
    refuse_unknown(wanted.tree, ["amount_to_capture", "expand"])
    amount = None
    if "amount_to_capture" in wanted.tree:
        amount = wanted.integer("amount_to_capture")
    return turn.intent_json(payments.capture(turn, intent, amount), _expand(wanted))


def cancel_intent(turn: Turn, wanted: Parameters, intent: str) -> Json:
    """POST /v1/payment_intents/:id/cancel."""
    refuse_unknown(wanted.tree, ["cancellation_reason", "expand"])
    reason = wanted.text("cancellation_reason")
    if reason is not None:
        wanted.choice("cancellation_reason", payments.CANCELLATION_REASONS, reason)
    return turn.intent_json(payments.cancel(turn, intent, reason), _expand(wanted))


def list_intents(turn: Turn, wanted: Parameters) -> Json:
    """GET /v1/payment_intents."""
    return _list(turn, wanted, Intent, ())


def retrieve_charge(turn: Turn, wanted: Parameters, charge: str) -> Json:
    """GET /v1/charges/:id."""
    refuse_unknown(wanted.tree, ["expand"])
    found = turn.ledger.get(Charge, charge)
    if found is None:
        raise missing_thing("charge", charge)
    return charge_json(found)


def create_refund(turn: Turn, wanted: Parameters) -> Json:
    """POST /v1/refunds."""
    return turn.json_of(refunds.refund(turn, wanted))


def retrieve_refund(turn: Turn, wanted: Parameters, refund: str) -> Json:
    """GET /v1/refunds/:id."""
    refuse_unknown(wanted.tree, ["expand"])
    found = turn.ledger.get(Refund, refund)
    if found is None:
        raise missing_thing("refund", refund)
    return turn.json_of(found)


def list_refunds(turn: Turn, wanted: Parameters) -> Json:
    """GET /v1/refunds."""
    return _list(turn, wanted, Refund, ("charge", "payment_intent"))


def retrieve_event(turn: Turn, wanted: Parameters, event: str) -> Json:
    """GET /v1/events/:id."""
    refuse_unknown(wanted.tree, ["expand"])
    found = turn.ledger.get(Event, event)
    if found is None:
        raise missing_thing("event", event)
    return turn.json_of(found)


def list_events(turn: Turn, wanted: Parameters) -> Json:
    """GET /v1/events."""
    types = tuple(wanted.texts("types"))
    return _list(turn, wanted, Event, ("type",), types)


def _list(
    turn: Turn,
    wanted: Parameters,
    kind: type[Listed],
    filters: tuple[str, ...],
    types: tuple[str, ...] = (),
) -> Json:
    """Return one page of a list, newest first (docs.stripe.com/api/pagination)."""
    known = (*_CURSORS, *filters, *(("types",) if kind is Event else ()))
    refuse_unknown(wanted.tree, known)
    limit = wanted.integer("limit", 10)
    if not 1 <= limit <= LARGEST_LIST:
        raise wrong_parameter("limit", f"must be between 1 and {LARGEST_LIST}")
    created = wanted.branch("created", ["gt", "gte", "lt", "lte"])
    given = {name: wanted.text(name) for name in filters}
    asked = Wanted(
        equal={name: value for name, value in given.items() if value is not None},
        types=types,
        created_from=max(created.integer("gte", 0), created.integer("gt", -1) + 1),
        created_to=min(
            created.integer("lte", 10**14), created.integer("lt", 10**14) - 1
        ),
        limit=limit,
        after=wanted.text("starting_after"),
        before=wanted.text("ending_before"),
    )
    for cursor in (asked.after, asked.before):
        if cursor is not None and turn.ledger.get(kind, cursor) is None:
            raise missing_thing(KIND_OF[kind], cursor, "starting_after")
    found, more = turn.ledger.find(kind, asked)
    expand = tuple(path.removeprefix("data.") for path in _expand(wanted))
    objects = [_expanded(turn, record, expand) for record in found]
    path = KIND_OF[kind].replace(".", "/")
    return list_json(f"/v1/{path}s", objects, more)


def _expanded(
    turn: Turn,
    record: Page | Intent | Refund | Method | Dispute | Event,
    expand: tuple[str, ...],
) -> Json:
    match record:
        case Page():
            return turn.page_json(record, expand)
        case Intent():
            return turn.intent_json(record, expand)
        case _:
            return turn.json_of(record)


ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("POST", "/v1/checkout/sessions", create_session),
    ("GET", "/v1/checkout/sessions", list_sessions),
    ("GET", "/v1/checkout/sessions/<session>", retrieve_session),
    ("POST", "/v1/checkout/sessions/<session>/expire", expire_session),
    ("POST", "/v1/payment_intents", create_intent),
    ("GET", "/v1/payment_intents", list_intents),
    ("GET", "/v1/payment_intents/<intent>", retrieve_intent),
    ("POST", "/v1/payment_intents/<intent>/capture", capture_intent),
    ("POST", "/v1/payment_intents/<intent>/cancel", cancel_intent),
    ("GET", "/v1/charges/<charge>", retrieve_charge),
    ("POST", "/v1/refunds", create_refund),
    ("GET", "/v1/refunds", list_refunds),
    ("GET", "/v1/refunds/<refund>", retrieve_refund),
    ("POST", "/v1/customers", create_customer),
    ("GET", "/v1/payment_methods/<method>", retrieve_method),
    ("POST", "/v1/payment_methods/<method>/detach", detach_method),
    ("GET", "/v1/disputes", list_disputes),
    ("GET", "/v1/disputes/<dispute>", retrieve_dispute),
    ("GET", "/v1/events", list_events),
    ("GET", "/v1/events/<event>", retrieve_event),
)
