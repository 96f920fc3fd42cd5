"""The page, REST and MCP: doors to the same `qa`."""
