"""Ranking: features of candidate passages, and the models that score them."""
