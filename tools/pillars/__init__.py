"""The pillars: one table of metrics each, and the way from a metric to its reading."""
