"""Training: the recipes of everything in `models/`."""
