"""Milvus: an index on a server or cluster, or in one file by Milvus Lite.  See docs/SCALING.md."""
