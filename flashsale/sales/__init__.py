"""Drops, lots, stock and holds, and the Redis gate in front of them."""
