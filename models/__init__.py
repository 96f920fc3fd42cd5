"""Weights, beside the code that runs them: a model folder works wherever it is copied."""
