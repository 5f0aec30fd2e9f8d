"""Metrics: pure functions of series, one module a family, without I/O or clock."""
