"""Whom services reach, by protected characteristic and group. Nothing about anybody: rows of groups, and sums."""
