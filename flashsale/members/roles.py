"""The roles a member may have; who may do what is declared on each route."""

from enum import StrEnum


class Role(StrEnum):
    """What a person of the house does; read from SQL on each request."""

    MEMBER = "member"
    CURATOR = "curator"
    PRODUCER = "producer"
    FULFILMENT = "fulfilment"
    SUPPORT = "support"
    ADMINISTRATOR = "administrator"
