"""What Unwind measures: records, markets, metrics, pillars, verdict and brief."""
