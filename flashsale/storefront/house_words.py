"""The house's own pages, open to the door: delivery, privacy, access, contact."""

from flask import Blueprint, render_template

from flashsale.orders.merchant import merchant_of
from flashsale.storefront.pages import PlainPage
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime

blueprint = Blueprint("house_words", __name__)


def _page() -> PlainPage:
    settings = runtime().settings
    merchant = merchant_of(settings)
    return PlainPage(
        club=settings.club_name,
        merchant_name=merchant.name,
        merchant_address=merchant.address,
        merchant_phone=merchant.phone,
        merchant_email=merchant.email,
    )


@blueprint.get("/livraison")
@audience(Audience.DOOR)
def get_delivery() -> str:
    """Say how things leave the house and come back."""
    return render_template("storefront/delivery.html", page=_page())


@blueprint.get("/confidentialite")
@audience(Audience.DOOR)
def get_privacy() -> str:
    """Say what the house keeps of people, why, and for how long."""
    return render_template("storefront/privacy.html", page=_page())


@blueprint.get("/accessibilite")
@audience(Audience.DOOR)
def get_accessibility() -> str:
    """Say what was done for everyone to use the site, and what is missing."""
    return render_template("storefront/accessibility.html", page=_page())


@blueprint.get("/nous-joindre")
@audience(Audience.DOOR)
def get_contact() -> str:
    """Say how to reach the house."""
    return render_template("storefront/contact.html", page=_page())
