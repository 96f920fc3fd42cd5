"""Newspaper pages: steps that restore the articles of a page; see `corpus/newspaper/page.py`."""
