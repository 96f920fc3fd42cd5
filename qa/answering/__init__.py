"""Answer extraction: sentences, short answers, and the confidence in them."""
