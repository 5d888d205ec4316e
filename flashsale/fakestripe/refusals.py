"""How the stand-in says no to a request: Stripe's types, codes and statuses."""

from dataclasses import dataclass


@dataclass(slots=True)
class ApiRefusal(Exception):
    """An error answer.

    type, code, param: Stripe's words. kept: the request had begun to run, so the
    answer is kept under its idempotency key; a request refused for its form is not
    (docs.stripe.com/api/idempotent_requests). decline_code, payment_intent: of a card
    that was refused: the intent stands, and is told.
    """

    status: int
    type: str
    message: str
    code: str | None = None
    param: str | None = None
    kept: bool = False
    decline_code: str | None = None
    payment_intent: dict[str, object] | None = None

    def body(self) -> dict[str, object]:
        """Return the JSON of the answer."""
        said = {
            "type": self.type,
            "message": self.message,
            "code": self.code,
            "param": self.param,
            "decline_code": self.decline_code,
            "payment_intent": self.payment_intent,
        }
        return {"error": {word: value for word, value in said.items() if value}}


def wrong_parameter(
    param: str, message: str, code: str | None = None, status: int = 400
) -> ApiRefusal:
    """Return the refusal of one parameter."""
    return ApiRefusal(status, "invalid_request_error", message, code, param)


def missing_thing(kind: str, thing_id: str, param: str = "id") -> ApiRefusal:
    """Return the refusal of an id that names nothing."""
    message = f"No such {kind}: '{thing_id}'"
    return wrong_parameter(param, message, "resource_missing", 404)


def wrong_state(message: str, code: str | None = None) -> ApiRefusal:
    """Return the refusal of an act that the object's state does not allow."""
    return ApiRefusal(400, "invalid_request_error", message, code, kept=True)
