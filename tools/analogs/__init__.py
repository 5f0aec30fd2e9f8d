"""Precedents: what followed conditions like today's, and the dates of the past that are nearest."""
