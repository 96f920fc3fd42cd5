"""Robustness checks, run by hand or as slow tests: outputs, crashes, damage, load."""
