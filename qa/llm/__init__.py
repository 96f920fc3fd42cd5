"""Optional language model: its client, and the check of its citations."""
