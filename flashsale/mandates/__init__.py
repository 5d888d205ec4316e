"""Automatic purchase: what the house buys for a member when their turn comes."""
