"""Builds the Runtime of a process from its settings: the only place that chooses."""

from flashsale.db import Database
from flashsale.kernel.clock import Clock, SystemClock
from flashsale.kernel.ids import Ids
from flashsale.orders.payment_desk import PaymentDesk
from flashsale.orders.payment_stripe import DEFAULT_API_BASE, StripeDesk
from flashsale.orders.policy import PricingPolicy
from flashsale.orders.tiers import no_tier
from flashsale.paper.letters import of_letter
from flashsale.paper.reads import orders_of_number
from flashsale.queue import RqQueue
from flashsale.reactions import AFTER, WITHIN
from flashsale.redis_line import Breaker
from flashsale.redis_line import connect as connect_redis
from flashsale.runtime import Runtime
from flashsale.sales.doorman import Doorman
from flashsale.sales.gate import RedisGate, connect
from flashsale.sales.together import OneByOne, Together
from flashsale.settings import Settings

# Development without a payment server: calls fail, nothing is signed by this.
UNSET_KEY = "sk_unset"
UNSET_WEBHOOK_SECRET = "whsec_unset"  # noqa: S105 - the word for having none


def payment_desk(settings: Settings) -> PaymentDesk:
    """Return the payment desk the settings name; a production start refuses no keys."""
    key = settings.stripe_secret_key or UNSET_KEY
    secrets = settings.stripe_webhook_secrets or (UNSET_WEBHOOK_SECRET,)
    return StripeDesk(
        secret_key=key,
        webhook_secrets=secrets,
        api_base=settings.stripe_api_base or DEFAULT_API_BASE,
        house=settings.base_url.rstrip("/"),
    )


def pricing_of(settings: Settings) -> PricingPolicy:
    """Return the house's own part of a price; no tier exists yet."""
    return PricingPolicy(
        tier_prices=no_tier,
        credit_floor_percent=settings.credit_floor_percent,
        free_shipping_orders=settings.free_shipping_orders,
    )


def build(settings: Settings, *, clock: Clock | None = None) -> Runtime:
    """Return the whole of a process; connects to nothing yet.

    Without a Redis in the settings the house works through SQL alone, slower.
    """
    nowhere = f"unix://{settings.data_dir}/run/valkey.sock"
    redis_url = settings.redis_url or nowhere
    clock = clock or SystemClock()
    redis, breaker = connect_redis(redis_url), Breaker("redis")
    database = Database(settings.database_url)
    return Runtime(
        settings=settings,
        database=database,
        clock=clock,
        ids=Ids(),
        redis=redis,
        breaker=breaker,
        doorman=Doorman(settings.sql_holds_per_second),
        hold_writer=Together() if database.is_sqlite else OneByOne(),
        gate=RedisGate(connect(settings.gate_url or redis_url), clock),
        queue=RqQueue(redis, breaker),
        payment_desk=payment_desk(settings),
        pricing=pricing_of(settings),
        within=WITHIN,
        after=AFTER,
        attachments=of_letter,
        orders_of_papers=orders_of_number,
    )
