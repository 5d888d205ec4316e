"""The thirteen provinces and territories, and how an order reaches its buyer."""

from enum import StrEnum


class Province(StrEnum):
    """A province or territory of Canada, by its postal abbreviation."""

    QC = "QC"
    ON = "ON"
    NB = "NB"
    NS = "NS"
    PE = "PE"
    NL = "NL"
    MB = "MB"
    SK = "SK"
    AB = "AB"
    BC = "BC"
    YT = "YT"
    NT = "NT"
    NU = "NU"


# Where the house is: pickups happen there, and the shows it sells.
HOME = Province.QC


class OrderDelivery(StrEnum):
    """How the things of an order leave the house.

    ELECTRONIC: nothing to carry, only files or admissions.
    """

    PARCEL = "parcel"
    PICKUP = "pickup"
    ELECTRONIC = "digital"
