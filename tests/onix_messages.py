"""ONIX messages with defaults, in reference names or short tags."""

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from stdnum import ean

from flashsale.catalogue.onix_codes import REFERENCE_NAMES

NAMESPACE = "http://ns.editeur.org/onix/3.0/reference"


def an_isbn(number: int) -> str:
    """Return the ISBN-13 of this number, check digit included."""
    digits = f"9782{number:08}"
    return digits + ean.calc_check_digit(digits)


def identifier(value: str, kind: str = "15") -> str:
    """Return a ProductIdentifier."""
    return (
        f"<ProductIdentifier><ProductIDType>{kind}</ProductIDType>"
        f"<IDValue>{escape(value)}</IDValue></ProductIdentifier>"
    )


def title(text: str, subtitle: str = "") -> str:
    """Return a TitleDetail."""
    more = f"<Subtitle>{escape(subtitle)}</Subtitle>" if subtitle else ""
    return (
        "<TitleDetail><TitleType>01</TitleType><TitleElement>"
        "<TitleElementLevel>01</TitleElementLevel>"
        f"<TitleText>{escape(text)}</TitleText>{more}</TitleElement></TitleDetail>"
    )


def descriptive(
    form: str = "BC", *, name: str = "Les hivers d’Aimée", more: str = ""
) -> str:
    """Return a DescriptiveDetail."""
    return (
        "<DescriptiveDetail><ProductComposition>00</ProductComposition>"
        f"<ProductForm>{form}</ProductForm>{title(name)}{more}</DescriptiveDetail>"
    )


def price(
    amount: str = "27.95", currency: str = "CAD", kind: str = "01", more: str = ""
) -> str:
    """Return a Price."""
    return (
        f"<Price><PriceType>{kind}</PriceType><PriceAmount>{amount}</PriceAmount>"
        f"<CurrencyCode>{currency}</CurrencyCode>{more}</Price>"
    )


def supply(*prices: str) -> str:
    """Return a ProductSupply."""
    return (
        "<ProductSupply><SupplyDetail><ProductAvailability>20</ProductAvailability>"
        f"{''.join(prices)}</SupplyDetail></ProductSupply>"
    )


def product(
    number: int = 1,
    *blocks: str,
    notification: str = "03",
    identifiers: str | None = None,
) -> str:
    """Return a Product; without blocks, with a description and a price."""
    isbn = an_isbn(number)
    body = "".join(blocks) if blocks else descriptive() + supply(price())
    return (
        f"<Product><RecordReference>ref.{number}</RecordReference>"
        f"<NotificationType>{notification}</NotificationType>"
        f"{identifier(isbn) if identifiers is None else identifiers}{body}</Product>"
    )


def message(
    *products: str,
    release: str = "3.0",
    namespace: str | None = NAMESPACE,
    header: str = "<Header><Sender><SenderName>Maison</SenderName></Sender></Header>",
    prolog: str = '<?xml version="1.0" encoding="UTF-8"?>\n',
) -> str:
    """Return a message."""
    xmlns = f' xmlns="{namespace}"' if namespace else ""
    return (
        f'{prolog}<ONIXMessage{xmlns} release="{release}">{header}\n'
        + "\n".join(products)
        + "\n</ONIXMessage>\n"
    )


def shortened(text: str) -> str:
    """Return a message with short tags in place of reference names."""
    short = {
        name: tag
        for tag, name in REFERENCE_NAMES.items()
        if tag != name and tag.islower()
    } | {"ONIXMessage": "ONIXmessage"}

    def replace(match: re.Match[str]) -> str:
        return match[1] + short.get(match[2], match[2])

    return re.sub(r"(</?)([A-Za-z]+)", replace, text).replace("/reference", "/short")


def large_message(size: int, *, paragraphs: int = 1) -> Iterator[bytes]:
    """Yield a message of about `size` bytes, product after product."""
    one = "<p>" + "Un récit de gel et de dégel, avec des détours. " * 40 + "</p>"
    prose = one * paragraphs
    text = (
        "<CollateralDetail><TextContent><TextType>03</TextType>"
        "<ContentAudience>00</ContentAudience>"
        f'<Text textformat="05">{prose}</Text></TextContent></CollateralDetail>'
    )
    start, end = message("@").encode().split(b"@")
    yield start
    written, number = 0, 0
    while written < size:
        number += 1
        record = product(number, descriptive(), text, supply(price())).encode()
        written += len(record)
        yield record + b"\n"
    yield end
