"""The blueprint of members' credit; its views are in `views.py`."""

from flask import Blueprint

blueprint = Blueprint("credit", __name__)
