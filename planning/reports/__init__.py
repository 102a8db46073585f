"""A report: what is found at a prison on a day as plain values, its paper and its tables."""
