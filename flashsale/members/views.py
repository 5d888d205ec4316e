"""The members' side: the door and the account, on one blueprint."""

from flashsale.members import account_views, door_views, pages

blueprint = pages.blueprint
# Importing them is what puts their routes on the blueprint.
VIEWS = (door_views, account_views)
