"""The static encoder: word vectors."""
