"""How far something can be trusted, in one word."""

LEVELS = ("hunch", "tried", "proven", "adopted")
"""Maturity, from the least to the most: earned by use and computed."""
