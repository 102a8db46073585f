"""Prisons beside each other: what is missing where, who has solved it, and who works in which area."""
