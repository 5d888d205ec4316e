"""Invitation-only flash sales of independent Québec culture."""
