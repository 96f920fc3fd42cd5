"""The engine on local files: SQLite rows, FAISS vectors, BM25 postings."""
