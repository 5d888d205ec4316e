"""Producers, works and what can be bought of them, and the imports that fill them."""
