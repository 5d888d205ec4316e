"""Records in the shape of Stripe's JSON objects, API version 2026-10-28.endive."""

from flashsale.fakestripe.records import (
    Charge,
    Customer,
    Dispute,
    Event,
    Intent,
    Method,
    Page,
    Refund,
)

API_VERSION = "2026-10-28.endive"
Json = dict[str, object]

MESSAGE_OF = {
    "generic_decline": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "card_velocity_exceeded": "Your card was declined for making repeated attempts "
    "too frequently or exceeding its amount limit.",
    "fraudulent": "Your card was declined.",
    "authentication_required": "Your card was declined. This transaction requires "
    "authentication.",
    "lost_card": "Your card was declined.",
    "stolen_card": "Your card was declined.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card.",
    "test_mode_live_card": "Your card was declined. Your request was in test mode, "
    "but used a non test card.",
    "payment_intent_authentication_failure": "The provided PaymentMethod has failed "
    "authentication.",
}


def page_json(page: Page, url: str, intent: Json | str | None) -> Json:
    """Return a `checkout.session`; intent: its id, its object, or None."""
    paid = page.status == "complete" and page.capture_method != "manual"
    is_open = page.status == "open"
    return {
        "id": page.id,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "after_expiration": None,
        "allow_promotion_codes": None,
        "allowed_payment_method_types": ["card"],
        "amount_subtotal": page.amount,
        "amount_total": page.amount,
        "automatic_tax": {"enabled": False, "liability": None, "status": None},
        "billing_address_collection": None,
        "cancel_url": page.cancel_url,
        "client_reference_id": page.reference,
        "consent": None,
        "consent_collection": None,
        "created": page.created,
        "currency": page.currency,
        "custom_fields": [],
        "custom_text": {},
        "customer": page.customer,
        "customer_creation": "if_required",
        "customer_details": _payer_json(page),
        "customer_email": page.email,
        "discounts": [],
        "expires_at": page.expires_at,
        "invoice": None,
        "livemode": False,
        "locale": page.locale,
        "metadata": page.metadata,
        "mode": "payment",
        "payment_intent": intent,
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_options": {},
        "payment_method_types": ["card"],
        # With manual capture a completed page stays « unpaid »: its intent tells.
        "payment_status": "paid" if paid else "unpaid",
        "recovered_from": None,
        "saved_payment_method_options": {
            "allow_redisplay_filters": page.redisplays,
            "payment_method_remove": None,
            "payment_method_save": None,
        }
        if page.customer
        else None,
        "setup_intent": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": page.status,
        "submit_type": None,
        "subscription": None,
        "success_url": page.success_url,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": url if is_open else None,
    }


def _payer_json(page: Page) -> Json | None:
    if page.email is None and page.payer_name is None:
        return None
    return {
        "address": {"postal_code": page.payer_postal_code, "country": None},
        "email": page.email,
        "name": page.payer_name,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": None,
    }


def intent_json(
    intent: Intent, bank_url: str | None, charge: Json | None = None
) -> Json:
    """Return a `payment_intent`; charge: the latest one when it is to be expanded."""
    asks = intent.status == "requires_action"
    error = None
    if intent.error_code is not None:
        error = {
            "type": "card_error",
            "code": intent.error_code,
            "message": MESSAGE_OF[intent.decline_code or intent.error_code],
            "charge": intent.latest_charge,
        }
        if intent.decline_code is not None:
            error["decline_code"] = intent.decline_code
    return {
        "id": intent.id,
        "object": "payment_intent",
        "amount": intent.amount,
        "amount_capturable": intent.amount_capturable,
        "amount_details": {"tip": {}},
        "amount_received": intent.amount_received,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": intent.canceled_at,
        "cancellation_reason": intent.cancellation_reason,
        "capture_method": intent.capture_method,
        "client_secret": None,
        "confirmation_method": "automatic",
        "created": intent.created,
        "currency": intent.currency,
        "customer": intent.customer,
        "description": intent.description,
        "last_payment_error": error,
        "latest_charge": charge if charge is not None else intent.latest_charge,
        "livemode": False,
        "metadata": intent.metadata,
        "next_action": {"type": "redirect_to_url", "redirect_to_url": {"url": bank_url}}
        if asks
        else None,
        "on_behalf_of": None,
        "payment_method": intent.payment_method,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "processing": None,
        "receipt_email": None,
        "review": None,
        "setup_future_usage": intent.future_usage,
        "shipping": None,
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": intent.status,
        "transfer_data": None,
        "transfer_group": None,
    }


def charge_json(charge: Charge) -> Json:
    """Return a `charge`."""
    word = charge.decline_code or charge.failure_code
    accepted = charge.status == "succeeded"
    secure = {"authenticated": True, "result": "authenticated", "version": "2.2.0"}
    return {
        "id": charge.id,
        "object": "charge",
        "amount": charge.amount,
        "amount_captured": charge.amount_captured,
        "amount_refunded": charge.amount_refunded,
        "captured": charge.captured,
        "created": charge.created,
        "currency": charge.currency,
        "disputed": False,
        "failure_code": charge.failure_code,
        "failure_message": MESSAGE_OF[word] if word else None,
        "livemode": False,
        "metadata": charge.metadata,
        "outcome": {
            "network_status": "approved_by_network" if accepted else "declined",
            "reason": charge.decline_code,
            "risk_level": "normal",
            "type": "authorized" if accepted else "issuer_declined",
        },
        "paid": accepted,
        "payment_intent": charge.payment_intent,
        "payment_method_details": {
            "type": "card",
            "card": {
                **charge.card,
                "amount_authorized": charge.amount if accepted else None,
                "capture_before": charge.capture_before,
                "country": "CA",
                "funding": "credit",
                "network": charge.card["brand"],
                "three_d_secure": secure if charge.authenticated else None,
            },
        },
        "refunded": 0 < charge.amount_refunded == charge.amount_captured,
        "status": charge.status,
    }


def refund_json(refund: Refund) -> Json:
    """Return a `refund`."""
    return {
        "id": refund.id,
        "object": "refund",
        "amount": refund.amount,
        "balance_transaction": None,
        "charge": refund.charge,
        "created": refund.created,
        "currency": refund.currency,
        "metadata": refund.metadata,
        "payment_intent": refund.payment_intent,
        "reason": refund.reason,
        "receipt_number": None,
        "status": refund.status,
        **({"failure_reason": refund.failure_reason} if refund.failure_reason else {}),
    }


def customer_json(customer: Customer) -> Json:
    """Return a `customer`."""
    return {
        "id": customer.id,
        "object": "customer",
        "created": customer.created,
        "email": customer.email,
        "livemode": False,
        "metadata": customer.metadata,
    }


def method_json(method: Method) -> Json:
    """Return a `payment_method`."""
    return {
        "id": method.id,
        "object": "payment_method",
        "allow_redisplay": method.allow_redisplay,
        "billing_details": {"address": None, "email": None, "name": None},
        "card": {
            **method.card,
            "country": "CA",
            "fingerprint": method.fingerprint,
            "funding": "credit",
        },
        "created": method.created,
        "customer": method.customer,
        "livemode": False,
        "metadata": {},
        "type": "card",
    }


def dispute_json(dispute: Dispute) -> Json:
    """Return a `dispute`."""
    return {
        "id": dispute.id,
        "object": "dispute",
        "amount": dispute.amount,
        "balance_transactions": [],
        "charge": dispute.charge,
        "created": dispute.created,
        "currency": dispute.currency,
        "enhanced_eligibility_types": [],
        "evidence": {},
        "evidence_details": {
            "due_by": dispute.due_by,
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": dispute.payment_intent,
        "reason": dispute.reason,
        "status": dispute.status,
    }


def event_json(event: Event) -> Json:
    """Return an `event`, with its object as it was."""
    return {
        "id": event.id,
        "object": "event",
        "api_version": API_VERSION,
        "created": event.created,
        "data": {"object": event.snapshot},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": event.request, "idempotency_key": event.idempotency_key},
        "type": event.type,
    }


def list_json(url: str, objects: list[Json], has_more: bool) -> Json:
    """Return one page of a `list`."""
    return {"object": "list", "url": url, "has_more": has_more, "data": objects}
