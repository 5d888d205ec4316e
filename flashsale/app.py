"""Plugs the house together as a Flask application; decides nothing."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask_login import current_user
from flask_wtf import CSRFProtect
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from flashsale import health
from flashsale.catalogue import desk as catalogue_desk
from flashsale.catalogue import import_views as imports
from flashsale.credit import card_desk
from flashsale.credit import card_views as credit
from flashsale.credit import desk as credit_desk
from flashsale.editorial import desk as editorial_desk
from flashsale.invites import views as invites
from flashsale.invites.places import NO_PLACES, Places
from flashsale.kernel.ids import MemberId
from flashsale.kernel.kept_of_members import KeptOfMembers
from flashsale.mail import desk as mail_desk
from flashsale.mandates import views as mandates
from flashsale.members import login
from flashsale.members import views as members
from flashsale.members.session_cache import SessionCache
from flashsale.noon import NoonLane
from flashsale.orders import (
    call_off_desk,
    deadlines_desk,
    orders_desk,
    parcels_desk,
    payments_desk,
    returns_desk,
    tax_desk,
)
from flashsale.orders import views as orders
from flashsale.paper import desk as papers_desk
from flashsale.paper import reconciliation_desk
from flashsale.paper import views as papers
from flashsale.promotions import desk as promotions_desk
from flashsale.runtime import Runtime
from flashsale.sales import desk as sales_desk
from flashsale.sales import limit_desk, opening_desk, waitlist_desk, waitlist_views
from flashsale.sales import opening_views as opening
from flashsale.sales import views as sales
from flashsale.sales.basket import glance_of
from flashsale.sales.hot import HotTable
from flashsale.sales.opening_warm import WarmQueues
from flashsale.sales.stakes import Stakes
from flashsale.sales.waits import FirstOffer, first_offer
from flashsale.shipping import desk as shipping_desk
from flashsale.shipping import points_desk
from flashsale.storefront import (
    artwork,
    house_words,
    live_views,
    past_views,
    preferences,
    waits_views,
)
from flashsale.storefront import opening_views as opening_pages
from flashsale.storefront import views as storefront
from flashsale.storefront.warm import WarmShop
from flashsale.taxes import desk as taxes_desk
from flashsale.web import (
    assets,
    audience,
    chrome,
    current,
    errors,
    i18n,
    id_converter,
    own_writes,
    plain_requests,
    security,
)
from flashsale.web.chrome import BasketGlance, OfferGlance, Visitor
from flashsale.web.hot_pages import is_hot
from flashsale.web.printing import Press

BLUEPRINTS = (
    health.blueprint,
    imports.blueprint,
    catalogue_desk.blueprint,
    members.blueprint,
    invites.blueprint,
    mail_desk.blueprint,
    sales.blueprint,
    opening.blueprint,
    sales_desk.blueprint,
    limit_desk.blueprint,
    opening_desk.blueprint,
    waitlist_views.blueprint,
    waitlist_desk.blueprint,
    editorial_desk.blueprint,
    orders.blueprint,
    mandates.blueprint,
    credit.blueprint,
    credit_desk.blueprint,
    card_desk.blueprint,
    payments_desk.blueprint,
    orders_desk.blueprint,
    call_off_desk.blueprint,
    deadlines_desk.blueprint,
    returns_desk.blueprint,
    papers.blueprint,
    papers_desk.blueprint,
    reconciliation_desk.blueprint,
    promotions_desk.blueprint,
    taxes_desk.blueprint,
    shipping_desk.blueprint,
    points_desk.blueprint,
    tax_desk.blueprint,
    parcels_desk.blueprint,
    storefront.blueprint,
    past_views.blueprint,
    live_views.blueprint,
    opening_pages.blueprint,
    waits_views.blueprint,
    artwork.blueprint,
    house_words.blueprint,
    preferences.blueprint,
)
COOKIE_SIGNER = "cookie_signer"
LARGEST_BODY = 34 * 1024 * 1024
LARGEST_FORM_PART = 512 * 1024


class _AnyHostsSigner(TimestampSigner):
    """Reads a cookie whatever the hour at which it was signed.

    Another host may have signed it by a clock that is before ours, even by a second:
    itsdangerous takes that for expired, and the member for a stranger. How long a
    session lives is told by its row.
    """

    def unsign(
        self,
        signed_value: str | bytes,
        max_age: int | None = None,
        return_timestamp: bool = False,
    ) -> Any:
        """Return what was signed, with its hour where that is asked for.

        max_age: never looked at. Raises BadSignature when it was signed by others.
        """
        if return_timestamp:
            return super().unsign(signed_value, return_timestamp=True)
        return super().unsign(signed_value)


class HouseCookies(SecureCookieSessionInterface):
    """Flask's signed cookie with SHA-256 instead of SHA-1 (security.md S5).

    It carries the session token, the form token and messages; it decides nothing.
    """

    digest_method = staticmethod(sha256)
    salt = "house-cookie"

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the signer of an application; made once, for it keeps nothing."""
        known: URLSafeTimedSerializer | None = app.extensions.get(COOKIE_SIGNER)
        if known is None:
            known = super().get_signing_serializer(app)
            if known is not None:
                known.signer = _AnyHostsSigner
            app.extensions[COOKIE_SIGNER] = known
        return known


def _configure(app: Flask, runtime: Runtime) -> None:
    secure = runtime.settings.base_url.startswith("https://")
    app.config.update(
        SECRET_KEY=runtime.settings.secret_key,
        SESSION_COOKIE_NAME="__Host-house" if secure else "house",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=90),
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM_PART,
        # A page left open over lunch must still post.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=secure,
    )
    app.session_interface = HouseCookies()
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.extensions[current.KEY] = runtime


def _visitor() -> Visitor | None:
    member: Any = current_user
    if not member or not member.is_authenticated:
        return None
    return Visitor(member.name, member.role)


def _basket() -> BasketGlance:
    if is_hot():
        return storefront.basket_glance()
    member: Any = current_user
    with current.runtime().read() as work:
        glance = glance_of(work, MemberId(member.id))
        first = first_offer(work, MemberId(member.id))
    extend = f"/panier/{glance.hold_id}/prolonger" if glance.hold_id else None
    offer = _offer(first) if first else None
    return BasketGlance(glance.copies, glance.expires_at, extend, offer=offer)


def _offer(first: FirstOffer) -> OfferGlance:
    offer = first.offer
    path = f"/ventes/{first.slug}"
    return OfferGlance(first.title, path, offer.units, offer.expires_at)


def _keep_warm(app: Flask, runtime: Runtime) -> None:
    """Give the hot pages and the lane before them what they keep for two seconds."""
    hot = HotTable(runtime)
    app.extensions.update(
        hot_table=hot,
        warm_queues=WarmQueues(),
        warm_shop=WarmShop(hot),
        session_cache=SessionCache(),
        stakes=KeptOfMembers[Stakes]({}),
        places=KeptOfMembers[Places](NO_PLACES),
        refusals=Press(),
    )


def create_app(runtime: Runtime) -> Flask:
    """Return the application of a runtime; opens no connection."""
    app = Flask("flashsale", root_path=str(assets.FOLDER.parent))
    _configure(app, runtime)
    _keep_warm(app, runtime)
    if runtime.settings.noon_lane:
        lane = NoonLane(app, runtime, app.wsgi_app)
        app.wsgi_app = lane  # type: ignore[method-assign]
    if runtime.settings.trusted_proxies:
        hops = runtime.settings.trusted_proxies
        proxied = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
        app.wsgi_app = proxied  # type: ignore[method-assign]
    security.register(app)
    i18n.register(app)
    assets.register(app)
    chrome.register(
        app,
        club=runtime.settings.club_name,
        now=current.present,
        visitor=_visitor,
        basket=_basket,
    )
    login.register(app)
    plain_requests.register(app)
    CSRFProtect(app)
    app.before_request(audience.guard)
    errors.register(app)
    id_converter.register(app)
    own_writes.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
