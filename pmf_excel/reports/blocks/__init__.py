"""Blocks: the tables, charts, cards and lists that a kind's text places by name."""
