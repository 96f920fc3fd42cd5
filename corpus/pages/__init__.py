"""The parts of the newspaper page reader; `corpus.page` puts them together."""
