"""Whom an order is for and where they live, as a value and as it is stored."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from flashsale.kernel.places import Province


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """The buyer of one order, as given at its checkout.

    line2: may be empty. postal_code: `A1A 1A1`. email: where the receipt goes.
    """

    name: str
    line1: str
    line2: str
    city: str
    province: Province
    postal_code: str
    email: str


def address_values(address: Address) -> dict[str, str]:
    """Return an address as it is stored with its order."""
    return {name: str(value) for name, value in asdict(address).items()}


def address_of(values: Mapping[str, str]) -> Address:
    """Return the address that `address_values` stored."""
    return Address(
        name=values["name"],
        line1=values["line1"],
        line2=values["line2"],
        city=values["city"],
        province=Province(values["province"]),
        postal_code=values["postal_code"],
        email=values["email"],
    )
