"""The blueprint of the invitations; its views are in `*_views.py`."""

from flask import Blueprint

blueprint = Blueprint("invites", __name__)
