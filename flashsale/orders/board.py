"""The blueprint of the orders, that each of their view files adds its routes to."""

from flask import Blueprint

blueprint = Blueprint("orders", __name__)
