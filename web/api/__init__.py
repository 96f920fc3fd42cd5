"""Programming interfaces: REST, MCP, downloads, feedback."""
