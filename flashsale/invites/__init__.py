"""Invitations, and who brought whom."""
