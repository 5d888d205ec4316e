"""The members' side of the invitations: joining and inviting, on one blueprint."""

from flashsale.invites import invite_views, join_views, pages

blueprint = pages.blueprint
# Importing them is what puts their routes on the blueprint.
VIEWS = (join_views, invite_views)
