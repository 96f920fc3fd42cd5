"""Measurements of quality and speed; figures go to docs/research/results."""
