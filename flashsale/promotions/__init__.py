"""Promotions: codes that lower a price for a time, and what becomes of them."""
