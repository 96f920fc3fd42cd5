"""Interfaces over HTTP: the page, REST and MCP, all on the same `qa`."""
