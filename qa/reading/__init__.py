"""Reading: the network that reads a question with passages, for ranking and for answers."""
