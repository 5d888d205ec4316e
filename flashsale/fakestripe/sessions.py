"""Checkout Sessions: opened by the shop, closed by the shop or by the clock."""

from dataclasses import replace

from flashsale.fakestripe.parameters import Parameters, refuse_unknown
from flashsale.fakestripe.records import Customer, Intent, Page
from flashsale.fakestripe.refusals import missing_thing, wrong_parameter, wrong_state
from flashsale.fakestripe.turn import Turn

# docs.stripe.com/api/checkout/sessions/create: 30 minutes to 24 hours.
SHORTEST_PAGE = 30 * 60
LONGEST_PAGE = 24 * 3600
# docs.stripe.com/currencies: the smallest charge, and eight digits.
SMALLEST_AMOUNT = {"cad": 50, "usd": 50, "eur": 50}
LARGEST_AMOUNT = 99_999_999
LOCALES = ("auto", "en", "en-GB", "fr", "fr-CA")
FUTURE_USAGES = ("off_session", "on_session")
CAPTURE_METHODS = ("automatic", "automatic_async", "manual")
REDISPLAYS = ("always", "limited", "unspecified")

_KNOWN = (
    "adaptive_pricing allowed_payment_method_types cancel_url client_reference_id "
    "currency customer customer_email expand expires_at line_items locale metadata "
    "mode payment_intent_data saved_payment_method_options submit_type success_url "
    "ui_mode"
).split()


def open_page(turn: Turn, wanted: Parameters) -> Page:
    """Open a page as `POST /v1/checkout/sessions` asks.

    Raises ApiRefusal on any parameter that Stripe would refuse.
    """
    refuse_unknown(wanted.tree, _KNOWN)
    wanted.choice("mode", ["payment"], "")
    wanted.choice("ui_mode", ["hosted_page"], "hosted_page")
    wanted.choice("submit_type", ["auto", "pay"], "auto")
    if wanted.texts("allowed_payment_method_types") not in ([], ["card"]):
        raise wrong_parameter(
            "allowed_payment_method_types", "the stand-in takes cards only"
        )
    email = wanted.text("customer_email", 800)
    if email is not None and "@" not in email:
        raise wrong_parameter(
            "customer_email", f"Invalid email address: {email}", "email_invalid"
        )
    customer = wanted.text("customer", 200)
    if customer is not None and email is not None:
        raise wrong_parameter(
            "customer_email", "You may only specify one of: customer, customer_email."
        )
    if customer is not None and turn.ledger.get(Customer, customer) is None:
        raise missing_thing("customer", customer, "customer")
    amount, currency, description, quantity = _line(wanted)
    data = wanted.branch(
        "payment_intent_data",
        ["capture_method", "description", "metadata", "setup_future_usage"],
    )
    future_usage = data.text("setup_future_usage")
    if future_usage is not None:
        data.choice("setup_future_usage", FUTURE_USAGES, future_usage)
    page = Page(
        id=turn.new_id("cs_test", 58),
        created=turn.now,
        amount=amount,
        currency=currency,
        description=description,
        quantity=quantity,
        success_url=_address(wanted, wanted.required("success_url"), "success_url"),
        cancel_url=_address(wanted, wanted.text("cancel_url"), "cancel_url") or None,
        expires_at=_expiry(turn, wanted),
        email=email,
        locale=wanted.choice("locale", LOCALES, "auto"),
        reference=wanted.text("client_reference_id", 200),
        metadata=wanted.metadata(),
        capture_method=data.choice(
            "capture_method", CAPTURE_METHODS, "automatic_async"
        ),
        intent_description=data.text("description", 1000),
        intent_metadata=data.metadata(),
        customer=customer,
        future_usage=future_usage,
        redisplays=_redisplays(wanted),
    )
    turn.ledger.save(page)
    return page


def _redisplays(wanted: Parameters) -> list[str]:
    """Return which saved cards a page offers; by default those saved for pages."""
    name = "allow_redisplay_filters"
    options = wanted.branch("saved_payment_method_options", [name])
    filters = options.branch(name)
    return [filters.choice(place, REDISPLAYS, "") for place in filters.tree] or [
        "always"
    ]


def _line(wanted: Parameters) -> tuple[int, str, str, int]:
    """Return total, currency, name and quantity of the one line item."""
    items = wanted.branch("line_items")
    if len(items.tree) != 1:
        raise wrong_parameter("line_items", "the stand-in takes exactly one line item")
    line = items.branch(next(iter(items.tree)), ["quantity", "price_data"])
    price = line.branch("price_data", ["currency", "unit_amount", "product_data"])
    product = price.branch("product_data", ["name", "description", "metadata"])
    currency = price.required("currency").lower()
    if currency not in SMALLEST_AMOUNT:
        raise wrong_parameter(price.name("currency"), f"Invalid currency: {currency}")
    quantity = line.integer("quantity")
    unit_amount = price.integer("unit_amount")
    if quantity < 1 or unit_amount < 0:
        raise wrong_parameter(line.name("quantity"), "Invalid amount or quantity")
    amount = quantity * unit_amount
    if amount < SMALLEST_AMOUNT[currency]:
        raise wrong_parameter(
            "line_items", "The total amount due is too small.", "amount_too_small"
        )
    if amount > LARGEST_AMOUNT:
        raise wrong_parameter(
            "line_items", "The total amount due is too large.", "amount_too_large"
        )
    return amount, currency, product.required("name", 1500), quantity


def _address(wanted: Parameters, url: str | None, key: str) -> str:
    if url is not None and not url.startswith(("http://", "https://")):
        raise wrong_parameter(wanted.name(key), "Not a valid URL", "url_invalid")
    return url or ""


def _expiry(turn: Turn, wanted: Parameters) -> int:
    expires_at = wanted.integer("expires_at", turn.now + LONGEST_PAGE)
    if not SHORTEST_PAGE <= expires_at - turn.now <= LONGEST_PAGE:
        raise wrong_parameter(
            "expires_at",
            "The `expires_at` timestamp must be between 30 minutes and 24 hours "
            "from Checkout Session creation.",
        )
    return expires_at


def page_of(turn: Turn, page_id: str) -> Page:
    """Return a page as it is now, expired if its time has come.

    Raises ApiRefusal when there is none.
    """
    page = turn.ledger.get(Page, page_id)
    if page is None:
        raise missing_thing("checkout.session", page_id, "session")
    if page.status == "open" and turn.now >= page.expires_at:
        return _end(turn, page)
    return page


def expire(turn: Turn, page_id: str) -> Page:
    """Close an open page, as `POST …/expire` asks.

    Raises ApiRefusal when it is no longer open: someone paid, or it is closed.
    """
    page = page_of(turn, page_id)
    if page.status != "open":
        raise wrong_state(
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f'This Checkout Session has a status of "{page.status}".'
        )
    return _end(turn, page)


def _end(turn: Turn, page: Page) -> Page:
    """Expire a page, and cancel the intent of a card that was tried on it."""
    ended = replace(page, status="expired")
    turn.ledger.save(ended)
    if page.payment_intent is not None:
        intent = turn.ledger.get(Intent, page.payment_intent)
        if intent is not None:
            cancelled = replace(
                intent,
                status="canceled",
                canceled_at=turn.now,
                cancellation_reason="automatic",
                asked_card=None,
            )
            turn.ledger.save(cancelled)
            turn.tell("payment_intent.canceled", cancelled)
    turn.tell("checkout.session.expired", ended)
    return ended


def sweep(turn: Turn) -> None:
    """Expire the pages whose time has come."""
    for page in turn.ledger.open_pages_ended_at(turn.now):
        _end(turn, page)
