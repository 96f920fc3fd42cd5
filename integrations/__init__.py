"""Wenbao inside other people's programs: retrievers for LangChain, LlamaIndex and Haystack.

Each file imports its framework, which `pip install '.[langchain]'` (`llamaindex`, `haystack`)
brings; none of them is needed for anything else.
"""
