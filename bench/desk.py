"""A payment desk that answers at once: every card was accepted before anybody asked.

It speaks as much of Stripe as a checkout asks for, in the shapes of the house's own
stand-in, and sends the member straight back. Nothing is kept but the amounts, so what
a checkout costs here is the house's cost.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
from dataclasses import replace
from itertools import count
from urllib.parse import parse_qs

from flashsale.fakestripe.records import Charge, Intent, Page
from flashsale.fakestripe.shapes import charge_json, intent_json, page_json

LARGEST_HEAD = 64 * 1024
CARD: dict[str, str | int] = {
    "brand": "visa",
    "last4": "4242",
    "exp_month": 12,
    "exp_year": 2031,
}
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_PAGE = re.compile(r"/v1/checkout/sessions/cs_test_(\d+)")
_CAPTURE = re.compile(r"/v1/payment_intents/pi_(\d+)/capture")
Said = dict[str, object]


class Desk:
    """The pages that were opened, and the money that was taken."""

    def __init__(self) -> None:
        """Know no page yet."""
        self._numbers = count(1)
        self._pages: dict[int, Page] = {}
        self._intents: dict[int, Intent] = {}

    def answer(self, method: str, path: str, body: str) -> Said:
        """Return what Stripe would say; raises KeyError for what is not known."""
        if method == "POST" and path == "/v1/checkout/sessions":
            return self._open(body)
        if page := _PAGE.match(path):
            number = int(page[1])
            intent = self._told(number)
            return page_json(self._pages[number], "", intent)
        if capture := _CAPTURE.match(path):
            number = int(capture[1])
            amount = self._intents[number].amount
            self._intents[number] = replace(
                self._intents[number],
                status="succeeded",
                amount_capturable=0,
                amount_received=amount,
            )
            return self._told(number)
        raise KeyError(path)

    def _open(self, body: str) -> Said:
        fields = {name: values[0] for name, values in parse_qs(body).items()}
        number = next(self._numbers)
        amount = int(fields["line_items[0][price_data][unit_amount]"])
        reference = fields["client_reference_id"]
        opened = Page(
            id=f"cs_test_{number}",
            created=1,
            amount=amount,
            currency="cad",
            description="",
            quantity=1,
            success_url=fields["success_url"],
            expires_at=2_000_000_000,
            reference=reference,
            capture_method="manual",
            payment_intent=f"pi_{number}",
        )
        self._pages[number] = replace(opened, status="complete")
        self._intents[number] = Intent(
            id=f"pi_{number}",
            created=1,
            page=opened.id,
            amount=amount,
            currency="cad",
            capture_method="manual",
            status="requires_capture",
            amount_capturable=amount,
            metadata={"order_code": reference},
            latest_charge=f"ch_{number}",
        )
        # The page of the payment is the way back: the card is accepted already.
        return page_json(opened, opened.success_url, None)

    def _told(self, number: int) -> Said:
        intent = self._intents[number]
        charge = Charge(
            id=f"ch_{number}",
            created=1,
            payment_intent=intent.id,
            amount=intent.amount,
            currency="cad",
            status="succeeded",
            card=CARD,
            captured=intent.status == "succeeded",
            amount_captured=intent.amount_received,
        )
        return intent_json(intent, "", charge_json(charge))


async def _serve(
    desk: Desk, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = _LENGTH.search(head)
            body = await reader.readexactly(int(length[1]) if length else 0)
            method, path, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
            try:
                status, said = b"200 OK", desk.answer(method, path, body.decode())
            except KeyError:
                status, said = b"404 Not Found", {"error": {"message": path}}
            text = json.dumps(said).encode()
            writer.write(
                b"HTTP/1.1 %b\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\n\r\n%b" % (status, len(text), text)
            )
    except asyncio.IncompleteReadError:
        writer.close()


async def _main(port: int) -> None:
    desk = Desk()
    server = await asyncio.start_server(
        lambda reader, writer: _serve(desk, reader, writer),
        "127.0.0.1",
        port,
        limit=LARGEST_HEAD,
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    asyncio.run(_main(parser.parse_args().port))
