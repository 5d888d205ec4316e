"""Outbox rows written in the caller's transaction, their transport and their jobs."""
